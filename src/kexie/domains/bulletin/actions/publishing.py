"""What the rest of the house is told of an issue: search entries, the ledger's entry, notices to those whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.ledger import api as ledger
from kexie.base.notifications import api as notifications
from kexie.base.people import api as people
from kexie.base.search import api as search
from kexie.base.search.api import Entry
from kexie.domains.bulletin.abilities import EDIT, REVIEW, SIGN, VIEW_DRAFTS
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries.published import as_printed, latest_revision, printed_items
from kexie.domains.bulletin.rules.life_cycle import IssueState, IssueVerb

SOURCE = "bulletin"
LEDGER_KIND = "bulletin.issue"
NOTICE = "bulletin.sign_off"


def entries_of(issue: Issue) -> list[Entry]:
    """What search knows of an issue: itself and each item; public once signed, for those who view drafts before."""
    public = issue.is_published
    ability = "" if public else VIEW_DRAFTS.code
    shown, items, highlights = issue, list[Any](), list[str]()
    revision = latest_revision(issue) if public else None
    if revision is not None:
        shown, items = as_printed(issue, revision), list(printed_items(issue, revision.content))
        highlights = revision.content["highlights"]
    else:
        items = list(issue.items.select_related("column").prefetch_related("credits"))
        highlights = [line.text for line in issue.highlights.all()]
    lines = [*highlights, *(item.title for item in items)]
    whole = Entry(
        source=SOURCE,
        key=f"issue:{issue.pk}",
        title=str(shown),
        body="\n".join([shown.publisher, *lines]),
        url=issue.get_absolute_url(),
        on=shown.date,
        public=public,
        ability=ability,
    )
    return [
        whole,
        *(
            Entry(
                source=SOURCE,
                key=f"item:{item.pk}",
                title=item.title,
                body=" · ".join(part for part in (item.text, item.credit_line, item.column.name) if part),
                url=item.get_absolute_url(),
                on=shown.date,
                public=public,
                ability=ability,
            )
            for item in items
        ),
    ]


def retire_entries(issue: Issue) -> None:
    """Let search forget the items of the last revision that the issue has no more."""
    revision = latest_revision(issue)
    if revision is not None:
        there = set(issue.items.values_list("pk", flat=True))
        keys = [item.pk for item in printed_items(issue, revision.content)]
        search.remove(SOURCE, *(f"item:{key}" for key in keys if key not in there))


def search_entries() -> Iterator[Entry]:
    """Every entry of every issue, for a rebuild of the index."""
    for issue in Issue.objects.order_by("total").iterator():
        yield from entries_of(issue)


def write_ledger(issue: Issue, *, by: Actor, at: datetime) -> None:
    """Enter a signed issue as work done by the units that sign its items, or by its publisher where none does."""
    prefetch_related_objects([issue], "items__credits__organisation")
    signed = [credit.organisation for item in issue.items.all() for credit in item.credits.all()]
    units = list({unit.pk: unit for unit in signed}.values())
    if not units and issue.publisher:
        units = people.units_named([issue.publisher], by=by, at=at)
    if units:
        ledger.write(
            by=by,
            at=at,
            kind=LEDGER_KIND,
            title=str(issue),
            occurred_on=timezone.localdate(issue.published_at or at),
            units=units,
            measures={"items_count": len(issue.items.all())},
            source=f"bulletin.issue:{issue.pk}",
            url=issue.get_absolute_url(),
            confirmed_by=by.name,
            public=True,
            reason=issue.correction,
        )


def notify_next(issue: Issue, verb: IssueVerb, *, by: Actor, at: datetime, note: str = "") -> None:
    """Tell those whose turn it is now; the one who acted is not told."""
    today = timezone.localdate(at)
    if issue.state == IssueState.REVIEWING:
        persons, title = people.holders(REVIEW, on=today), _("%(issue)s待审核")
    elif issue.state == IssueState.APPROVED:
        persons, title = people.holders(SIGN, on=today), _("%(issue)s待签发")
    else:
        persons = [issue.drafted_by] if issue.drafted_by else people.holders(EDIT, on=today)
        title = _("%(issue)s已签发") if issue.is_signed else _("%(issue)s已退回修改")
    others = [person for person in persons if person.pk != by.person_id]
    if others:
        notifications.notify(
            at=at,
            persons=others,
            kind=NOTICE,
            title=title % {"issue": issue},
            body=note,
            url=issue.get_absolute_url() if issue.is_signed else issue.get_workbench_url(),
            key=f"bulletin.{verb}:{issue.pk}:{issue.version}",
        )
