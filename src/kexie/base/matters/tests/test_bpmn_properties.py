"""What holds of every model: it is written as it is read, checked without an error, laid out without an overlap, drawn safely."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kexie.base.matters.rules.bpmn.checking import check
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.bpmn.layout import arranged, laid_out
from kexie.base.matters.rules.bpmn.model import Box
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.bpmn.writing import bpmn
from kexie.base.matters.tests.random_models import models

MODELS = models()


@given(MODELS)
def test_it_is_written_as_it_is_read(model):
    again = read(bpmn(model))
    assert again.problems == ()
    assert (again.nodes, again.flows, again.lanes) == (model.nodes, model.flows, model.lanes)
    placed = arranged(model)
    drawn = read(bpmn(placed))
    assert set(drawn.shapes) == set(placed.shapes)
    assert {key: len(line) for key, line in drawn.edges.items()} == {
        key: len(line) for key, line in placed.edges.items()
    }


@given(MODELS)
def test_it_is_checked_without_an_error(model):
    problems = check(model, roles=(), verbs=(), forms=(), answers=())
    known = {"p", *model.nodes, *model.flows, *model.lanes}
    assert all(problem.id in known and problem.message.endswith("。") for problem in problems)
    assert all(problem.kind in ("unsupported", "broken", "missing", "advice") for problem in problems)


def overlaps(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def inside(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


@given(MODELS)
def test_no_two_shapes_of_a_layout_overlap(model):
    shapes = arranged(model).shapes
    standing = [node for node in model.nodes.values() if not node.attached_to]
    assert {node.id for node in model.nodes.values()} <= set(shapes)
    for one, other in combinations(standing, 2):
        if one.parent == other.parent:
            assert not overlaps(shapes[one.id].box, shapes[other.id].box), (one.id, other.id)
    for node in standing:
        if node.parent:
            assert inside(shapes[node.id].box, shapes[node.parent].box)
        elif node.lane_id:
            assert inside(shapes[node.id].box, shapes[node.lane_id].box)
    for one, other in combinations(model.lanes, 2):
        assert not overlaps(shapes[one].box, shapes[other].box)


@given(MODELS)
def test_lines_run_at_right_angles_and_through_no_shape(model):
    placed = arranged(model)
    hosts = {node.id: node.attached_to for node in model.nodes.values() if node.attached_to}
    for flow in model.flows.values():
        line = placed.edges[flow.id]
        assert len(line) >= 2
        source, target = hosts.get(flow.source, flow.source), flow.target
        scope = model.nodes[source].parent
        for a, b in pairwise(line):
            assert a.x == b.x or a.y == b.y
            part = Box(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) or 0.1, abs(a.y - b.y) or 0.1)
            for node in model.nodes.values():
                if node.parent == scope and not node.attached_to and node.id not in (source, target):
                    assert not overlaps(part, placed.shapes[node.id].box), (flow, node.id)


@given(MODELS)
def test_a_layout_is_part_of_the_file(model):
    once = laid_out(bpmn(model))
    assert laid_out(once) == once
    assert read(once).nodes == model.nodes


@settings(max_examples=60)
@given(MODELS, st.data())
def test_a_drawing_is_well_formed_and_holds_nothing_that_acts(model, data):
    keys = [*model.nodes, *model.flows]
    chosen = st.lists(st.sampled_from(keys), max_size=4)
    text = svg(
        model, done=data.draw(chosen), here=data.draw(chosen), problems=check(model), plain=data.draw(st.booleans())
    )
    root = etree.fromstring(text)
    tags = {etree.QName(element).localname for element in root.iter()}
    assert tags <= {
        *("svg", "g", "title", "desc", "rect", "circle", "path", "polygon", "text", "tspan"),
    }
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert name not in ("style", "href")
            assert name in ("data-element", "aria-label") or "url(" not in value
    assert {element.get("data-element") for element in root.iter()} >= {
        node.id for node in model.nodes.values() if not node.parent
    }
