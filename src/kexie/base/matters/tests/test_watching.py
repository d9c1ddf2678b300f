"""Watchers of cases: told of each step inside its transaction, before the case is stored."""

from __future__ import annotations

import pytest

from kexie.base.matters.actions import cases, holding
from kexie.base.matters.actions.stepping import Step
from kexie.base.matters.models import Case, CaseTask
from kexie.base.matters.rules import watching
from kexie.base.matters.rules.watching import Watcher
from kexie.base.matters.tests.factories import AT

pytestmark = pytest.mark.django_db

TOLD: list[tuple[list[str], list[str], list[tuple[str, str]]]] = []


def note(step: Step) -> None:
    """Keep what the step says of itself."""
    kinds = [one.kind.value for one in step.noted]
    turn = [(who.value, role) for who, role in step.whose_turn()]
    TOLD.append((kinds, [task.name for task in step.opened], turn))


def refuse(step: Step) -> None:
    """A watcher that fails."""
    raise ValueError("no")


def shorten(step: Step) -> None:
    """A watcher that takes the limit away."""
    step.case.due_at = None


@pytest.fixture
def watched(monkeypatch):
    def by(name):
        TOLD.clear()
        monkeypatch.setattr(watching.watchers, "_things", {"test": Watcher("test", f"{__name__}.{name}")})

    return by


def task_of(case):
    return CaseTask.objects.beyond("test").open().get(case=case)


def test_each_step_is_told_with_whose_turn_it_is(office, lecture, watched):
    watched("note")
    case = cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    holding.claim(by=office.actor("editor"), at=AT, task_id=task_of(case).pk)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    cases.complete(by=office.actor("plain"), at=AT, task_id=task_of(case).pk, answers={})
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "refuse"})
    assert TOLD == [
        (["start"], ["受理"], [("window", "handler")]),
        (["claim"], [], [("window", "handler")]),
        (["done"], ["补正材料"], [("applicant", "handler")]),
        (["done"], ["受理"], [("window", "handler")]),
        (["done", "end"], [], []),
    ]


def test_what_a_watcher_says_of_the_limit_is_stored_with_the_step(office, lecture, watched):
    watched("shorten")
    case = cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    assert Case.objects.beyond("test").get(pk=case.pk).due_at is None


def test_a_watcher_that_fails_takes_the_step_back(office, lecture, watched):
    watched("refuse")
    with pytest.raises(ValueError, match="no"):
        cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    assert not Case.objects.beyond("test").exists()
