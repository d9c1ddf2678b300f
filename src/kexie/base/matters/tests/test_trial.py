"""试运行: the process on made-up answers, and nothing kept of it."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.matters.actions import versions
from kexie.base.matters.models import Case, MatterVersion
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.engine import compiled
from kexie.base.matters.rules.trial import MOST_BYTES, BadMoves, Move, asked_for, played, read_moves, write_moves
from kexie.base.matters.tests.drawn import process
from kexie.base.matters.tests.factories import AT, PROCESS
from kexie.base.matters.tests.test_drawing_page import ASKING

LECTURE = compiled(read(PROCESS))
ROUNDS = compiled(
    read(
        process(
            '<bpmn:startEvent id="start"/><bpmn:userTask id="sign" name="会签">'
            '<bpmn:multiInstanceLoopCharacteristics kexie:element="helpers"/></bpmn:userTask>'
            '<bpmn:serviceTask id="set" name="记下" kexie:verb="set_answer" kexie:value="signed=yes"/>'
            '<bpmn:exclusiveGateway id="signed" default="no"/>'
            '<bpmn:endEvent id="done" kexie:outcome="done"/><bpmn:endEvent id="failed" kexie:outcome="failed"/>'
            '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="sign"/>'
            '<bpmn:sequenceFlow id="f2" sourceRef="sign" targetRef="set"/>'
            '<bpmn:sequenceFlow id="f3" sourceRef="set" targetRef="signed"/>'
            '<bpmn:sequenceFlow id="yes" sourceRef="signed" targetRef="done">'
            "<bpmn:conditionExpression>signed == 'yes'</bpmn:conditionExpression></bpmn:sequenceFlow>"
            '<bpmn:sequenceFlow id="no" sourceRef="signed" targetRef="failed"/>'
        )
    )
)
CIRCLE = compiled(
    read(
        process(
            '<bpmn:startEvent id="start"/><bpmn:serviceTask id="tell" kexie:verb="notify_applicant"/>'
            '<bpmn:exclusiveGateway id="again" default="back"/><bpmn:endEvent id="end"/>'
            '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="tell"/>'
            '<bpmn:sequenceFlow id="f2" sourceRef="tell" targetRef="again"/>'
            '<bpmn:sequenceFlow id="back" sourceRef="again" targetRef="tell"/>'
            '<bpmn:sequenceFlow id="out" sourceRef="again" targetRef="end">'
            "<bpmn:conditionExpression>enough == 'yes'</bpmn:conditionExpression></bpmn:sequenceFlow>"
        )
    )
)


def names(trial) -> list[tuple[str, int | None]]:
    return [(one.node.id, one.round) for one in trial.waiting]


def test_it_waits_where_a_case_would_wait():
    trial = played(LECTURE, {}, [])
    assert names(trial) == [("accept", None)]
    assert trial.here == {"accept"}
    mended = played(LECTURE, {}, [Move("accept", answers={"acceptance": "mend"})])
    assert names(mended) == [("mend", None)]
    refused = played(LECTURE, {}, [Move("accept", answers={"acceptance": "refuse"})])
    assert (refused.ended, refused.outcome) == (True, "rejected")


def test_time_passes_when_one_says_so_and_services_are_done_at_once():
    accepted = [Move("accept")]
    assert names(played(LECTURE, {}, accepted)) == [("decide", None), ("late", None)]
    late = played(LECTURE, {}, [*accepted, Move("late")])
    assert [one.node.id for one in late.done] == ["accept", "late", "remind"]
    assert not late.ended
    done = played(LECTURE, {}, [*accepted, Move("late"), Move("decide")])
    assert (done.ended, done.outcome) == (True, "done")
    assert {"tell", "end"} <= done.passed


def test_each_unit_of_a_loop_has_its_turn_and_what_a_verb_sets_counts():
    begun = {"helpers": ["甲单位", "乙单位"]}
    trial = played(ROUNDS, begun, [])
    assert names(trial) == [("sign", 0), ("sign", 1)]
    trial = played(ROUNDS, begun, [Move("sign", 1), Move("sign", 0)])
    assert (trial.ended, trial.outcome, trial.answers["signed"]) == (True, "done", "yes")


def test_a_process_that_goes_round_is_told_and_not_waited_for():
    trial = played(CIRCLE, {}, [])
    assert trial.endless
    assert not trial.waiting
    assert not trial.ended
    assert not played(CIRCLE, {"enough": "yes"}, []).endless


@pytest.mark.parametrize("move", [Move("nobody"), Move("accept", 3), Move("decide"), Move("tell")])
def test_a_move_that_no_longer_fits_is_told(move):
    assert played(LECTURE, {}, [move]).stale


def test_what_the_way_depends_on():
    assert asked_for(LECTURE.model) == ["acceptance"]
    assert asked_for(ROUNDS.model) == ["signed", "helpers"]


def test_moves_are_text_and_back():
    moves = [
        Move("accept", answers={"acceptance": "mend", "units": ["甲", "乙"], "n": 1, "yes": True}),
        Move("sign", 2),
    ]
    assert read_moves(write_moves({"a": "一"}, moves)) == ({"a": "一"}, moves)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "1", '[{}, ["a"]]', '[{"a": {}}]', '[{"a": null}]', "[" * 5000, '[{"a": "' + "x" * 600 + '"}]'],
)
def test_what_are_no_moves(text):
    with pytest.raises(BadMoves):
        read_moves(text)
    with pytest.raises(BadMoves):
        read_moves(text + " " * MOST_BYTES)


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Move,
            st.sampled_from(["accept", "mend", "decide", "late", "x"]),
            st.none() | st.integers(0, 2),
            st.fixed_dictionaries({}, optional={"acceptance": st.sampled_from(["mend", "refuse", "accept", ""])}),
        ),
        max_size=8,
    )
)
def test_whatever_one_tries_it_waits_has_ended_or_is_stale(moves):
    trial = played(LECTURE, {}, moves)
    assert trial.stale or trial.ended or trial.waiting
    assert trial.here <= set(LECTURE.model.nodes)


# The page


@pytest.fixture
def draft(office, lecture) -> MatterVersion:
    by = office.actor("keeper")
    made = versions.begin_draft(by=by, at=AT, matter_id=lecture.matter_id)
    return versions.save_draft(by=by, at=AT, version_id=made.pk, seen=made.revision, changes={"forms": ASKING})


def moves_in(page: str) -> str:
    return html.unescape(re.search(r'name="moves" value="([^"]*)"', page)[1])


def test_it_is_tried_out_from_the_application_to_the_end(office, draft):
    client, place = office.as_("keeper"), reverse("matters:dry-run", args=[draft.pk])
    assert "提交申请，开始试运行" in client.get(place).content.decode()
    page = client.post(place, {"moves": "begin"}).content.decode()
    for words in ("受理窗口（办理人）", "时限1个工作日", "填写“受理意见”", "受理结论", "补正"):
        assert words in page
    page = client.post(place, {"moves": moves_in(page), "node": "accept", "answer-acceptance": "mend"}).content.decode()
    assert "申请人" in page
    assert "办完“受理”：受理结论＝补正" in page
    page = client.post(place, {"moves": moves_in(page), "node": "mend"}).content.decode()
    page = client.post(
        place, {"moves": moves_in(page), "node": "accept", "answer-acceptance": "accept"}
    ).content.decode()
    assert "等到时限：2个工作日" in page
    page = client.post(place, {"moves": moves_in(page), "node": "late"}).content.decode()
    assert "平台自动办理“提醒”：通知申请人" in page
    page = client.post(place, {"moves": moves_in(page), "node": "decide"}).content.decode()
    assert "流程已结束" in page
    assert "办结" in page
    assert not Case.objects.beyond("nothing is kept").exists()


def test_what_changed_under_it_begins_anew(office, draft):
    client, place = office.as_("keeper"), reverse("matters:dry-run", args=[draft.pk])
    stale = write_moves({}, [Move("gone")])
    assert "流程图刚刚有改动" in client.post(place, {"moves": stale, "node": "accept"}).content.decode()
    assert client.post(place, {"moves": "nonsense", "node": "accept"}).status_code == 200
    response = client.post(place, {"moves": moves_in(begun(client, place)), "node": "accept", "answer-acceptance": "x"})
    assert response.status_code == 422


def begun(client, place) -> str:
    return client.post(place, {"moves": "begin"}).content.decode()


def test_a_drawing_that_does_not_run_is_not_tried(office, draft):
    by = office.actor("keeper")
    versions.save_draft(by=by, at=AT, version_id=draft.pk, seen=draft.revision, changes={"process": ""})
    page = office.as_("keeper").get(reverse("matters:dry-run", args=[draft.pk])).content.decode()
    assert "流程图还不能运行" in page
    assert "开始试运行" not in page


@pytest.mark.parametrize(("member", "status"), [("reviewer", 200), ("unit_admin_a", 404), ("plain", 403)])
def test_who_tries_it_out(office, draft, member, status):
    client, place = office.as_(member), reverse("matters:dry-run", args=[draft.pk])
    assert client.get(place).status_code == status
    assert client.post(place, {"moves": "begin"}).status_code == status
