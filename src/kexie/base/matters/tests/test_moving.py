"""Running cases go over to another version where that is safe, and back."""

from __future__ import annotations

import re

import pytest

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.actions import cases, moving, versions
from kexie.base.matters.errors import CaseChanged, MatterInvalid, NotSafe
from kexie.base.matters.models import Case, CaseState, CaseTask, Move, TaskState
from kexie.base.matters.queries import moving as previews
from kexie.base.matters.tests.factories import AT, PROCESS, revised

pytestmark = pytest.mark.django_db

#: A second look before the decision is told.
LOOK = PROCESS.replace(
    '<sequenceFlow id="f6" sourceRef="decide" targetRef="tell"/>',
    '<userTask id="look" name="复核" kexie:form="decide" kexie:limit="1d"/>'
    '<sequenceFlow id="f6" sourceRef="decide" targetRef="look"/>'
    '<sequenceFlow id="f10" sourceRef="look" targetRef="tell"/>',
).replace("<flowNodeRef>tell</flowNodeRef>", "<flowNodeRef>tell</flowNodeRef><flowNodeRef>look</flowNodeRef>")
#: Whoever decides is another: cases that stand there stay.
ELSEWHERE = LOOK.replace('kexie:who="lead" kexie:role="leader"', 'kexie:who="window" kexie:role="leader"')
#: Nobody accepts any more: cases that stand there stay.
WITHOUT_TIMER = LOOK.replace("<timeDuration>2d</timeDuration>", "<timeDuration>1d</timeDuration>")


def applied(office, lecture, *done: tuple[str, dict]) -> Case:
    case = cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    for member, answers in done:
        task = CaseTask.objects.get(case=case, state=TaskState.OPEN)
        cases.complete(by=office.actor(member), at=AT, task_id=task.pk, answers=answers)
    return Case.objects.get(pk=case.pk)


ACCEPTED = ("editor", {"acceptance": "accept"})


def second(office, lecture, process):
    draft = versions.begin_draft(by=office.actor("keeper"), at=AT, matter_id=lecture.matter_id)
    return revised(office, draft, process=process)


def open_nodes(case) -> set[str]:
    return set(CaseTask.objects.filter(case=case, state=TaskState.OPEN).values_list("node", flat=True))


def finish(office, case) -> Case:
    while (found := Case.objects.get(pk=case.pk)).state == CaseState.OPEN:
        task = CaseTask.objects.get(case=case, state=TaskState.OPEN)
        member = {"accept": "editor", "mend": "plain"}.get(task.node, "reviewer")
        cases.complete(by=office.actor(member), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    return found


@pytest.mark.parametrize("done", [(), (ACCEPTED,), (("editor", {"acceptance": "mend"}),)])
def test_a_case_goes_on_in_the_new_version_from_where_it_stands(office, lecture, done):
    case = applied(office, lecture, *done)
    before = open_nodes(case)
    new = second(office, lecture, LOOK)
    boss = office.actor("reviewer")
    move = moving.begin_move(by=boss, at=AT, old_id=lecture.pk, new_id=new.pk)
    moving.move_case(by=boss, at=AT, move_id=move.pk, case_id=case.pk)
    assert open_nodes(case) == before
    ended = finish(office, case)
    assert (ended.version, ended.outcome) == (new, "done")
    assert CaseTask.objects.filter(case=case, node="look", state=TaskState.DONE).count() == 1


def test_a_case_that_was_not_moved_stays_on_its_version(office, lecture):
    case = applied(office, lecture, ACCEPTED)
    second(office, lecture, LOOK)
    ended = finish(office, case)
    assert ended.version == lecture
    assert not CaseTask.objects.filter(case=case, node="look").exists()


def test_the_preview_counts_by_place_and_says_why_not(office, lecture):
    for done in ((), (), (ACCEPTED,)):
        applied(office, lecture, *done)
    new = second(office, lecture, ELSEWHERE)
    found = previews.preview(office.actor("reviewer"), lecture.pk, new.pk)
    assert (found.safe, found.staying) == (2, 1)
    assert [(one.places, one.count) for one in found.standings] == [("受理", 2), ("审批", 1)]
    assert "改由别人办理" in found.standings[1].reason


@pytest.mark.parametrize(("process", "words"), [(ELSEWHERE, "改由别人办理"), (WITHOUT_TIMER, "等待的事件有改动")])
def test_what_is_not_safe_is_refused_and_changes_nothing(office, lecture, process, words):
    case = applied(office, lecture, ACCEPTED)
    new = second(office, lecture, process)
    boss = office.actor("reviewer")
    move = moving.begin_move(by=boss, at=AT, old_id=lecture.pk, new_id=new.pk)
    with pytest.raises(NotSafe, match=words):
        moving.move_case(by=boss, at=AT, move_id=move.pk, case_id=case.pk)
    assert Case.objects.get(pk=case.pk).version == lecture


def test_a_move_is_taken_back_while_nothing_has_happened(office, lecture):
    case, other = applied(office, lecture, ACCEPTED), applied(office, lecture)
    kept = case.process["run"]
    new = second(office, lecture, LOOK)
    boss = office.actor("reviewer")
    move = moving.begin_move(by=boss, at=AT, old_id=lecture.pk, new_id=new.pk)
    for one in (case, other):
        moving.move_case(by=boss, at=AT, move_id=move.pk, case_id=one.pk)
    task = CaseTask.objects.get(case=other, state=TaskState.OPEN)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    back = moving.move_back(by=boss, at=AT, move_id=move.pk, case_id=case.pk)
    assert (back.version, back.process["run"]) == (lecture, kept)
    with pytest.raises(CaseChanged):
        moving.move_back(by=boss, at=AT, move_id=move.pk, case_id=other.pk)
    assert finish(office, case).version == lecture
    assert finish(office, other).version == new


@pytest.mark.parametrize("member", ["clerk_a", "editor", "unit_admin_b", "system_admin"])
def test_nobody_else_moves_cases(office, lecture, member):
    applied(office, lecture)
    new = second(office, lecture, LOOK)
    with pytest.raises((NotFound, NotPermitted)):
        moving.begin_move(by=office.actor(member), at=AT, old_id=lecture.pk, new_id=new.pk)
    with pytest.raises(NotFound):
        previews.preview(office.actor(member), lecture.pk, new.pk)


def test_only_forward(office, lecture):
    new = second(office, lecture, LOOK)
    with pytest.raises(MatterInvalid):
        moving.begin_move(by=office.actor("reviewer"), at=AT, old_id=new.pk, new_id=lecture.pk)


def test_the_page_previews_and_a_worker_moves(office, lecture):
    case = applied(office, lecture, ACCEPTED)
    new = second(office, lecture, LOOK)
    client = office.client("reviewer")
    address = f"/workbench/matters/{lecture.matter_id}/moves/"
    shown = client.get(address, {"old": str(lecture.pk), "new": str(new.pk)}).content.decode()
    assert "可以迁移1件，留在原版本0件。" in shown
    key = re.search(r'name="submit_key" value="([^"]+)"', shown)[1]
    said = {"old": str(lecture.pk), "new": str(new.pk), "submit_key": key}
    for _twice in range(2):
        assert client.post(address, said).status_code == 302
    outbox.deliver_due(at=clock.now())
    assert Case.objects.get(pk=case.pk).version == new
    move = Move.objects.get()
    assert move.cases == 1
    undo = f"/workbench/matters/moves/{move.pk}/undo/"
    assert "把1个办件退回第1版" in client.get(undo).content.decode()
    assert client.post(undo, {"submit_key": key}).status_code == 302
    outbox.deliver_due(at=clock.now())
    assert Case.objects.get(pk=case.pk).version == lecture


def test_the_wrong_way_round_is_said_beside_the_form(office, lecture):
    new = second(office, lecture, LOOK)
    address = f"/workbench/matters/{lecture.matter_id}/moves/"
    answer = office.client("reviewer").get(address, {"old": str(new.pk), "new": str(lecture.pk)})
    assert answer.status_code == 422
    assert "请选择比原版本新的版本。" in answer.content.decode()


@pytest.mark.parametrize(("member", "status"), [("clerk_a", 403), ("unit_admin_b", 404), ("visitor", 302)])
def test_the_page_is_for_those_in_charge(office, lecture, member, status):
    assert office.client(member).get(f"/workbench/matters/{lecture.matter_id}/moves/").status_code == status
