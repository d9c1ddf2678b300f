"""What the public has of an issue: drawn from the last revision that was signed, and from nothing else."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from kexie.domains.bulletin.models import Issue, Revision
from kexie.domains.bulletin.rules.highlights import item_of


@dataclass(frozen=True, slots=True)
class Named:
    """Something of which a page prints the name alone, such as the column of a printed item."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """An item as a revision holds it; it answers what pages ask of a stored one."""

    pk: UUID
    issue: Issue
    order: int
    column: Named
    title: str
    paragraphs: tuple[str, ...]
    credit_line: str
    shown: tuple[Mapping[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.title

    @property
    def text(self) -> str:
        """The paragraphs, one to the line."""
        return "\n".join(self.paragraphs)

    @property
    def anchor(self) -> str:
        """Where it stands on the issue's page."""
        return f"item-{self.order}"

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("bulletin:item", args=(self.issue.year, self.issue.number, self.pk))


@dataclass(frozen=True, slots=True)
class PrintedHighlight:
    """A line of 目录提要 as a revision holds it, and the item it speaks of."""

    text: str
    item: PrintedItem | None


def public_revisions() -> QuerySet[Revision]:
    """What the public has of each issue, with the issue, newest first."""
    return Revision.objects.filter(current=True).select_related("issue").order_by("-date", "-issue__total")


def latest_revision(issue: Issue) -> Revision | None:
    """What the public has of an issue; None before it is signed."""
    return Revision.objects.filter(issue=issue, current=True).first()


def as_printed(issue: Issue, revision: Revision) -> Issue:
    """The issue with the head that ``revision`` holds, its signature and its correction; for showing alone, never saved."""
    printed, content = copy.copy(issue), revision.content
    printed.signed_at = revision.signed_at
    for name in ("name", "publisher", "mailbox", "editor", "reviewer"):
        setattr(printed, name, content[name])
    printed.date, printed.distribution = date.fromisoformat(content["date"]), list(content["distribution"])
    printed.content_hash, printed.revision, printed.correction = (
        revision.content_hash,
        revision.number,
        revision.reason,
    )
    return printed


def printed_items(issue: Issue, content: Mapping[str, Any]) -> tuple[PrintedItem, ...]:
    """The items that a revision of ``issue`` holds, in their order."""
    said = [(column["name"], item) for column in content["columns"] for item in column["items"]]
    return tuple(
        PrintedItem(
            pk=UUID(item["id"]),
            issue=issue,
            order=order,
            column=Named(column),
            title=item["title"],
            paragraphs=tuple(item["paragraphs"]),
            credit_line="、".join(item["credits"]),
            shown=tuple(item.get("pictures", ())),
        )
        for order, (column, item) in enumerate(said, start=1)
    )


def printed_highlights(content: Mapping[str, Any], items: tuple[PrintedItem, ...]) -> tuple[PrintedHighlight, ...]:
    """The lines of 目录提要 that a revision holds."""
    if "leads_to" in content:
        by_key = {str(item.pk): item for item in items}
        led = zip(content["highlights"], content["leads_to"], strict=True)
        return tuple(PrintedHighlight(text, by_key.get(key)) for text, key in led)
    # Signed before it was kept what they speak of.
    known = [(item.title, item.text) for item in items]
    places = [(text, item_of(text, known)) for text in content["highlights"]]
    return tuple(PrintedHighlight(text, None if place is None else items[place]) for text, place in places)


def printed_columns(items: tuple[PrintedItem, ...]) -> list[tuple[str, tuple[PrintedItem, ...]]]:
    """The columns with their items."""
    return [(name, tuple(group)) for name, group in groupby(items, key=lambda item: item.column.name)]
