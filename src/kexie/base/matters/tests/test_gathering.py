"""会签: what each unit has answered is kept, and a condition behind them sees it all."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.matters.actions import cases
from kexie.base.matters.models import CaseTask, TaskState
from kexie.base.matters.queries.judging import process_problems
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.engine import compiled
from kexie.base.matters.rules.expressions import parse
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.rules.gathering import forms_in_loops, gathered
from kexie.base.matters.rules.trial import Move, played
from kexie.base.matters.tests.factories import AT, published

SIGNED = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:kexie="https://kexie.org/ns/bpmn/1"
  id="signed" targetNamespace="https://kexie.org/matters">
 <process id="signed_process" name="会签" isExecutable="true">
  <laneSet id="lanes">
   <lane id="window" name="受理窗口" kexie:who="window" kexie:role="handler">
    <flowNodeRef>start</flowNodeRef><flowNodeRef>sign</flowNodeRef><flowNodeRef>agreed</flowNodeRef>
    <flowNodeRef>again</flowNodeRef><flowNodeRef>end</flowNodeRef></lane>
  </laneSet>
  <startEvent id="start"/>
  <userTask id="sign" name="会签意见" kexie:form="opinion" kexie:limit="2d">
   <multiInstanceLoopCharacteristics kexie:element="helpers" kexie:until="all"/></userTask>
  <exclusiveGateway id="agreed" default="yes"/>
  <userTask id="again" name="协调" kexie:form="talk" kexie:limit="1d"/>
  <endEvent id="end" kexie:outcome="done"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="sign"/>
  <sequenceFlow id="f2" sourceRef="sign" targetRef="agreed"/>
  <sequenceFlow id="yes" sourceRef="agreed" targetRef="end"/>
  <sequenceFlow id="no" sourceRef="agreed" targetRef="again">
   <conditionExpression>'refuse' in opinion</conditionExpression></sequenceFlow>
  <sequenceFlow id="f5" sourceRef="again" targetRef="sign"/>
 </process>
</definitions>
"""
CHOICES = [["agree", "同意"], ["refuse", "不同意"]]


def form(key: str, *fields: dict[str, object]) -> dict[str, object]:
    return {"key": key, "title": key, "groups": [{"key": f"{key}_group", "title": "", "fields": list(fields)}]}


FORMS = [
    form("application", {"key": "helpers", "label": "会签单位", "choose": "organisation", "many": True}),
    form(
        "opinion",
        {"key": "opinion", "label": "意见", "choices": CHOICES, "required": True},
        {"key": "words", "label": "说明", "choices": [["short", "简"], ["long", "详"]]},
    ),
    form("talk", {"key": "talked", "label": "协调情况", "choices": [["yes", "已协调"]]}),
]


def test_outside_of_a_loop_answers_are_as_they_are():
    assert gathered({"a": 1}, {"a": 2}, before=None, keys={"a", "b"}) == {"a": 2}


@given(
    st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 3)), min_size=1, max_size=5), st.sampled_from("ab")
)
def test_every_answer_of_every_round_is_kept_in_order_and_nothing_of_an_earlier_loop(rounds, key):
    said = {"a": ["old"], "b": "old"}
    for before, answers in enumerate(rounds):
        said |= gathered(said, answers, before=before, keys="ab")
    assert said[key] == [answers[key] for answers in rounds if key in answers]


def test_the_forms_that_are_answered_in_rounds():
    assert forms_in_loops(read(SIGNED)) == {"opinion"}


def test_the_dry_run_goes_the_same_way():
    begun, run = {"helpers": ["甲", "乙"]}, compiled(read(SIGNED))
    first = [Move("sign", 0, {"opinion": "refuse"}), Move("sign", 1, {"opinion": "agree"})]
    trial = played(run, begun, first)
    assert [one.node.id for one in trial.waiting] == ["again"]
    assert trial.answers["opinion"] == ["refuse", "agree"]
    second = [Move("again"), Move("sign", 1, {"opinion": "agree"}), Move("sign", 0, {"opinion": "agree"})]
    assert played(run, begun, [*first, *second]).outcome == "done"


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ("'refuse' in opinion", False),
        ("not opinion or 'agree' not in opinion", False),
        ("opinion == 'agree'", True),
        ("talked == 'yes' and not (opinion != 'agree')", True),
        ("opinion in ['agree']", True),
    ],
)
def test_a_list_is_not_compared_with_one_value(condition, wrong):
    drawn = SIGNED.replace("'refuse' in opinion", condition)
    found = [one.message for one in process_problems(drawn, read_forms(FORMS))]
    assert [message for message in found if "由会签各方分别填写" in message] == found
    assert bool(found) is wrong


def test_what_a_list_holds_is_told_in_words():
    labels, values = {"opinion": "意见"}, {"opinion": {"refuse": "不同意"}}
    assert parse("'refuse' in opinion").words(labels, values) == "意见 包含 不同意"
    assert parse("'refuse' not in opinion").words(labels, values) == "意见 不包含 不同意"


@pytest.fixture
def case(office):
    version = published(office, forms=FORMS, process=SIGNED)
    helpers = [str(office.unit(name).uid) for name in ("办公室", "云台区科协")]
    return cases.start(
        by=office.actor("plain"), at=AT, matter_id=version.matter_id, answers={"helpers": helpers, "opinion": "stale"}
    )


def answer(office, case, member: str, **answers: object) -> None:
    unit = {"editor": "办公室", "clerk_b": "云台区科协"}[member]
    task = CaseTask.objects.get(case=case, state=TaskState.OPEN, unit=office.unit(unit))
    cases.complete(by=office.actor(member), at=AT, task_id=task.pk, answers=answers)
    case.refresh_from_db()


@pytest.mark.django_db
def test_one_who_refuses_is_heard_whoever_answers_last(office, case):
    answer(office, case, "clerk_b", opinion="refuse", words="long")
    answer(office, case, "editor", opinion="agree")
    assert answers_of(case)["opinion"] == ["refuse", "agree"]
    assert answers_of(case)["words"] == ["long"]
    assert CaseTask.objects.get(case=case, state=TaskState.OPEN).node == "again"
    answer(office, case, "editor", talked="yes")
    assert answers_of(case)["talked"] == "yes"
    answer(office, case, "editor", opinion="agree")
    assert answers_of(case)["opinion"] == ["agree"]
    answer(office, case, "clerk_b", opinion="agree")
    assert (case.state, case.outcome, answers_of(case)["words"]) == ("ended", "done", [])


@pytest.mark.django_db
def test_nobody_finds_the_answer_of_another_in_his_form_and_the_page_of_the_case_shows_each(office, case):
    answer(office, case, "clerk_b", opinion="refuse", words="long")
    page = office.as_("editor").get(reverse("matters:case", args=[case.pk])).content.decode()
    form = page.partition("会签意见")[2].partition("</form>")[0]
    assert 'value="refuse"' in form
    assert not re.search(r'value="(refuse|long)"[^>]*checked', form)
    assert "不同意" in page
