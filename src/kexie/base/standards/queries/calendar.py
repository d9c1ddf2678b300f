"""The working calendar: what every process counts by, and a year as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import workdays
from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.standards import abilities
from kexie.base.standards.models import CalendarDay, CalendarStamp, CalendarYear
from kexie.base.standards.rules.calendar import Cell, Span, months, spans
from kexie.base.ui.todos import ToDo

#: From this month on the next year's notice can be out.
_NOTICE_MONTH: Final = 11


@dataclass(slots=True)
class _Taken:
    """The count of changes for which this process has taken the calendar in."""

    stamp: int = 0


_taken = _Taken()


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year: how it is known (``library``, ``entered`` or nothing), its days, and what the association has said of it."""

    year: int
    known: str
    entered: CalendarYear | None
    workdays: int
    months: list[list[list[Cell | None]]]
    holidays: list[Span]
    made_up: list[tuple[date, str]]
    own: list[CalendarDay]
    differing: list[CalendarDay]
    past: list[CalendarDay]
    past_years: list[CalendarYear]


def renew() -> None:
    """Take in what has changed since this process last looked: one small question when nothing has."""
    stamp = CalendarStamp.objects.values_list("number", flat=True).first() or 0
    if stamp == _taken.stamp:
        return
    rows = CalendarDay.objects.standing()
    days = dict(rows.filter(year__isnull=False, year__ended_at__isnull=True).values_list("day", "works"))
    days |= dict(rows.filter(year__isnull=True).values_list("day", "works"))
    years = frozenset(CalendarYear.objects.standing().values_list("year", flat=True))
    workdays.take_in(workdays.Own(days, years))
    _taken.stamp = stamp


def forget() -> None:
    """Go back to what is announced, as at start; for tests."""
    _taken.stamp = 0
    workdays.take_in(workdays.Own())


def offered_years(today: date) -> range:
    """The years that have a page: those of the library, and until the year after next."""
    announced = workdays.announced_years()
    return range(announced.start, max(announced.stop, today.year + 3))


def year_page(actor: Actor, year: int, *, today: date) -> YearPage:
    """A year of the calendar, for everybody who works here. NotFound for one that has no page."""
    check(actor, abilities.read())
    if year not in offered_years(today):
        raise NotFound
    renew()
    rows = CalendarDay.objects.filter(day__year=year).select_related("year")
    standing = [row for row in rows if row.ended_at is None and (row.year is None or row.year.ended_at is None)]
    own = [row for row in standing if row.year is None]
    by_notice = [row for row in standing if row.year is not None]
    names = {row.day: row.name for row in [*by_notice, *own]}
    known = "library" if year in workdays.announced_years() else "entered" if workdays.is_known(year) else ""
    days = _days_of(year) if known else []

    def name(day: date) -> str:
        return names.get(day) or workdays.announced(day)

    off = [(day, name(day)) for day in days if name(day) and not workdays.is_workday(day)]
    return YearPage(
        year=year,
        known=known,
        entered=next((row.year for row in by_notice), None)
        or CalendarYear.objects.standing().filter(year=year).first(),
        workdays=sum(map(workdays.is_workday, days)),
        months=months(year, workdays.is_workday, name, frozenset(row.day for row in own)) if known else [],
        holidays=spans(off),
        made_up=[(day, name(day)) for day in days if day.isoweekday() > 5 and workdays.is_workday(day)],
        own=own,
        differing=[
            row for row in by_notice if known == "library" and row.works != workdays.is_announced_workday(row.day)
        ],
        past=[row for row in rows if row.ended_at is not None and row.year is None],
        past_years=list(CalendarYear.objects.filter(year=year, ended_at__isnull=False)),
    )


def own_day(actor: Actor, day_id: UUID) -> CalendarDay:
    """A day of the association's own that stands, for who keeps the calendar; NotFound when there is none."""
    check(actor, abilities.KEEP_CALENDAR)
    found = CalendarDay.objects.standing().filter(pk=day_id, year__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def entered_year(actor: Actor, year: int) -> CalendarYear:
    """A year that was entered and stands, for who keeps the calendar; NotFound when there is none."""
    check(actor, abilities.KEEP_CALENDAR)
    found = CalendarYear.objects.standing().filter(year=year).first()
    if found is None:
        raise NotFound
    return found


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """The year whose holidays are not known yet: this one, and from November on the next."""
    if not may(actor, abilities.KEEP_CALENDAR):
        return []
    today = timezone.localdate(at)
    due = [today.year, *([today.year + 1] if today.month >= _NOTICE_MONTH else [])]
    return [
        ToDo(
            title=_("%(year)d年的放假安排还没有收录") % {"year": year},
            what=_("录入"),
            url=reverse("standards:calendar_enter", kwargs={"year": year}),
        )
        for year in due
        if not workdays.is_known(year)
    ]


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]
