"""What a process keeps in mind is renewed in time, by requests and by the worker, and outlives a database that is away."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from kexie.base.kernel import renewal, worker
from kexie.base.kernel.edition import Edition
from kexie.base.kernel.renewal import RenewalMiddleware, renew, renew_if_due, renewals
from kexie.base.kernel.tests.factories import AT
from kexie.base.kernel.tick import tick

asked: list[str] = []


def first() -> None:
    asked.append("first")


def away() -> None:
    asked.append("away")
    raise OperationalError("gone")


@pytest.fixture(autouse=True)
def alone(monkeypatch, settings):
    """The renewals of this test alone, a clock of its own, asked every two seconds."""
    asked.clear()
    settings.KEXIE_REFRESH_S = 2
    monkeypatch.setattr(renewals, "_things", {})
    monkeypatch.setattr(renewal._last, "asked_s", float("-inf"))
    monkeypatch.setattr(renewal._last, "edition", None)
    monkeypatch.setattr(renewal, "current", lambda: None)
    now = [100.0]
    monkeypatch.setattr(renewal.time, "monotonic", lambda: now[0])
    return now


def register(*functions) -> None:
    for function in functions:
        renewals.register(function.__name__, f"{__name__}.{function.__name__}")


def test_it_is_asked_when_it_is_time_and_not_before(alone):
    register(first)
    renew_if_due()
    alone[0] += 1.9
    renew_if_due()
    assert asked == ["first"]
    alone[0] += 0.1
    renew_if_due()
    assert asked == ["first", "first"]


def test_one_that_fails_does_not_keep_the_others_from_asking():
    register(away, first)
    renew()
    assert asked == ["away", "first"]


def test_nought_never_asks(settings):
    register(first)
    settings.KEXIE_REFRESH_S = 0
    renew_if_due()
    assert asked == []


def test_while_the_edition_stays_nothing_else_is_asked(alone, monkeypatch):
    register(first)
    editions = [Edition("one", AT), Edition("one", AT), Edition("two", AT)]
    monkeypatch.setattr(renewal, "current", lambda: editions.pop(0))
    for _ in range(3):
        renew_if_due()
        alone[0] += 2
    assert asked == ["first", "first"]


def test_an_edition_whose_news_were_not_answered_is_asked_for_again(alone, monkeypatch):
    register(away)
    monkeypatch.setattr(renewal, "current", lambda: Edition("one", AT))
    for _ in range(2):
        renew_if_due()
        alone[0] += 2
    assert asked == ["away", "away"]


def test_an_edition_that_is_not_answered_keeps_nobody_from_asking(monkeypatch):
    register(first)
    monkeypatch.setattr(renewal, "current", away)
    renew_if_due()
    assert asked == ["away", "first"]


def test_a_request_renews_before_it_is_answered():
    register(first)
    answers = RenewalMiddleware(lambda request: HttpResponse(",".join(asked)))
    assert answers(RequestFactory().get("/")).content == b"first"


@pytest.mark.django_db
def test_a_tick_and_every_round_of_the_worker_renew(alone):
    register(first)
    tick(at=AT)
    assert asked == ["first"]
    alone[0] += 2
    worker.TickingWorker(queues=["default"], interval=0, tick_every=0, until_empty=True).serve()
    assert asked == ["first", "first"]
