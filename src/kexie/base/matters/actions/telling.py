"""Telling by the clock: of new tasks, of limits that come near, of limits that are over. Never one letter for each keystroke."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.workdays import OutOfCalendar, add_workdays, end_of_hours, is_workday, midnight
from kexie.base.matters.abilities import AS_CLERK, SUPERVISE
from kexie.base.matters.actions.contacts import TODO, tell_contact
from kexie.base.matters.models import CaseTask
from kexie.base.matters.rules.lanes import Who, lane_roles
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Person, holders_for
from kexie.base.ui import dates

#: So many tasks are told of in one turn; the rest in the next.
AT_ONCE: Final = 500
#: More tasks of the same people than this are told of in one notice.
ONE_BY_ONE: Final = 3
_CLOCK: Final = "for notices by the clock"
BEFORE, OVER = 1, 2


def tell_new(*, at: datetime) -> int:
    """Tell whoever may do them of tasks that nobody was told of; applicants of what is asked of them. How many tasks."""
    with transaction.atomic():
        tasks = _taken(CaseTask.objects.beyond(_CLOCK).open().filter(told_at__isnull=True).order_by("created_at"))
        _tell(tasks, "new", at=at)
        CaseTask.objects.beyond(_CLOCK).filter(pk__in=[task.pk for task in tasks]).update(told_at=at)
    return len(tasks)


def remind(*, at: datetime) -> int:
    """Bring to mind, on working days, the limits that end by the end of the next working day, and those that are over: of
    these whoever supervises hears too. Each once. How many tasks.
    """
    today = timezone.localdate(at)
    try:
        if not is_workday(today):
            return 0
        soon = end_of_hours(add_workdays(today, 1))
    except OutOfCalendar:
        soon = at + timedelta(days=1)
    rows = CaseTask.objects.beyond(_CLOCK).open()
    with transaction.atomic():
        over = _taken(rows.filter(due_at__lt=at, reminders__lt=OVER).order_by("due_at"))
        _tell(over, "over", at=at)
        _mark(over, OVER)
        # What was made today has just been told of.
        near = rows.filter(due_at__gte=at, due_at__lte=soon, reminders__lt=BEFORE, created_at__lt=midnight(today))
        before = _taken(near.order_by("due_at"))
        _tell(before, "near", at=at)
        _mark(before, BEFORE)
    return len(over) + len(before)


def _taken(rows: Any) -> list[CaseTask]:
    """The next tasks with what a notice says; two clocks never take the same."""
    keys = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    related = ("case__version", "case__applicant", "case__applicant_unit", "unit", "holder__person", "person")
    return list(CaseTask.objects.beyond(_CLOCK).filter(pk__in=keys).select_related(*related).order_by("due_at", "id"))


def _mark(tasks: Iterable[CaseTask], reminders: int) -> None:
    CaseTask.objects.beyond(_CLOCK).filter(pk__in=[task.pk for task in tasks]).update(reminders=reminders)


def _tell(tasks: Iterable[CaseTask], what: str, *, at: datetime) -> None:
    """Tell the people of each task: one notice for a few, one for all where there are many for the same people."""
    groups: dict[tuple[Any, ...], list[CaseTask]] = defaultdict(list)
    for task in tasks:
        groups[(task.who == Who.APPLICANT, task.unit_id, task.role, task.holder_id, task.person_id)].append(task)
    for (own, *_rest), group in groups.items():
        persons = _persons(group[0], what, at=at)
        if own or len(group) <= ONE_BY_ONE:
            for task in group:
                _tell_one(task, persons, what, at=at)
        else:
            _tell_many(group, persons, what, at=at)


def _persons(task: CaseTask, what: str, *, at: datetime) -> list[Person]:
    on = timezone.localdate(at)
    if task.who == Who.APPLICANT or task.unit is None:
        if task.person is not None:
            return [task.person]
        unit = task.case.applicant_unit
        return holders_for(AS_CLERK, unit, on=on) if unit is not None else []
    if task.holder is not None and task.holder.person is not None:
        found = [task.holder.person]
    elif task.role in lane_roles:
        found = holders_for(lane_roles[task.role].ability, task.unit, on=on)
    else:
        found = []
    if what == "over":
        found += holders_for(SUPERVISE, task.unit, on=on)
    return list({person.pk: person for person in found}.values())


def _tell_one(task: CaseTask, persons: list[Person], what: str, *, at: datetime) -> None:
    own = task.who == Who.APPLICANT
    if own:
        tell_contact(task.case, TODO, at=at, key=_key(what, task))
    said = {"task": task.name[:60], "matter": task.case.version.name, "number": task.case.number}
    titles = {
        "new": _("请您办理：%(matter)s，%(task)s") if own else _("新的办件任务：%(matter)s，%(task)s"),
        "near": _("即将到期：%(matter)s，%(task)s"),
        "over": _("已经超期：%(matter)s，%(task)s"),
    }
    due = _("期限%(due)s。") % {"due": dates.moment(task.due_at, year=True)} if task.due_at else ""
    notifications.notify(
        at=at,
        persons=persons,
        kind="matters.task",
        title=(titles[what] % said)[:120],
        body=_("办件编号%(number)s。") % said + due,
        url=reverse("matters:my-case" if own else "matters:case", args=[task.case_id]),
        key=_key(what, task),
    )


def _tell_many(tasks: list[CaseTask], persons: list[Person], what: str, *, at: datetime) -> None:
    unit = tasks[0].unit
    said = {"unit": unit.name if unit else "", "count": len(tasks)}
    titles = {
        "new": _("%(unit)s有%(count)d项新的办件任务"),
        "near": _("%(unit)s有%(count)d项办件任务即将到期"),
        "over": _("%(unit)s有%(count)d项办件任务已经超期"),
    }
    narrowed = "?due=overdue" if what == "over" else ""
    notifications.notify(
        at=at,
        persons=persons,
        kind="matters.task",
        title=titles[what] % said,
        url=reverse("matters:tasks") + narrowed,
        key=_key(what, tasks[0]),
    )


def _key(what: str, task: CaseTask) -> str:
    """Once for each task and limit: one that was set anew is brought to mind anew."""
    due = f"{task.due_at:%Y%m%d%H%M}" if task.due_at and what != "new" else ""
    return f"matters.{what}:{task.pk}:{due}"
