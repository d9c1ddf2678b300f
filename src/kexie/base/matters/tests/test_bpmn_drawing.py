"""What a drawing shows: names, kinds, the case's place, problems; in words too, for whoever does not see it."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from kexie.base.matters.rules.bpmn.checking import check
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.bpmn.layout import laid_out
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.bpmn.texts import stacked, width_of, wrapped
from kexie.base.matters.tests.drawn import LECTURE, process, straight

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text=None, **options):
    return etree.fromstring(svg(read(text or process(LECTURE)), **options))


def part(root, key):
    return next(element for element in root.iter() if element.get("data-element") == key)


def words(element):
    return "".join("".join(text.itertext()) for text in element.iter(f"{SVG}text"))


def test_names_and_kinds():
    root = drawn()
    assert root.get("role") == "img"
    assert words(part(root, "review")) == "审核材料"
    assert part(root, "review").find(f"{SVG}title").text == "用户任务：审核材料"
    assert part(root, "late").find(f"{SVG}title").text == "边界事件（定时）：超时"
    assert words(part(root, "window")) == "受理窗口"
    assert "不同意" in words(root)
    assert "stroke-dasharray" in etree.tostring(part(root, "late")).decode()


def test_the_place_of_a_case_is_said_in_shape_and_in_words():
    plain, placed = drawn(), drawn(done=["start", "apply", "f1"], here=["review"])
    assert "is-done" in part(placed, "apply").get("class")
    assert "is-here" in part(placed, "review").get("class")
    assert part(placed, "review").find(f"{SVG}title").text == "用户任务：审核材料\n正在办"
    assert "已办：提出申请、填写申请。正在办：审核材料。" in placed.find(f"{SVG}desc").text
    signs = [sum(1 for _ in root.iter(f"{SVG}path")) for root in (plain, placed)]
    assert signs[1] > signs[0]


def test_a_problem_stands_at_its_element():
    text = process(LECTURE.replace(' kexie:limit="3d"', ""))
    problems = check(read(text))
    root = drawn(text, problems=problems)
    assert "has-problem" in part(root, "review").get("class")
    assert problems[0].message in part(root, "review").find(f"{SVG}title").text


def test_paper_gets_plain_colours_and_the_screen_those_of_the_page():
    model = read(process(LECTURE))
    assert "var(" not in svg(model, plain=True)
    assert "currentColor" not in svg(model, plain=True)
    assert 'fill="var(--ground-raised, #ffffff)"' in svg(model)


def test_names_that_mean_harm_are_words():
    name = "&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1) &quot; onload=&quot;x"
    text = svg(read(straight(f'<bpmn:task id="n" name="{name}"/>')))
    assert "<script" not in text
    assert etree.fromstring(text).tag == f"{SVG}svg"
    assert not re.search(r"<[^>]*\sonload=", text)


@pytest.mark.parametrize(
    ("tag", "kinds"),
    [
        ("intermediateCatchEvent", ["timer", "message", "signal", "conditional", "link"]),
        ("intermediateThrowEvent", ["message", "signal", "escalation", "link", "compensate"]),
        ("endEvent", ["message", "signal", "error", "escalation", "terminate", "cancel", "compensate"]),
    ],
)
def test_every_kind_of_event_has_a_sign_of_its_own(tag, kinds):
    def event(inside):
        root = drawn(straight(f'<bpmn:{tag} id="n">{inside}</bpmn:{tag}>'))
        return [etree.tostring(one) for one in part(root, "n") if one.tag != f"{SVG}title"]

    signs = [event(""), *(event(f"<bpmn:{kind}EventDefinition/>") for kind in kinds)]
    assert all(sign not in signs[:number] for number, sign in enumerate(signs))


def test_a_layout_is_written_into_the_file_with_a_pool_around_its_lanes():
    text = laid_out(process(LECTURE))
    model = read(text)
    assert model.pools[0].process_id == "p"
    assert {"Pool_1", "asks", "window", "review", "late"} <= set(model.shapes)
    assert set(model.edges) == set(model.flows)
    assert laid_out(text) == text


def test_an_empty_model_is_drawn_as_nothing():
    assert drawn(process("")).get("viewBox")


def test_text_breaks_as_it_is_written():
    assert wrapped("审核申请材料，是否齐全", 13 * 6, 13, 4) == ["审核申请材料，", "是否齐全"]
    assert wrapped("Check the application", 13 * 6, 13, 4) == ["Check the", "application"]
    assert wrapped("一二三四五六七八九", 13 * 4, 13, 2) == ["一二三四", "五六七…"]
    assert wrapped("abcdefghijklmnopqrstuvwxyz", 50, 13, 9)[0] != "abcdefghijklmnopqrstuvwxyz"
    assert wrapped("", 50, 13, 2) == []
    assert all(width_of(line, 13) <= 91 for line in wrapped("说明" * 40, 91, 13, 40))


def test_a_name_stands_upright_in_the_head_of_a_lane():
    assert stacked("受理窗口（市级）", 200).lines == ["受理窗口︵市级︶"]
    assert len(stacked("一二三四五六七八九十" * 2, 150).lines) == 2
    assert stacked("一" * 60, 100).lines[1].endswith("︙")
