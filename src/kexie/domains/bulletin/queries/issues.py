"""Issues and items as an actor may see them: signed ones for everybody, the others for who may view drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import EDIT, VIEW_DRAFTS
from kexie.domains.bulletin.models import Column, Highlight, Issue, IssueQuerySet, Item, Revision
from kexie.domains.bulletin.queries.published import (
    PrintedHighlight,
    PrintedItem,
    as_printed,
    printed_columns,
    printed_highlights,
    printed_items,
    public_revisions,
)
from kexie.domains.bulletin.rules.numbering import number_line

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of one issue with its items."""

    name: str
    items: tuple[Item | PrintedItem, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The issue before or after another, as much as a link to it needs."""

    year: int
    number: int

    @property
    def short_label(self) -> str:
        """The number within its year: 2023年第17期."""
        return number_line(self.year, self.number).replace(" ", "")

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("bulletin:issue", args=(self.year, self.number))


@dataclass(frozen=True, slots=True)
class IssueView:
    """A whole issue, ready to be shown; ``previous`` and ``next`` are its neighbours that the actor may see."""

    issue: Issue
    columns: tuple[ColumnView, ...]
    highlights: tuple[Highlight | PrintedHighlight, ...]
    previous: Neighbour | None
    next: Neighbour | None

    @property
    def items(self) -> tuple[Item | PrintedItem, ...]:
        """All items in the order of the paper."""
        return tuple(item for column in self.columns for item in column.items)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item with its neighbours in the issue."""

    item: Item | PrintedItem
    issue: Issue
    previous: Item | PrintedItem | None
    next: Item | PrintedItem | None


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many issues a year has."""

    year: int
    issues: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """One page of issues, and the years there are."""

    page: Page[Issue]
    years: tuple[YearCount, ...]
    year: int | None


def visible(actor: Actor) -> IssueQuerySet:
    """The issues that ``actor`` may see."""
    issues = Issue.objects.all()
    return issues if may(actor, VIEW_DRAFTS) else issues.signed()


def years() -> tuple[YearCount, ...]:
    """The years that have signed issues, the latest first, in one query."""
    counts = public_revisions().order_by("-issue__year").values_list("issue__year").annotate(issues=Count("pk"))
    return tuple(YearCount(*row) for row in counts)


def archive(actor: Actor, *, year: int | None = None, page: int = 1, per_page: int = PER_PAGE) -> ArchivePage:
    """The signed issues, newest first, of ``year`` or of all; a page past the end is the last. ``actor`` may be
    anybody: drafts are in nobody's archive.
    """
    public = public_revisions()
    counted = years()
    rows = public.filter(issue__year=year) if year else public
    shown: Page[Any] = Paginator(rows, per_page).get_page(page)
    shown.object_list = [with_lines(revision) for revision in shown.object_list]
    return ArchivePage(page=shown, years=counted, year=year)


def public_issues(year: int = 0) -> QuerySet[Revision]:
    """What the public has of each issue of ``year``, or of all, newest first; :func:`with_lines` makes the issue of it."""
    return public_revisions().filter(issue__year=year) if year else public_revisions()


def public_addresses() -> Iterator[tuple[Issue, tuple[PrintedItem, ...]]]:
    """Each signed issue with its items, as the public has them, newest first."""
    for revision in public_revisions().iterator(chunk_size=100):
        found = as_printed(revision.issue, revision)
        yield found, printed_items(found, revision.content)


def register(actor: Actor, *, year: int | None = None, state: str = "") -> QuerySet[Issue]:
    """The issues of all states, newest first, for the workbench; NotPermitted without the right to view drafts."""
    check(actor, VIEW_DRAFTS)
    issues = Issue.objects.newest_first().annotate(item_count=Count("items"))
    issues = issues.filter(year=year) if year else issues
    return issues.filter(state=state) if state else issues


def register_years(actor: Actor) -> tuple[int, ...]:
    """The years that the register holds, the latest first."""
    check(actor, VIEW_DRAFTS)
    return tuple(Issue.objects.order_by("-year").values_list("year", flat=True).distinct())


def issue(actor: Actor, year: int, number: int) -> IssueView:
    """The issue ``number`` of ``year`` as the public has it, in three queries, whatever is being changed behind it; before it
    is signed as drafted. NotFound if there is none for this actor.
    """
    revision = public_revisions().filter(issue__year=year, issue__number=number).first()
    if revision is not None:
        return _printed(revision)
    return _whole(actor, _draft(actor, year, number))


def issue_by_id(actor: Actor, issue_id: UUID) -> IssueView:
    """The issue with this id, for the workbench, with the steps of its sign-off."""
    check(actor, VIEW_DRAFTS)
    found = Issue.objects.select_related("drafted_by").prefetch_related("steps").filter(pk=issue_id).first()
    if found is None:
        raise NotFound
    return _whole(actor, found)


def item(actor: Actor, year: int, number: int, item_id: UUID) -> ItemView:
    """One item, in one query where its issue is public; NotFound if its issue is not for this actor."""
    revision = public_revisions().filter(issue__year=year, issue__number=number).first()
    found = as_printed(revision.issue, revision) if revision else _draft(actor, year, number)
    items: tuple[Item | PrintedItem, ...] = printed_items(found, revision.content) if revision else _items(found)
    for place, candidate in enumerate(items):
        if candidate.pk == item_id:
            before = items[place - 1] if place else None
            after = items[place + 1] if place + 1 < len(items) else None
            return ItemView(item=candidate, issue=found, previous=before, next=after)
    raise NotFound


def item_to_edit(actor: Actor, item_id: UUID) -> Item:
    """One item for the editor, in whatever state its issue is; NotFound if there is none."""
    check(actor, EDIT)
    rows = Item.objects.select_related("issue", "column").prefetch_related("credits", "pictures")
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise NotFound
    return found


def latest_issue(actor: Actor) -> Issue | None:
    """The latest signed issue with its ``lines`` of 目录提要, in one query; None before the first. ``actor`` may be anybody."""
    revision = public_revisions().first()
    return with_lines(revision) if revision else None


def active_columns() -> frozenset[str]:
    """The names of the columns that an issue may use."""
    return frozenset(Column.objects.filter(active=True).values_list("name", flat=True))


def _draft(actor: Actor, year: int, number: int) -> Issue:
    found = Issue.objects.filter(year=year, number=number).first() if may(actor, VIEW_DRAFTS) else None
    if found is None:
        raise NotFound
    return found


def with_lines(revision: Revision) -> Issue:
    """The issue as printed, with its ``lines`` of 目录提要."""
    printed = as_printed(revision.issue, revision)
    items = printed_items(printed, revision.content)
    printed.lines = list(printed_highlights(revision.content, items))  # type: ignore[attr-defined]
    return printed


def _printed(revision: Revision) -> IssueView:
    found = as_printed(revision.issue, revision)
    items = printed_items(found, revision.content)
    day, total = revision.date, found.total
    others = public_revisions().exclude(issue=revision.issue)
    older = Q(date__lt=day) | Q(date=day, issue__total__lt=total)
    return IssueView(
        issue=found,
        columns=tuple(ColumnView(name=name, items=group) for name, group in printed_columns(items)),
        highlights=printed_highlights(revision.content, items),
        previous=_neighbour(others.filter(older)),
        next=_neighbour(others.exclude(older).order_by("date", "issue__total")),
    )


def _neighbour(revisions: QuerySet[Revision]) -> Neighbour | None:
    row = revisions.values_list("issue__year", "issue__number").first()
    return Neighbour(*row) if row else None


def _items(issue: Issue) -> tuple[Item, ...]:
    return tuple(issue.items.select_related("column").prefetch_related("credits", "pictures"))


def _whole(actor: Actor, found: Issue) -> IssueView:
    items = _items(found)
    by_id = {item.pk: item for item in items}
    highlights = tuple(found.highlights.all())
    for highlight in highlights:
        highlight.item = by_id.get(highlight.item_id) if highlight.item_id else None
    neighbours = visible(actor)
    return IssueView(
        issue=found,
        columns=tuple(
            ColumnView(name=name, items=tuple(group))
            for name, group in groupby(items, key=lambda item: item.column.name)
        ),
        highlights=highlights,
        previous=_first(neighbours.before(found)),
        next=_first(neighbours.after(found)),
    )


def _first(issues: IssueQuerySet) -> Neighbour | None:
    row = issues.values_list("year", "number").first()
    return Neighbour(*row) if row else None
