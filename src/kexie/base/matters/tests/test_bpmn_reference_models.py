"""The reference models of the BPMN interchange working group: each runs, or is refused by the names of its elements.

They know nothing of our lanes, forms and limits: these are missing in each of them, which does not keep it from running.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from kexie.base.matters.rules.bpmn.checking import check, ready, runs
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.bpmn.layout import arranged
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.bpmn.writing import bpmn
from kexie.base.matters.rules.engine import compiled

ROOT = Path(__file__).resolve().parents[5]
SHARED = Path(os.environ.get("KEXIE_SHARED", ROOT.parent / "shared"))
MODELS = SHARED / "data" / "bpmn-miwg"

pytestmark = pytest.mark.skipif(not MODELS.exists(), reason=f"the models are not at {MODELS}; set KEXIE_SHARED")

#: By file, the tags of the elements for which it is refused; none for a model that runs.
OUTCOMES: dict[str, set[str]] = {
    "A.1.0": set(),
    "A.2.0": set(),
    "A.2.1": {"sequenceFlow", "task"},
    "A.3.0": set(),
    "A.4.0": {"process"},
    "A.4.1": {"participant"},
    "B.1.0": {"globalTask", "participant", "process", "timeDate"},
    "B.2.0": {
        *("callActivity", "conditionalEventDefinition", "globalUserTask", "linkEventDefinition", "participant"),
        *("multiInstanceLoopCharacteristics", "parallelGateway", "process", "standardLoopCharacteristics", "timeDate"),
    },
    "C.1.0": {"sequenceFlow"},
    "C.1.1": {"import", "sequenceFlow"},
    "C.2.0": {"participant"},
    "C.3.0": {"sequenceFlow"},
    "C.4.0": {"participant", "standardLoopCharacteristics"},
    "C.5.0": set(),
    "C.6.0": {"compensateEventDefinition", "serviceTask", "subProcess", "timeDate"},
    "C.7.0": {"businessRuleTask", "multiInstanceLoopCharacteristics"},
    "C.8.0": {"businessRuleTask", "import", "sequenceFlow"},
    "C.8.1": {"businessRuleTask", "formalExpression", "import", "sequenceFlow", "transformation"},
    "C.9.0": {"businessRuleTask", "callActivity", "import", "sequenceFlow", "subProcess"},
    "C.9.1": {"timeCycle"},
    "C.9.2": {
        *("callActivity", "import", "multiInstanceLoopCharacteristics", "sequenceFlow", "subProcess", "timeCycle"),
    },
}


def test_the_table_names_every_model():
    assert {path.stem for path in MODELS.glob("*.bpmn")} == set(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_it_runs_or_is_refused_by_name(name):
    model = read((MODELS / f"{name}.bpmn").read_bytes())
    problems = check(model)
    assert {one.element for one in problems if one.kind in ("unsupported", "broken")} == OUTCOMES[name]
    assert runs(problems) is (not OUTCOMES[name])
    assert not ready(problems)
    ids = set(model.nodes) | set(model.flows) | set(model.lanes) | {one.id for one in model.processes}
    ids |= {pool.id for pool in model.pools}
    drawn = [one for one in problems if one.element not in ("import", "globalTask", "globalUserTask")]
    assert all(one.id in ids for one in drawn), "every problem can be shown in the drawing"


@pytest.mark.parametrize("name", [name for name, refused in OUTCOMES.items() if not refused])
def test_what_runs_is_understood_by_the_engine(name):
    model = read((MODELS / f"{name}.bpmn").read_bytes())
    spec = compiled(model).spec
    top = {node.id for node in model.main.nodes if not node.parent}
    assert top <= {task.bpmn_id for task in spec.task_specs.values()}


@pytest.mark.parametrize("name", OUTCOMES)
def test_it_is_written_as_it_was_read(name):
    model = read((MODELS / f"{name}.bpmn").read_bytes())
    again = read(bpmn(model))
    assert (again.shapes, again.edges, again.labels) == (model.shapes, model.edges, model.labels)
    assert (again.nodes, again.flows, again.lanes) == (model.nodes, model.flows, model.lanes)
    assert (again.pools, again.links, again.artifacts) == (model.pools, model.links, model.artifacts)
    for one, other in zip(again.processes, model.processes, strict=True):
        assert set(one.links) == set(other.links)
        assert one.artifacts == other.artifacts


@pytest.mark.parametrize("name", OUTCOMES)
def test_it_is_drawn_as_its_file_says_or_laid_out(name):
    model = read((MODELS / f"{name}.bpmn").read_bytes())
    shown = {element.get("data-element") for element in etree.fromstring(svg(model)).iter()}
    assert shown >= {node.id for node in model.main.nodes if node.id in model.shapes and not node.parent}
    assert shown >= {
        flow.id for flow in model.main.flows if flow.id in model.edges and not model.nodes[flow.source].parent
    }
    placed = arranged(replace(model, shapes={}, edges={}, labels={}))
    assert {node.id for node in model.main.nodes} <= set(placed.shapes)
    assert etree.fromstring(svg(placed)) is not None
