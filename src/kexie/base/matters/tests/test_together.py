"""What many do at the same moment to one task: one of them does it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from kexie.base.matters.actions import cases, holding
from kexie.base.matters.errors import CaseChanged, TaskGone
from kexie.base.matters.models import CaseStep, CaseTask, TaskState
from kexie.base.matters.queries.verifying import verify
from kexie.base.matters.tests.factories import AT, published, staff

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PEOPLE = 50


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each of ``acts`` answers or refuses, begun at the same moment in a thread of its own."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            answers[place] = act()
        except (TaskGone, CaseChanged) as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


@pytest.fixture
def task(cast) -> CaseTask:
    office = staff(cast)
    case = cases.start(
        by=office.actor("plain"), at=AT, matter_id=published(office).matter_id, answers={"topic": "月球"}
    )
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def test_fifty_claim_one_task_and_one_gets_it(cast, task):
    actors = [cast.actor(("editor", "sender")[place % 2]) for place in range(PEOPLE)]
    answers = at_once([lambda by=by: holding.claim(by=by, at=AT, task_id=task.pk) for by in actors])
    holder = CaseTask.objects.get(pk=task.pk).holder_id
    # Whoever has it is told so again; to all others it is gone.
    assert {
        isinstance(answer, TaskGone) for by, answer in zip(actors, answers, strict=True) if by.account_id == holder
    } == {False}
    assert {type(answer) for by, answer in zip(actors, answers, strict=True) if by.account_id != holder} == {TaskGone}
    assert CaseStep.objects.filter(case=task.case_id, kind="claim").count() == 1
    assert verify(CaseTask.objects.select_related("case").get(pk=task.pk).case).holds


def test_who_does_it_and_who_hands_it_over_do_not_both(cast, task):
    editor, sender = cast.actor("editor"), cast.actor("sender")
    to = sender.account_id
    answers = at_once(
        [
            lambda: cases.complete(by=editor, at=AT, task_id=task.pk, answers={"acceptance": "accept"}),
            lambda: holding.hand_over(by=editor, at=AT, task_id=task.pk, to=to, reason="出差"),
            lambda: holding.claim(by=sender, at=AT, task_id=task.pk),
        ]
    )
    assert all(answer is not None for answer in answers)
    row = CaseTask.objects.select_related("case").get(pk=task.pk)
    kinds = list(CaseStep.objects.filter(case=row.case).order_by("number").values_list("kind", flat=True))
    assert kinds[0] == "start"
    # A task that was handed over to somebody is claimed by him already: that is no step.
    succeeded = sum(not isinstance(answer, TaskGone) for answer in answers)
    assert len(kinds) - 1 == succeeded - (kinds[1] == "hand_over" and not isinstance(answers[2], TaskGone))
    if row.state == TaskState.DONE:
        assert kinds[-1] == "done"
    assert verify(row.case).holds


def test_who_claims_it_and_who_does_it_do_not_both(cast, task):
    editor, sender = cast.actor("editor"), cast.actor("sender")
    answers = at_once(
        [
            lambda: holding.claim(by=sender, at=AT, task_id=task.pk),
            lambda: cases.complete(by=editor, at=AT, task_id=task.pk, answers={"acceptance": "accept"}),
        ]
    )
    assert sorted(isinstance(answer, TaskGone) for answer in answers) == [False, True]
