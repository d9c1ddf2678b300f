"""Finding what says nearly the same as a submission that has come in: other submissions, and items of past issues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.models import Item, Likeness, Submission
from kexie.domains.bulletin.rules.checks.likeness import ALIKE, Compared, runs_of

#: So long news stays news: what is older is not the same event.
LOOKED_AT: Final = timedelta(weeks=8)

#: What a likeness can be to (the name of its column, and the key), and the title and text of that.
_Text = tuple[tuple[str, UUID], tuple[str, str]]


def find_likenesses(*, by: Actor, at: datetime, submission_id: UUID) -> int:
    """Look for what resembles the submission as it stands, and keep that in the place of what was found before; how much.

    It runs after the submission is stored: of two that come in at one moment, the later look finds the earlier.
    """
    submission = _coming(submission_id)
    if submission is None:
        return 0
    others = [*_submissions(submission, at), *_items(submission, at)]
    shares = Compared(f"{title}。{text}" for _key, (title, text) in others).shares(
        runs_of(f"{submission.title}。{submission.text}")
    )
    found: list[Likeness] = []
    for ((kind, other), _words), share in zip(others, shares, strict=True):
        if share < ALIKE:
            continue
        percent = round(share * 100)
        found.append(Likeness(submission=submission, percent=percent, **{f"{kind}_id": other}))
        if kind == "other":
            found.append(Likeness(submission_id=other, other=submission, percent=percent))
    with transaction.atomic():
        Likeness.objects.filter(Q(submission=submission) | Q(other=submission)).delete()
        # In one order, whoever looks: two looks that meet wait for each other, and never both.
        found.sort(key=lambda row: (row.submission_id, row.other_id or submission.pk))
        Likeness.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _coming(submission_id: UUID) -> Submission | None:
    rows = Submission.objects.beyond("the platform looks for doubles; the desk alone is shown them")
    found: Submission | None = rows.at_the_desk().filter(pk=submission_id).first()
    return found


def _submissions(submission: Submission, at: datetime) -> Iterator[_Text]:
    rows = Submission.objects.beyond("the platform looks for doubles; the desk alone is shown them").at_the_desk()
    recent = rows.filter(submitted_at__gte=at - LOOKED_AT).exclude(pk=submission.pk)
    for pk, title, text in recent.order_by().values_list("pk", "title", "text").iterator():
        yield ("other", pk), (title, text)


def _items(submission: Submission, at: datetime) -> Iterator[_Text]:
    """Items of the issues of these weeks; where an item was made of submissions, those are compared instead."""
    since = timezone.localdate(at - LOOKED_AT)
    rows = Item.objects.filter(issue__date__gte=since, submissions__isnull=True)
    for pk, title, text in rows.order_by().values_list("pk", "title", "text").iterator():
        yield ("item", pk), (title, text)
