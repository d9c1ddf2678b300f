"""Putting the items of a draft in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import Conflict, NotFound
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.drafting import changed, draft_of, locked_draft
from kexie.domains.bulletin.models import Column, Issue, Item
from kexie.domains.bulletin.rules.arranging import Move, Place, grouped, is_rearranged, moved

#: Above every place that an item can have: the two steps of a renumbering never meet.
_ASIDE = 10_000


def arrange(*, by: Actor, at: datetime, issue_id: UUID, order: Sequence[Place], seen: int) -> Issue:
    """Give all items of a draft the places of ``order``; the same order again changes nothing.

    Raises NotPermitted, NotFound (a column that is none), NotDrafting, IssueChanged, Conflict (not exactly its items).
    """
    check(by, EDIT)
    with transaction.atomic():
        issue = locked_draft(issue_id, seen=seen)
        _apply(issue, order, by=by, at=at)
    return issue


def move_item(*, by: Actor, at: datetime, item_id: UUID, move: Move, seen: int, column: int = 0) -> Issue:
    """One step with the keys: see :func:`rules.arranging.moved`; refusals as of :func:`arrange`."""
    check(by, EDIT)
    with transaction.atomic():
        issue = draft_of(item_id, seen=seen)
        _apply(issue, moved(places_of(issue), item_id, move, column), by=by, at=at)
    return issue


def _apply(issue: Issue, order: Sequence[Place], *, by: Actor, at: datetime) -> None:
    before = places_of(issue)
    if not is_rearranged(before, order):
        raise Conflict
    after = grouped(order)
    if after == before:
        return
    columns = {place.column for place in after}
    if Column.objects.filter(pk__in=columns).count() < len(columns):
        raise NotFound
    items = {item.pk: item for item in issue.items.all()}
    for place in after:
        items[place.item].column_id = place.column
    put_in_order(issue, [items[place.item] for place in after])
    changed(issue, by=by, at=at, action="bulletin.arrange")


def put_in_order(issue: Issue, items: Sequence[Item]) -> None:
    """Number ``items``, all of the issue's, from 1 in this order with those of a column together; stores column and order."""
    places = grouped([Place(item.pk, item.column_id) for item in items])
    by_key = {item.pk: item for item in items}
    ordered = [by_key[place.item] for place in places]
    for offset in (_ASIDE, 1):
        for number, item in enumerate(ordered):
            item.order = number + offset
        Item.objects.bulk_update(ordered, ["order", "column"])


def places_of(issue: Issue) -> list[Place]:
    """The items of the issue as they stand."""
    return [Place(*row) for row in issue.items.order_by("order").values_list("pk", "column_id")]
