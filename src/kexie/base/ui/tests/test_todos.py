"""The inbox: what waits for whom, in order, bounded, and never down because one app is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kexie.base.kernel.access import Ability, Reach, Visitor
from kexie.base.kernel.tests.factories import Clerk
from kexie.base.ui import todos
from kexie.base.ui.todos import Source, ToDo, sources

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
READ = Ability("test.read", "读")


@pytest.fixture
def source():
    kept = dict(sources._things)
    sources._things.clear()

    def make(code: str, found, **options) -> None:
        find = found if callable(found) else lambda actor, at: found
        sources.register(code, Source(code, code, find, **options))

    yield make
    sources._things.clear()
    sources._things.update(kept)


def titles() -> list[list[str]]:
    return [[item.todo.title for item in group.items] for group in todos.inbox(Clerk(), AT)]


def test_what_is_overdue_stands_first_then_by_due_day_then_the_oldest(source):
    source(
        "a",
        [
            ToDo("newer", "办", "/", since=date(2026, 11, 2)),
            ToDo("older", "办", "/", since=date(2026, 11, 1)),
            ToDo("later", "办", "/", due=date(2026, 11, 9)),
            ToDo("today", "办", "/", due=date(2026, 11, 3)),
            ToDo("late", "办", "/", due=date(2026, 11, 2)),
        ],
    )
    assert titles() == [["late", "today", "later", "older", "newer"]]
    assert [item.overdue for item in todos.inbox(Clerk(), AT)[0].items] == [True, False, False, False, False]


def test_a_day_begins_where_the_association_is():
    assert not ToDo("x", "办", "/", due=date(2026, 11, 4)).overdue(date(2026, 11, 4))
    late_evening_utc = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)  # 4 November, 00:30, in Beijing
    assert todos._sorted([ToDo("x", "办", "/", due=date(2026, 11, 3))], late_evening_utc)[0].overdue


def test_groups_stand_in_their_order_and_empty_ones_nowhere(source):
    source("b", [ToDo("2", "办", "/")], order=20)
    source("none", [], order=5)
    source("a", [ToDo("1", "办", "/")], order=10)
    assert titles() == [["1"], ["2"]]


def test_a_source_is_asked_for_those_alone_who_hold_one_of_its_abilities(source):
    source("a", lambda actor, at: [ToDo("1", "办", "/")], abilities=(READ,))
    assert todos.inbox(Visitor(), AT) == []
    assert todos.inbox(Clerk(), AT) == []
    assert len(todos.inbox(Clerk(where=Reach(everywhere=True)), AT)) == 1


def test_a_broken_source_leaves_the_others_standing(source):
    def broken(actor, at):
        raise RuntimeError

    source("broken", broken)
    source("a", [ToDo("1", "办", "/")])
    assert titles() == [["1"]]


def test_fifty_of_a_source_are_shown_and_more_is_said(source):
    source("a", [ToDo(str(n), "办", "/", since=AT + timedelta(days=n)) for n in range(51)])
    group = todos.inbox(Clerk(), AT)[0]
    assert (len(group.items), group.more) == (50, True)


def test_one_request_asks_each_source_once(source, rf):
    asked = []
    source("a", lambda actor, at: asked.append(1) or [ToDo("1", "办", "/")])
    request = rf.get("/")
    request.actor = Clerk()
    assert [len(todos.inbox_of(request)) for _turn in range(2)] == [1, 1]
    assert asked == [1]


def test_the_numbers_are_those_of_the_inbox_and_are_told_without_finding_where_a_source_can(source):
    source("many", [ToDo(str(n), "办", "/") for n in range(51)])
    source("none", [])
    source("told", lambda actor, at: pytest.fail("found for a number"), number=lambda actor, at: 51)
    assert todos.numbers(Clerk(), AT) == {"many": 50, "told": 50}


def test_a_source_that_cannot_count_is_left_out_and_logged(source, caplog):
    def fails(actor, at):
        raise ValueError("broken")

    source("broken", [], number=fails)
    source("whole", [ToDo("1", "办", "/")])
    assert todos.numbers(Clerk(), AT) == {"whole": 1}
