"""What an issue that is opened now would be: its numbers, its date."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, QuerySet

from kexie.base.kernel.workdays import OutOfCalendar, is_workday
from kexie.domains.bulletin.errors import NumbersWouldGap
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState
from kexie.domains.bulletin.rules.opening import TELLING, Numbers, moved_up, suggested_date


def last_issue() -> Issue | None:
    """The issue with the greatest running number, in whatever state; None before the first."""
    return Issue.objects.order_by("-total").first()


def next_numbers(year: int) -> tuple[int, int]:
    """The next number of ``year`` and the next running number: (18, 71); (1, 1) before the first."""
    number = Issue.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    total = Issue.objects.aggregate(last=Max("total"))["last"] or 0
    return number + 1, total + 1


def likely_date(today: date) -> date:
    """The day that the next issue most likely bears: by the weekly rhythm, not before ``today``, on a working day."""
    printed = list(Issue.objects.newest_first().values_list("date", flat=True)[:TELLING])
    return suggested_date(printed, today=today, is_workday=_works)


def drafts() -> tuple[Issue, ...]:
    """The issues that are being drafted and were never published, the oldest first."""
    found = Issue.objects.filter(state=IssueState.DRAFTING.value, published_at=None).order_by("total")
    return tuple(found[:10])


def followers(issue: Issue, rows: QuerySet[Issue]) -> list[tuple[Issue, Numbers]]:
    """The drafts among ``rows`` whose numbers follow without a gap, with those that they get when ``issue`` is discarded.

    Raises NumbersWouldGap when one of those behind is a draft no more.
    """
    behind = {row.total: row for row in rows.filter(total__gt=issue.total).order_by("total")}
    found = []
    for old, new in moved_up(_numbers_of(issue), map(_numbers_of, behind.values())):
        follower = behind[old.total]
        state = IssueState.SIGNED if follower.is_published else IssueState(follower.state)
        if state is not IssueState.DRAFTING:
            raise NumbersWouldGap(label=issue.label, later=follower.label, state=str(STATE_LABELS[state]))
        found.append((follower, new))
    return found


def _numbers_of(issue: Issue) -> Numbers:
    return Numbers(issue.year, issue.number, issue.total)


def _works(day: date) -> bool:
    """Whether somebody is in the office; of a year that the calendar does not know yet, Monday to Friday."""
    try:
        return is_workday(day)
    except OutOfCalendar:
        return day.weekday() < 5
