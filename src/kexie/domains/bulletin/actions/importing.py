"""Taking an issue in: all of it or nothing, and the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.people import api as people
from kexie.base.search import api as search
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.opening import hold_numbers
from kexie.domains.bulletin.actions.publishing import entries_of
from kexie.domains.bulletin.errors import ColumnUnknown, NumbersContradict, NumberTaken
from kexie.domains.bulletin.models import Column, Credit, Highlight, Issue, Item
from kexie.domains.bulletin.queries import active_columns, as_understood, content_hash
from kexie.domains.bulletin.rules.highlights import item_of
from kexie.domains.bulletin.rules.issue import UnderstoodIssue
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState
from kexie.domains.bulletin.rules.numbering import number_line, running_line


def import_issue(*, by: Actor, at: datetime, understood: UnderstoodIssue, source_hash: str = "") -> Issue:
    """Store an issue as a draft and return it; ``source_hash`` is the SHA-256 of the file it was read from.

    The same file, or another that says the same, gives the issue that is there, in whatever state it is by now.
    Units that are not known are created unconfirmed. Raises NotPermitted, NumberTaken, NumbersContradict,
    ColumnUnknown.
    """
    check(by, EDIT)
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                hold_numbers(by=by, at=at)
                return _existing(understood, source_hash) or _stored(
                    by=by, at=at, understood=understood, source_hash=source_hash
                )
        except IntegrityError:
            # Another process has stored the same issue, or a unit of it, since we looked: look once more.
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


def _existing(understood: UnderstoodIssue, source_hash: str) -> Issue | None:
    same_number = Q(year=understood.year, number=understood.number) | Q(total=understood.total)
    if source_hash:
        moved = Issue.objects.filter(source_hash=source_hash).first()  # a draft may have moved up since
        if moved is not None:
            return moved
    for issue in Issue.objects.filter(same_number):
        same_file = bool(source_hash) and issue.source_hash == source_hash
        if not same_file and content_hash(as_understood(issue)) != content_hash(understood):
            raise NumberTaken(label=issue.label, state=str(STATE_LABELS[IssueState(issue.state)]))
        return issue
    return None


def _check_running(understood: UnderstoodIssue) -> None:
    """Within one name, a later number has a greater running number: look at the nearest issue on either side."""
    year, number, total = understood.year, understood.number, understood.total
    named = Issue.objects.filter(name=understood.name)
    earlier = named.filter(Q(year__lt=year) | Q(year=year, number__lt=number), total__gte=total)
    later = named.filter(Q(year__gt=year) | Q(year=year, number__gt=number), total__lte=total)
    if other := earlier.order_by("-year", "-number").first() or later.order_by("year", "number").first():
        is_later = (other.year, other.number) < (year, number)
        label = f"{number_line(year, number).replace(' ', '')}{running_line(total)}"
        raise NumbersContradict(label=label, other=other.label, later=is_later)


def _stored(*, by: Actor, at: datetime, understood: UnderstoodIssue, source_hash: str) -> Issue:
    columns = _columns(understood)
    _check_running(understood)
    issue = Issue.objects.create(
        name=understood.name,
        year=understood.year,
        number=understood.number,
        total=understood.total,
        date=understood.date,
        publisher=understood.publisher,
        mailbox=understood.mailbox,
        editor=understood.editor,
        reviewer=understood.reviewer,
        distribution=list(understood.distribution),
        source_hash=source_hash,
        created_at=at,
        drafted_by_id=by.person_id,
    )
    items = _store_items(issue, understood, columns)
    said = [item for column in understood.columns for item in column.items]
    names = [item.credits for item in said]
    store_credits(zip(items, names, strict=True), by=by, at=at)
    store_highlights(issue, understood.highlights, items)
    search.put(*entries_of(issue))
    audit.record(
        by=by,
        at=at,
        action="bulletin.import",
        target=f"bulletin.issue:{issue.pk}",
        year=issue.year,
        number=issue.number,
        items=len(items),
        source_hash=source_hash,
    )
    return issue


def _columns(understood: UnderstoodIssue) -> dict[str, Column]:
    columns = {column.name: column for column in Column.objects.filter(active=True)}
    for column in understood.columns:
        if column.name not in columns:
            raise ColumnUnknown(line=1, name=column.name, known=sorted(active_columns()))
    return columns


def _store_items(issue: Issue, understood: UnderstoodIssue, columns: dict[str, Column]) -> list[Item]:
    placed = [(columns[column.name], item) for column in understood.columns for item in column.items]
    return Item.objects.bulk_create(
        Item(issue=issue, column=column, order=order, title=item.title, text="\n".join(item.paragraphs))
        for order, (column, item) in enumerate(placed, start=1)
    )


def store_credits(signed: Iterable[tuple[Item, Sequence[str]]], *, by: Actor, at: datetime) -> None:
    """Set the units that sign each item, in one go, within the caller's transaction."""
    wanted = [(item, names) for item, names in signed]
    all_names = list(dict.fromkeys(name for _, names in wanted for name in names))
    units = dict(zip(all_names, people.units_named(all_names, by=by, at=at), strict=True)) if all_names else {}
    Credit.objects.filter(item__in=[item for item, _ in wanted]).delete()
    Credit.objects.bulk_create(
        Credit(item=item, organisation=units[name], order=order, name=name)
        for item, names in wanted
        for order, name in enumerate(names, start=1)
    )


def store_highlights(issue: Issue, texts: Sequence[str], items: Sequence[Item]) -> None:
    """Set the lines of 目录提要, each tied to the item it surely speaks of, within the caller's transaction."""
    known = [(item.title, item.text) for item in items]
    Highlight.objects.filter(issue=issue).delete()
    places = [item_of(text, known) for text in texts]
    Highlight.objects.bulk_create(
        Highlight(issue=issue, order=order, text=text, item=None if place is None else items[place])
        for order, (text, place) in enumerate(zip(texts, places, strict=True), start=1)
    )
