"""What an issue that is opened now would be: its numbers, its date."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max

from kexie.base.kernel.workdays import OutOfCalendar, is_workday
from kexie.domains.bulletin.models import Issue


def last_issue() -> Issue | None:
    """The issue with the greatest running number, in whatever state; None before the first."""
    return Issue.objects.order_by("-total").first()


def next_numbers(year: int) -> tuple[int, int]:
    """The next number of ``year`` and the next running number: (18, 71); (1, 1) before the first."""
    number = Issue.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    total = Issue.objects.aggregate(last=Max("total"))["last"] or 0
    return number + 1, total + 1


def likely_date(today: date) -> date:
    """The day that the next issue most likely bears: a week after the last one, not before ``today``, on a working day."""
    before = last_issue()
    day = max(before.date + timedelta(days=7), today) if before else today
    while not _works(day):
        day += timedelta(days=1)
    return day


def _works(day: date) -> bool:
    """Whether somebody is in the office; of a year that the calendar does not know yet, Monday to Friday."""
    try:
        return is_workday(day)
    except OutOfCalendar:
        return day.weekday() < 5
