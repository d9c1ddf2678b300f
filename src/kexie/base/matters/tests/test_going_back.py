"""Going back to the person before: what the engine takes back, and what it does not."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.engine import NoWayBack, Run, compiled
from kexie.base.matters.tests.drawn import process
from kexie.base.matters.tests.factories import PROCESS

PAUSE = (
    '<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>2d</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
)


def drawn(*nodes: str, flows: str) -> Run:
    """A process of ``nodes``, connected as ``flows`` says ("start a b, b end")."""
    ways = [pair for part in flows.split(",") for pair in zip(part.split(), part.split()[1:], strict=False)]
    lines = [
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(ways)
    ]
    inside = ['<bpmn:startEvent id="start"/>', *nodes, '<bpmn:endEvent id="end"/>', *lines]
    return Run.begin(compiled(read(process("".join(inside)))), {})


def user(key: str) -> str:
    return f'<bpmn:userTask id="{key}"/>'


def names(run: Run) -> list[str]:
    return sorted(one.node.id for one in run.waiting())


def at(run: Run, node: str):
    return next(one.id for one in run.waiting() if one.node.id == node)


def test_the_person_before_does_it_anew_under_another_key():
    run = drawn(user("a"), user("b"), flows="start a b end")
    first = at(run, "a")
    run.complete(first)
    assert run.way_back(at(run, "b")).id == "a"
    done, again = run.back_to(at(run, "b"))
    assert done == first
    assert names(run) == ["a"]
    assert at(run, "a") == again != first
    run.complete(again)
    run.complete(at(run, "b"))
    assert run.ended


def test_what_went_back_is_kept_as_any_state_is():
    model = compiled(read(PROCESS))
    run = Run.begin(model, {})
    run.complete(at(run, "accept"))
    assert names(run) == ["decide", "late"]
    _done, again = run.back_to(at(run, "decide"))
    assert names(run) == ["accept"]
    kept = Run.load(model, json.loads(json.dumps(run.state())), {})
    assert at(kept, "accept") == again
    kept.complete(again)
    assert names(kept) == ["decide", "late"]
    kept.fire(next(one for one in kept.waiting() if one.node.id == "late"))
    assert names(kept) == ["decide", "remind"]


def test_the_clock_of_the_person_before_begins_anew():
    late = (
        '<bpmn:boundaryEvent id="late" attachedToRef="a"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>2d</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    run = drawn(user("a"), late, user("b"), user("c"), flows="start a b end, late c end")
    run.complete(at(run, "a"))
    assert names(run) == ["b"]
    run.back_to(at(run, "b"))
    assert names(run) == ["a", "late"]
    run.fire(next(one for one in run.waiting() if one.node.id == "late"))
    assert names(run) == ["c"]


@pytest.mark.parametrize(
    ("between", "ways"),
    [
        (['<bpmn:serviceTask id="x"/>'], "start a x b end"),
        (
            [PAUSE],
            "start a x b end",
        ),
        (['<bpmn:parallelGateway id="x"/>', user("c")], "start a x b end, x c end"),
    ],
    ids=["service", "timer", "split"],
)
def test_what_cannot_be_taken_back_stays(between, ways):
    run = drawn(user("a"), *between, user("b"), flows=ways)
    run.complete(at(run, "a"))
    for waiting in [one for one in run.waiting() if one.node.id == "x"]:
        run.complete(waiting.id) if waiting.kind == "service" else run.fire(waiting)
    before = run.state()
    with pytest.raises(NoWayBack):
        run.back_to(at(run, "b"))
    assert run.state() == before


def test_a_boundary_that_has_fired_stays():
    model = compiled(read(PROCESS))
    run = Run.begin(model, {})
    run.complete(at(run, "accept"))
    run.fire(next(one for one in run.waiting() if one.node.id == "late"))
    with pytest.raises(NoWayBack):
        run.back_to(at(run, "decide"))


def test_there_is_nobody_before_the_first():
    run = drawn(user("a"), flows="start a end")
    with pytest.raises(NoWayBack):
        run.back_to(at(run, "a"))
    with pytest.raises(KeyError):
        run.back_to(uuid4())
