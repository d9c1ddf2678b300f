"""The number in the rail: kept for seconds, for its owner alone, until the owner acts or holds other rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils.functional import SimpleLazyObject

from kexie.base.kernel import audit
from kexie.base.kernel.access import Ability, Platform, Reach, Visitor
from kexie.base.kernel.tests.factories import Clerk
from kexie.base.ui import inboxes, todos
from kexie.base.ui.todos import Source, ToDo, sources

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
READ = Ability("test.read", "读")
HERE, THERE = Reach(subtrees=frozenset({"0001"})), Reach(subtrees=frozenset({"0002"}))

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(settings, monkeypatch):
    """What waits, by the actor's account: a list that a test adds to; and how often it was asked for."""
    settings.KEXIE_INBOX_KEPT_S = 10
    monkeypatch.setattr(sources, "_things", {})
    found: dict[object, list[str]] = {}
    asked: list[object] = []

    def find(actor, at):
        asked.append(actor.account_id)
        return [ToDo(title, "办", "/") for title in found.get(actor.account_id, [])]

    sources.register("a", Source("a", "甲", find))
    sources.register("b", Source("b", "乙", lambda actor, at: [ToDo("b", "办", "/")], abilities=(READ,)))
    found["asked"] = asked
    return found


def count(rf, actor, **kwargs) -> int:
    """The number on a page of ``actor``."""
    request = rf.get("/")
    request.actor = SimpleLazyObject(lambda: actor)
    return inboxes.waiting(request, **kwargs)


def act(by) -> None:
    with transaction.atomic():
        audit.record(by=by, at=AT, action="test.act", target="test:1")


def test_the_number_of_a_moment_ago_is_kept_for_its_owner(waits, rf):
    me = Clerk(where=HERE)
    waits[me.account_id] = ["1", "2"]
    assert [count(rf, me), count(rf, me), count(rf, me)] == [3, 3, 3]
    assert waits["asked"] == [me.account_id]
    assert (count(rf, me, source="a"), count(rf, me, source="b"), count(rf, me, source="none")) == (2, 1, 0)
    assert waits["asked"] == [me.account_id]


def test_nobody_gets_the_number_of_another(waits, rf):
    one, other = Clerk(where=HERE), Clerk(where=HERE)
    waits[one.account_id] = ["1", "2"]
    assert (count(rf, one), count(rf, other)) == (3, 1)
    assert (count(rf, one), count(rf, other)) == (3, 1)


def test_other_rights_are_another_number_at_once(waits, rf):
    me = Clerk(where=HERE)
    assert count(rf, me) == 1
    assert count(rf, replace(me, where=Reach())) == 0
    assert count(rf, replace(me, where=THERE)) == 1
    assert len(waits["asked"]) == 3


def test_what_one_has_done_oneself_shows_at_once(waits, rf):
    me = Clerk()
    waits[me.account_id] = ["1", "2"]
    assert count(rf, me) == 2
    waits[me.account_id] = ["2"]
    act(by=me)
    assert count(rf, me) == 1
    waits[me.account_id] = []
    act(by=me)
    assert count(rf, me) == 0


def test_what_others_have_done_shows_when_the_time_is_over(waits, rf):
    me = Clerk()
    assert count(rf, me) == 0
    waits[me.account_id] = ["1"]
    act(by=Clerk())
    act(by=Platform())
    assert count(rf, me) == 0
    cache.clear()
    assert count(rf, me) == 1


def test_the_numbers_are_kept_for_the_seconds_that_the_setting_says(waits, rf, settings, monkeypatch):
    kept = []
    monkeypatch.setattr(inboxes.cache, "set", lambda key, value, timeout: kept.append((value, timeout)))
    settings.KEXIE_INBOX_KEPT_S = 7
    count(rf, Clerk())
    assert kept == [((0, {}, frozenset()), 7)]


def test_an_act_while_the_sources_are_asked_is_not_missed(waits, rf):
    me = Clerk()
    sources.register("acting", Source("acting", "丙", lambda actor, at: act(by=me) or []))
    assert count(rf, me) == 0
    waits[me.account_id] = ["1"]
    assert count(rf, me) == 1


def test_a_page_that_shows_the_inbox_counts_what_it_shows(waits, rf):
    me = Clerk()
    assert count(rf, me) == 0
    waits[me.account_id] = ["1"]
    request = rf.get("/")
    request.actor = SimpleLazyObject(lambda: me)
    assert len(todos.inbox_of(request)[0].items) == 1
    assert inboxes.waiting(request) == 1
    assert count(rf, me) == 1  # and the next page does not fall back behind it


def page_of(rf, actor, **told):
    """A page of ``actor`` that has found some to-dos itself."""
    request = rf.get("/")
    request.actor = SimpleLazyObject(lambda: actor)
    for source, number in told.items():
        inboxes.tell(request, source, number)
    return request


def test_what_a_page_has_found_itself_is_not_asked_again(waits, rf):
    me = Clerk(where=HERE)
    waits[me.account_id] = ["1", "2"]
    page = page_of(rf, me, a=2)
    assert (inboxes.waiting(page), inboxes.waiting(page, "a"), inboxes.waiting(page, "b")) == (3, 2, 1)
    assert waits["asked"] == []
    assert inboxes.waiting(page_of(rf, me, a=todos.MOST + 7), "a") == todos.MOST


def test_what_a_page_has_found_is_told_on_no_other(waits, rf):
    me = Clerk(where=HERE)
    waits[me.account_id] = ["1", "2"]
    assert inboxes.waiting(page_of(rf, me, a=5)) == 6
    assert count(rf, me) == 3
    assert waits["asked"] == [me.account_id]


def test_the_other_numbers_are_kept_for_pages_that_tell_the_same(waits, rf):
    me = Clerk(where=HERE)
    assert inboxes.waiting(page_of(rf, me, b=1)) == 1
    waits[me.account_id] = ["1"]
    assert inboxes.waiting(page_of(rf, me, b=1)) == 1
    assert waits["asked"] == [me.account_id]


def test_what_is_kept_does_not_fall_back_behind_what_a_page_has_found(waits, rf):
    me = Clerk(where=HERE)
    assert count(rf, me) == 1
    waits[me.account_id] = ["1"]
    assert inboxes.waiting(page_of(rf, me, a=1)) == 2
    assert count(rf, me) == 2


@pytest.mark.parametrize("actor", [Visitor(), Platform(), Clerk(account_id=None)])
def test_nothing_is_kept_for_who_has_no_account(waits, rf, actor):
    count(rf, actor)
    count(rf, actor)
    assert len(waits["asked"]) == 2


def test_with_no_seconds_nothing_is_kept(waits, rf, settings):
    settings.KEXIE_INBOX_KEPT_S = 0
    me = Clerk()
    count(rf, me)
    count(rf, me)
    assert len(waits["asked"]) == 2


def test_only_numbers_are_kept(waits, rf, monkeypatch):
    me, kept = Clerk(where=HERE), []
    waits[me.account_id] = ["林知遥申请删除个人信息"]
    monkeypatch.setattr(inboxes.cache, "set", lambda key, value, timeout: kept.append((key, value)))
    count(rf, me)
    [(key, (number, counts, _without))] = kept
    assert (number, counts) == (0, {"a": 1, "b": 1})
    assert me.name not in key
