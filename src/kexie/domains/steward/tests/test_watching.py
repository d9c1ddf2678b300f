"""Stage, unit and clock follow the steps of a case."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from kexie.base.matters import api as matters
from kexie.base.matters.api import Case, CaseTask
from kexie.base.matters.rules.lanes import Who
from kexie.base.matters.tests.factories import AT
from kexie.domains.steward.actions.watching import passed_on
from kexie.domains.steward.models import ClockEntry, Handling
from kexie.domains.steward.rules.stages import Stage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def task_of(case):
    return CaseTask.objects.beyond("test").open().get(case=case)


def handling_of(case) -> Handling:
    return Handling.objects.beyond("test").get(pk=case.pk)


def moves_of(case) -> list[str]:
    return list(ClockEntry.objects.beyond("test").filter(case=case).order_by("number").values_list("move", flat=True))


def shown_due(case):
    return Case.objects.beyond("test").get(pk=case.pk).due_at


def do(office, case, who, at, **answers):
    matters.complete(by=office.actor(who), at=at, task_id=task_of(case).pk, answers=answers)
    return handling_of(case)


def test_the_usual_way(office, case):
    handling = handling_of(case)
    assert handling.stage == Stage.RECEIVING
    assert handling.unit == office.unit("科普部")
    assert handling.due_at == shown_due(case) == case.due_at
    matters.claim(by=office.actor("editor"), at=AT, task_id=task_of(case).pk)
    assert handling_of(case).stage == Stage.RECEIVING
    assert do(office, case, "editor", AT + DAY, acceptance="accept").stage == Stage.SIGNING
    assert handling_of(case).signed_at is None
    matters.claim(by=office.actor("reviewer"), at=AT + DAY, task_id=task_of(case).pk)
    handling = handling_of(case)
    assert (handling.stage, handling.signed_at) == (Stage.HANDLING, AT + DAY)
    handling = do(office, case, "reviewer", AT + 2 * DAY)
    assert (handling.stage, handling.ended_at) == (Stage.CLOSED, AT + 2 * DAY)
    assert (handling.kept, handling.answered_at, handling.contacted_at) == (True, AT + 2 * DAY, AT + 2 * DAY)
    assert moves_of(case) == ["start", "stop"]


def test_while_the_applicant_mends_the_clock_stands_still_and_no_limit_is_told(office, case):
    due = handling_of(case).due_at
    handling = do(office, case, "editor", AT, acceptance="mend")
    assert (handling.stage, handling.still_since, handling.due_at) == (Stage.MENDING, AT, due)
    assert shown_due(case) is None
    handling = do(office, case, "plain", AT + DAY)
    assert (handling.stage, handling.still_since) == (Stage.RECEIVING, None)
    # From Tuesday 9:00 to Wednesday 9:00: one working day.
    assert handling.due_at == due + DAY == shown_due(case)
    assert moves_of(case) == ["start", "pause", "resume"]


def test_too_late_is_not_kept(office, case):
    late = case.due_at + timedelta(minutes=1)
    assert do(office, case, "editor", late, acceptance="refuse").kept is False
    assert handling_of(case).stage == Stage.REFUSED


def test_withdrawn_while_it_stands_still_is_not_late(office, case):
    do(office, case, "editor", AT, acceptance="mend")
    seen = Case.objects.beyond("test").get(pk=case.pk).revision
    late = case.due_at + DAY
    matters.withdraw(by=office.actor("plain"), at=late, case_id=case.pk, seen=seen, reason="不办了")
    handling = handling_of(case)
    assert (handling.stage, handling.kept) == (Stage.WITHDRAWN, True)
    assert moves_of(case) == ["start", "pause", "stop"]


def test_a_limit_that_supervision_sets_stands_in_the_ledger(office, case):
    day = (AT + 3 * DAY).date()
    matters.set_case_due(
        by=office.actor("reviewer"), at=AT, case_id=case.pk, day=day, reason="专家行程有变", seen=case.revision
    )
    handling = handling_of(case)
    assert handling.due_at == shown_due(case)
    assert handling.due_at.date() == day
    assert moves_of(case) == ["start", "limit"]


def test_a_case_that_was_there_before_is_taken_up_with_its_next_step(office, case):
    Handling.objects.beyond("test").all().delete()
    ClockEntry.objects.beyond("test").all().delete()
    handling = do(office, case, "editor", AT + DAY, acceptance="accept")
    assert (handling.stage, handling.started_at, handling.due_at) == (Stage.SIGNING, AT, case.due_at)
    assert moves_of(case) == ["start"]


@pytest.mark.parametrize(
    ("opened", "turn", "signed", "goes"),
    [
        # The time of the unit that was asked is over, the lead does it.
        ([Who.LEAD], [Who.LEAD], None, True),
        # Others who were asked are still at it.
        ([Who.LEAD], [Who.LEAD, Who.CHOSEN], None, False),
        # It had taken the case up: it stays the one that leads.
        ([Who.LEAD], [Who.LEAD], AT, False),
        ([Who.WINDOW], [Who.WINDOW], None, False),
        ([], [Who.LEAD], None, False),
    ],
)
def test_what_the_first_unit_never_took_up_goes_to_the_lead(opened, turn, signed, goes):
    step = SimpleNamespace(
        opened=[SimpleNamespace(who=who) for who in opened],
        whose_turn=lambda: [(who, "handler") for who in turn],
        case=SimpleNamespace(lead_id=1),
    )
    assert passed_on(step, Handling(unit_id=2, signed_at=signed)) is goes
    assert not passed_on(step, Handling(unit_id=1, signed_at=signed))


def test_a_step_that_fails_leaves_no_trace(office, case, monkeypatch):
    monkeypatch.setattr("kexie.base.matters.actions.stepping.audit.record", lambda **kept: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        do(office, case, "editor", AT, acceptance="mend")
    assert handling_of(case).stage == Stage.RECEIVING
    assert moves_of(case) == ["start"]
