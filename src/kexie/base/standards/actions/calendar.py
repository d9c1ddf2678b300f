"""Keeping the working calendar: days of one's own, and a year from its notice; each can be taken back, and stays to be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, workdays
from kexie.base.kernel.access import Actor, check
from kexie.base.standards import abilities
from kexie.base.standards.errors import CalendarChanged, WrongCalendar
from kexie.base.standards.models import CalendarDay, CalendarStamp, CalendarYear
from kexie.base.standards.queries import calendar
from kexie.base.standards.rules.calendar import read_arrangement

#: So many days in a row are set at once.
MOST_DAYS: Final = 31


def set_days(
    *, by: Actor, at: datetime, first: date, last: date, works: bool, name: str, basis: str
) -> Sequence[CalendarDay]:
    """Let offices work, or not, from ``first`` to ``last``; days that are so already are left as they are.

    Raises NotPermitted, WrongCalendar with sentences by field, CalendarChanged when another was faster.
    """
    check(by, abilities.KEEP_CALENDAR)
    calendar.renew()
    _check_span(first, last, name=name, basis=basis)
    chosen = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    try:
        changing = [day for day in chosen if workdays.is_workday(day) != works]
    except workdays.OutOfCalendar as unknown:
        raise WrongCalendar(errors={"first": [unknown.message]}) from unknown
    if not changing:
        already = _("这些日期本来就上班，不需要调整。") if works else _("这些日期本来就休息，不需要调整。")
        raise WrongCalendar(errors={"first": [already]})
    said = {"name": name.strip(), "works": works, **_entered(by, at, basis)}
    try:
        with transaction.atomic():
            replaced = CalendarDay.objects.standing().filter(day__in=changing, year__isnull=True)
            _end(replaced, by=by, at=at, reason=_("改为另一种安排"))
            made = CalendarDay.objects.bulk_create(CalendarDay(day=day, **said) for day in changing)
            target = f"standards.calendar:{first:%Y-%m-%d}"
            days = [day.isoformat() for day in changing]
            audit.record(by=by, at=at, action="calendar.set", target=target, days=days, works=works)
            _bump()
    except IntegrityError as error:
        raise CalendarChanged from error
    return made


def take_back_day(*, by: Actor, at: datetime, day_id: UUID, reason: str) -> CalendarDay:
    """Let a day be as announced again. Raises NotFound, NotPermitted, WrongCalendar without a reason."""
    _check_reason(reason)
    with transaction.atomic():
        row = calendar.own_day(by, day_id)
        if not _end(CalendarDay.objects.standing().filter(pk=row.pk), by=by, at=at, reason=reason):
            raise CalendarChanged
        day = row.day.isoformat()
        audit.record(by=by, at=at, action="calendar.take_back", target=f"standards.calendar:{day}", works=row.works)
        _bump()
    return row


def enter_year(*, by: Actor, at: datetime, year: int, basis: str, text: str) -> CalendarYear:
    """Enter a year's holidays from the words of its notice.

    Raises NotPermitted, WrongCalendar with sentences by field, CalendarChanged when it has been entered meanwhile.
    """
    check(by, abilities.KEEP_CALENDAR)
    if year in workdays.announced_years():
        known = _("%(year)d年的放假安排已经收录，不需要录入；个别日期不同的，请调整日期。")
        raise WrongCalendar(errors={"text": [known % {"year": year}]})
    if year not in calendar.offered_years(timezone.localdate(at)):
        raise WrongCalendar(errors={"text": [_("只能录入今后两年的放假安排。")]})
    reading = read_arrangement(text, year)
    errors = {"text": reading.problems} if reading.problems else {}
    if not basis.strip():
        errors["basis"] = [_("请写明依据的文件。")]
    if errors:
        raise WrongCalendar(errors=errors)
    entered = _entered(by, at, basis)
    try:
        with transaction.atomic():
            row = CalendarYear.objects.create(year=year, **entered)
            CalendarDay.objects.bulk_create(
                CalendarDay(day=one.day, works=one.works, name=one.name[:60], year=row, **entered)
                for one in reading.days
            )
            count = len(reading.days)
            audit.record(by=by, at=at, action="calendar.enter", target=f"standards.calendar:{year}", days=count)
            _bump()
    except IntegrityError as error:
        raise CalendarChanged from error
    return row


def take_back_year(*, by: Actor, at: datetime, year: int, reason: str) -> CalendarYear:
    """Take an entered year back: nothing can be counted in it any more. Raises as :func:`take_back_day`."""
    _check_reason(reason)
    with transaction.atomic():
        row = calendar.entered_year(by, year)
        if not _end(CalendarYear.objects.standing().filter(pk=row.pk), by=by, at=at, reason=reason):
            raise CalendarChanged
        audit.record(by=by, at=at, action="calendar.take_back_year", target=f"standards.calendar:{year}")
        _bump()
    return row


def _check_span(first: date, last: date, *, name: str, basis: str) -> None:
    errors: dict[str, list[str]] = {}
    if not 0 <= (last - first).days < MOST_DAYS:
        errors["last"] = [_("结束日期不能早于开始日期，一次最多调整%(most)d天。") % {"most": MOST_DAYS}]
    if not name.strip():
        errors["name"] = [_("请写明原因，例如：重大活动放假。")]
    if not basis.strip():
        errors["basis"] = [_("请写明依据的文件。")]
    if errors:
        raise WrongCalendar(errors=errors)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise WrongCalendar(errors={"reason": [_("请写明撤销的理由。")]})


def _entered(by: Actor, at: datetime, basis: str) -> dict[str, Any]:
    return {
        "basis": basis.strip()[:120],
        "entered_at": at,
        "entered_by": by.account_id,
        "entered_by_name": by.name[:60],
    }


def _end(rows: Any, *, by: Actor, at: datetime, reason: str) -> int:
    changed: int = rows.update(
        ended_at=at, ended_by=by.account_id, ended_by_name=by.name[:60], ended_reason=reason.strip()[:300]
    )
    return changed


def _bump() -> None:
    """Tell every process that there is something new; this one as soon as the transaction is stored."""
    CalendarStamp.objects.get_or_create(pk=1)
    CalendarStamp.objects.filter(pk=1).update(number=F("number") + 1)
    transaction.on_commit(calendar.renew)
