"""The inbox: tasks that wait, the most urgent first, and those that one has done.

The tasks of one role in one unit stand in an index in the order of the list (`task_open_in_order`). A page is therefore put
together from the beginnings of such strands: it costs the same whether a unit has ten tasks or a hundred thousand. For who
sees very many units, the index of all open tasks is walked instead. Nothing is counted beyond :data:`MOST`.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from itertools import chain
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from kexie.base.kernel import walls
from kexie.base.kernel.access import Actor, Reach
from kexie.base.kernel.workdays import midnight
from kexie.base.matters.abilities import AS_CLERK, VIEW_CASES
from kexie.base.matters.models import Case, CaseState, CaseTask, TaskState
from kexie.base.matters.queries.acting import roles_held, stood_in, stood_in_for
from kexie.base.matters.rules.lanes import Who, lane_roles
from kexie.base.people.api import Organisation

#: So many tasks are shown at most; whoever has more narrows the list.
MOST: Final = 1_000
#: So many of the newest cases of one's units are looked at for what is asked of them.
_MOST_CASES: Final = 500
#: With more strands than this all open tasks are walked in their order.
_MOST_STRANDS: Final = 12
_ORDER: Final = ("due_at", "created_at", "id")
_LATER: Final = datetime.max.replace(tzinfo=timezone.get_default_timezone())
_NARROWED: Final = "narrowed to what the actor may see"
_OF_APPLICANTS: Final = Q(who=Who.APPLICANT.value, state=TaskState.OPEN)

MINE: Final = "mine"
UNITS: Final = "units"
ALL: Final = "all"
DONE: Final = "done"
TABS: Final = (MINE, UNITS, ALL, DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAsked:
    """What the inbox is narrowed to. ``due`` is one of overdue, today, week; ``holder`` one of me, nobody, others."""

    tab: str = MINE
    matter: UUID | None = None
    unit_path: str = ""
    due: str = ""
    holder: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """One page of the inbox: its tasks, how many there are (at most :data:`MOST`), whether there are more."""

    rows: list[CaseTask]
    count: int
    more: bool


def tasks_asked(actor: Actor, asked: TaskAsked, *, at: datetime) -> QuerySet[CaseTask]:
    """All tasks that are asked for, in order: for a file, and for what is done to many."""
    rows = _lines()
    if asked.tab == DONE:
        found: QuerySet[CaseTask] = _done(actor, rows).filter(_such(asked, actor, at))
        return found
    strands = _strands(actor, asked)
    whose = _walked(actor, asked) if strands is None else reduce(or_, strands, Q(pk__in=[]))
    narrowed: QuerySet[CaseTask] = rows.filter(
        whose,
        _held(actor, asked, stood_in(actor, on=timezone.localdate(at))),
        _such(asked, actor, at),
        state=TaskState.OPEN,
    ).order_by(*_ORDER)
    return narrowed


@walls.raised()
def window(actor: Actor, asked: TaskAsked, *, at: datetime, page: int, size: int) -> Window:
    """The page of that number (from 1) with ``size`` tasks."""
    begin, end = (page - 1) * size, min(page * size, MOST)
    such = _held(actor, asked, stood_in_for(actor, on=timezone.localdate(at))) & _such(asked, actor, at)
    rows = CaseTask.objects.beyond(_NARROWED)
    if asked.tab == DONE:
        whole = _done(actor, rows).filter(_such(asked, actor, at))
        keys = list(whole.values_list("pk", flat=True)[begin:end])
        order: tuple[Any, ...] = ("-ended_at", "-id")
        count = whole.order_by()[: MOST + 1].count()
    else:
        strands = _strands(actor, asked)
        each = [_walked(actor, asked)] if strands is None else strands
        opened = rows.filter(such, state=TaskState.OPEN)
        keys, count = _merged((opened.filter(whose) for whose in each), begin, end)
        order = _ORDER
    found = list(_lines().filter(pk__in=keys).order_by(*order)) if keys else []
    return Window(found, min(count, MOST), count > MOST)


@walls.raised()
def waiting_in_units(actor: Actor, *, at: datetime, most: int) -> list[Any]:
    """The tasks that ``actor`` may do for units, the most urgent first, at most ``most``.

    Each strand is read for itself, in the order of its index: one question about all of them takes longer to be put than
    a few plain ones to be answered.
    """
    held = _held(actor, TaskAsked(), stood_in_for(actor, on=timezone.localdate(at)))
    rows = _lines().filter(held, state=TaskState.OPEN).order_by(*_ORDER)
    strands = _strands(actor, TaskAsked())
    each = [_walked(actor, TaskAsked())] if strands is None else strands
    heads = (rows.filter(whose)[:most] for whose in each)
    urgent = sorted(chain.from_iterable(heads), key=lambda task: (task.due_at or _LATER, task.created_at, task.pk))
    return urgent[:most]


@walls.raised()
def number_in_units(actor: Actor, *, at: datetime, most: int) -> int:
    """How many :func:`waiting_in_units` would answer: every page of the workbench shows the number."""
    whose = _held(actor, TaskAsked(), stood_in(actor, on=timezone.localdate(at)))
    rows = CaseTask.objects.beyond(_NARROWED).filter(whose, state=TaskState.OPEN).order_by()
    wanted = _wanted(actor, TaskAsked())
    if wanted is None:
        return rows.filter(_walked(actor, TaskAsked()))[:most].count()
    # A unit with all the roles that one holds there is one beginning in the index, whatever the order within.
    roles: dict[int, set[str]] = {}
    for role, unit in wanted:
        roles.setdefault(unit, set()).add(role)
    alike: dict[frozenset[str], list[int]] = {}
    for unit, held in roles.items():
        alike.setdefault(frozenset(held), []).append(unit)
    found = (rows.filter(unit__in=units, role__in=held)[:most].count() for held, units in alike.items())
    return min(sum(found), most)


@walls.raised()
def waiting_of_applicant(actor: Actor, *, most: int) -> list[Any]:
    """What is asked of ``actor`` as an applicant, or of units that he or she acts for; the oldest first, at most ``most``."""
    rows = _lines().filter(_OF_APPLICANTS).order_by("created_at", "id")
    heads = (rows.filter(whose)[:most] for whose in _own(actor))
    # A task of one's own may be one of a unit for which one acts too.
    once = {task.pk: task for task in chain.from_iterable(heads)}.values()
    return sorted(once, key=lambda task: (task.created_at, task.pk))[:most]


@walls.raised()
def number_of_applicant(actor: Actor, *, most: int) -> int:
    """How many :func:`waiting_of_applicant` would answer."""
    # Without an order: a number that is looked for along one walks through what others have to do.
    rows = CaseTask.objects.beyond(_NARROWED).filter(_OF_APPLICANTS).order_by().values_list("pk", flat=True)
    heads = (rows.filter(whose)[:most] for whose in _own(actor))
    return min(len(set(chain.from_iterable(heads))), most)


def _own(actor: Actor) -> Iterable[Q]:
    """Whose tasks of applicants concern ``actor``: one's own, and those of units that he or she acts for."""
    if actor.person_id:
        yield Q(person=actor.person_id)
    if reach := actor.reach(AS_CLERK):
        # By the open cases of one's units, which an index has: nothing leads from a unit to the tasks of its cases. The
        # units are looked up first, for a database without statistics takes another index for what it does not know yet.
        units = list(Organisation.objects.filter(reach.q("path")).order_by().values_list("pk", flat=True))
        mine = Case.objects.beyond("one's own").filter(
            applicant_unit__in=units, applicant_unit__isnull=False, state=CaseState.OPEN
        )
        yield Q(case__in=mine.order_by("-pk").values("pk")[:_MOST_CASES])


_Row = tuple[datetime | None, datetime, UUID]


def _merged(strands: Iterable[QuerySet[CaseTask]], begin: int, end: int) -> tuple[list[UUID], int]:
    """The keys from ``begin`` until before ``end`` of all strands in one order, and how many there are, if not too many."""
    heads, count = [], 0
    for strand in strands:
        head = _head(strand, end + 1)
        heads.append(head)
        if len(head) <= end:
            count += len(head)
        elif count <= MOST:
            count += strand.order_by()[: MOST + 1].count()
    return _keys(heads, begin, end), count


def _head(strand: QuerySet[CaseTask], most: int) -> list[_Row]:
    return list(strand.order_by(*_ORDER).values_list(*_ORDER)[:most])


def _keys(heads: Iterable[list[_Row]], begin: int, end: int) -> list[UUID]:
    ordered = heapq.merge(*heads, key=lambda row: (row[0] or _LATER, row[1], row[2]))
    return [row[2] for row in ordered][begin:end]


def _strands(actor: Actor, asked: TaskAsked) -> list[Q] | None:
    """Whose tasks, as conditions each of which an index has in order; None where that would be too many."""
    wanted = _wanted(actor, asked)
    return None if wanted is None else [Q(unit=unit, role=role) for role, unit in wanted]


def _wanted(actor: Actor, asked: TaskAsked) -> list[tuple[str, int]] | None:
    """Each role that is asked for with a unit; None where that would be too many."""
    held = [(role.code, actor.reach(VIEW_CASES)) for role in lane_roles] if asked.tab == ALL else roles_held(actor)
    if any(reach.everywhere or reach.subtrees for _role, reach in held):
        return None
    wanted = [(role, path) for role, reach in held for path in sorted(reach.units) if path.startswith(asked.unit_path)]
    if len(wanted) > _MOST_STRANDS:
        return None
    units = Organisation.objects.filter(path__in={path for _role, path in wanted}).order_by()
    keys = dict(units.values_list("path", "pk")) if wanted else {}
    return [(role, keys[path]) for role, path in wanted if path in keys]


def _walked(actor: Actor, asked: TaskAsked) -> Q:
    """The same as one condition on each task: asked in the order of the list, until a page is full."""

    def of(reach: Reach) -> Q:
        units = Organisation.objects.filter(reach.q("path"), pk=OuterRef("unit"), path__startswith=asked.unit_path)
        return Q(Exists(units))

    if asked.tab == ALL:
        return of(actor.reach(VIEW_CASES))
    return reduce(or_, (Q(role=role) & of(reach) for role, reach in roles_held(actor)), Q(pk__in=[]))


def _held(actor: Actor, asked: TaskAsked, away: Iterable[UUID]) -> Q:
    """Held by whom: on the first tab what the actor may do now; ``away`` are those for whom he or she stands in."""
    if asked.tab == MINE:
        nobodys = Q(holder__isnull=True)
        own = Q(holder=actor.account_id) | Q(holder__in=away)
        return nobodys | own if actor.account_id else nobodys
    return Q()


def _done(actor: Actor, rows: QuerySet[CaseTask]) -> QuerySet[CaseTask]:
    own = Q(holder=actor.account_id) if actor.account_id else Q(pk__in=[])
    return rows.filter(own, state=TaskState.DONE, unit__isnull=False).order_by("-ended_at", "-id")


def _such(asked: TaskAsked, actor: Actor, at: datetime) -> Q:
    condition = Q()
    if asked.matter:
        condition &= Q(case__matter=asked.matter)
    if asked.tab != DONE:
        condition &= _due(asked.due, at) & _holder(asked.holder, actor)
    elif asked.unit_path:
        condition &= Q(unit__path__startswith=asked.unit_path)
    return condition & _text(asked.text.strip()) if asked.text.strip() else condition


def _holder(word: str, actor: Actor) -> Q:
    own = Q(holder=actor.account_id) if actor.account_id else Q(pk__in=[])
    if word == "me":
        return own
    if word == "nobody":
        return Q(holder__isnull=True)
    return Q(holder__isnull=False) & ~own if word == "others" else Q()


def _due(word: str, at: datetime) -> Q:
    today = timezone.localdate(at)
    if word == "overdue":
        return Q(due_at__lt=at)
    if word == "today":
        return Q(due_at__gte=midnight(today), due_at__lt=midnight(today + timedelta(days=1)))
    if word == "week":
        monday = today - timedelta(days=today.weekday())
        return Q(due_at__gte=midnight(monday), due_at__lt=midnight(monday + timedelta(days=7)))
    return Q()


def _text(text: str) -> Q:
    """By the number of the case, or by who has applied; a whole number is looked up."""
    number = text.upper()
    if number.startswith("BJ") and len(number) == len("BJ") + 15:
        return Q(case__in=list(Case.objects.beyond(_NARROWED).filter(number=number).values_list("pk", flat=True)))
    return Q(case__number__icontains=text) | Q(case__applicant_name__icontains=text)


@cache
def _lines() -> Any:
    """Tasks with what a line of the list shows, and nothing of what a case holds: always the same, put together once."""
    columns = ("name", "who", "holder_id", "holder_name", "state", "created_at", "due_at", "ended_at")
    return (
        CaseTask.objects.beyond(_NARROWED)
        .select_related("case")
        .only(*columns, "case__number")
        .annotate(
            number=F("case__number"),
            applicant=F("case__applicant_name"),
            matter_name=F("case__version__name"),
            unit_name=F("unit__name"),
        )
    )
