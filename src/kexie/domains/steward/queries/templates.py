"""Replies that one's units keep."""

from __future__ import annotations

from kexie.base.kernel.access import Actor
from kexie.base.people.api import Organisation
from kexie.domains.steward.abilities import HANDLE
from kexie.domains.steward.models import ReplyTemplate


def units_of(actor: Actor) -> list[Organisation]:
    """The units that ``actor`` works for, in the order of the tree."""
    return (
        list(Organisation.objects.filter(actor.reach(HANDLE).q("path")).order_by("path")) if actor.reach(HANDLE) else []
    )


def templates_for(actor: Actor) -> list[ReplyTemplate]:
    """The replies of the actor's units, by title."""
    if not actor.reach(HANDLE):
        return []
    rows = ReplyTemplate.objects.seen_by(actor, HANDLE).select_related("unit")
    return list(rows.order_by("title", "pk"))
