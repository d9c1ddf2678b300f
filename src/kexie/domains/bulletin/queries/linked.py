"""Work of the ledger that printed items report, told on both sides: at the issue's desk, and on the page of the entry."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from kexie.base.kernel.access import Actor, check
from kexie.base.ledger import api as ledger
from kexie.domains.bulletin.abilities import VIEW_DRAFTS
from kexie.domains.bulletin.models import Appearance, Issue


class Linked(NamedTuple):
    """An item, and the work that it reports; ``opens``: its entry is within reach of who looks."""

    title: str
    entry: ledger.Entry
    opens: bool


class PrintedAs(NamedTuple):
    """Where work was printed: the item's title, its issue, its public page."""

    title: str
    issue: str
    url: str


def linked_entries(actor: Actor, issue: Issue) -> list[Linked]:
    """The items of a published issue that report work, in their order. The desk reads what work it is, as the unit that has
    sent the item in has said; the entry itself opens to those who may see it.
    """
    check(actor, VIEW_DRAFTS)
    rows = Appearance.objects.beyond("the items of a published issue").filter(issue=issue, entry__isnull=False)
    told = dict(rows.order_by("-place", "-order").values_list("entry", "title"))
    if not told:
        return []
    named = ledger.Entry.objects.beyond("named by the unit that reports it").filter(pk__in=list(told))
    by_key = {entry.pk: entry for entry in named}
    seen = set(ledger.entries(actor).filter(pk__in=list(told)).values_list("pk", flat=True))
    return [Linked(title, by_key[key], key in seen) for key, title in reversed(told.items()) if key in by_key]


def printed_as(entry_id: UUID) -> list[PrintedAs]:
    """The published items that report an entry, the latest first: public to whoever may read of the entry."""
    rows = Appearance.objects.beyond("what was printed is public").filter(entry=entry_id, order=1)
    return [
        PrintedAs(
            row.title, row.issue.label, reverse("bulletin:item", args=[row.issue.year, row.issue.number, row.item])
        )
        for row in rows.select_related("issue").order_by("-on", "place")
    ]
