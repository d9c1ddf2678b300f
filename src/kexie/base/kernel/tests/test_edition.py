"""What is kept for an edition, and when one ends; how the edition is raised is told in `test_edition_triggers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import get_language, override

from kexie.base.kernel import clock, edition
from kexie.base.kernel.edition import Edition, EditionMiddleware, current, kept, reading, turns, watched
from kexie.base.kernel.models import PeriodicRun
from kexie.base.kernel.tests.factories import AT

LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def asked(monkeypatch) -> list[str]:
    """A database that answers "one", and how often it was asked."""
    asked: list[str] = []
    monkeypatch.setattr(edition, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(edition, "read_stamp", lambda using: asked.append("one") or "one")
    monkeypatch.setattr(turns, "_things", {})
    edition.forget()
    with clock.fixed(AT):
        yield asked
    edition.forget()


# What is kept


def test_a_request_that_reads_asks_for_the_edition_once(asked):
    with reading():
        assert current() == current()
        assert kept("a", lambda: 1) + kept("b", lambda: 2) == 3
    assert asked == ["one"]
    with reading("read before"):
        assert current().stamp == "read before"
    assert asked == ["one"]


@pytest.mark.parametrize(("method", "queries"), [("get", 1), ("head", 1), ("post", 2)])
def test_a_request_that_may_change_something_reads_it_anew(method, queries, asked):
    view = EditionMiddleware(lambda request: HttpResponse(f"{current()} {current()}"))
    view(getattr(RequestFactory(), method)("/"))
    assert len(asked) == queries


def test_the_stamp_that_was_read_in_front_is_taken_from_the_server_and_never_from_a_header():
    view = EditionMiddleware(lambda request: HttpResponse(current().stamp))
    assert view(RequestFactory().get("/", **{edition.STAMP_READ: "in front"})).content == b"in front"
    forged = view(RequestFactory().get("/", headers={"Kexie.Stamp": "forged", "X-Kexie-Stamp": "forged"}))
    assert forged.content == b"one"


@dataclass(frozen=True)
class Frozen:
    name: str
    days: tuple[date, ...]


@dataclass
class Loose:
    name: str


@pytest.mark.parametrize("value", [None, "字", 1.5, {"a": [1, {2}]}, Frozen("a", (date(2026, 5, 1),)), AT, (AT, LATER)])
def test_plain_values_are_kept(value):
    assert kept("value", lambda: value) == value


@pytest.mark.parametrize(
    "value",
    [PeriodicRun(), PeriodicRun.objects.none(), [PeriodicRun()], {"a": Loose("a")}, Frozen(Loose("a"), ()), object],
)
def test_rows_and_whatever_can_change_are_not(value):
    with pytest.raises(TypeError, match="is not plain"):
        kept("value", lambda: value)


def test_each_language_has_a_value_of_its_own():
    assert kept("language", get_language) == "zh-hans"
    with override("en"):
        assert kept("language", get_language) == "en"
    assert kept("language", lambda: "computed again") == "zh-hans"


def test_names_without_end_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(edition, "MOST_KEPT", 10)
    for number in range(25):
        kept(f"page {number}", lambda number=number: number)
    assert len(edition._values) <= 10


# What time alone changes


def next_hour(after: datetime) -> datetime | None:
    return LATER if after < LATER else None


def never(after: datetime) -> datetime | None:
    return None


def test_an_edition_ends_at_midnight_where_the_association_is():
    with clock.fixed(datetime(2026, 5, 1, 15, 59, tzinfo=UTC)):
        assert current().until == datetime(2026, 5, 1, 16, tzinfo=UTC)
    with clock.fixed(datetime(2026, 5, 1, 16, tzinfo=UTC)):
        assert current().until == datetime(2026, 5, 2, 16, tzinfo=UTC)


def test_it_ends_when_the_first_app_says_so():
    turns.register("hour", f"{__name__}.next_hour")
    turns.register("never", f"{__name__}.never")
    assert current() == Edition("one", LATER)


def test_when_its_time_has_come_everything_is_computed_anew():
    turns.register("hour", f"{__name__}.next_hour")
    assert kept("now", clock.now) == AT
    with clock.fixed(LATER - timedelta(microseconds=1)):
        assert kept("now", clock.now) == AT
    with clock.fixed(LATER):
        assert kept("now", clock.now) == LATER


def test_a_model_is_not_watched_in_two_ways(monkeypatch):
    monkeypatch.setattr(watched, "_things", {})
    edition.watch("kernel.PeriodicRun")
    edition.watch("kernel.PeriodicRun")
    with pytest.raises(ValueError, match="registered already"):
        edition.watch("kernel.PeriodicRun", where="{row}.name <> ''")
