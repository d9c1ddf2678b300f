"""The figures under an actor's scope: of what the units within reach handle; and the cases behind each count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor, check
from kexie.base.matters.api import Matter
from kexie.base.people import api as people
from kexie.base.people.api import Organisation
from kexie.domains.steward.abilities import VIEW_DESK
from kexie.domains.steward.models import (
    CallBack,
    CallBackQuerySet,
    Exclusion,
    FigureWeights,
    Handling,
    HandlingQuerySet,
)
from kexie.domains.steward.rules.closing import ANSWERED, ROUNDS, SATISFIED, SOLVED
from kexie.domains.steward.rules.figures import Composite, Figures, Measure, Weights, composite, total
from kexie.domains.steward.rules.periods import Period

#: So many periods are drawn one after the other.
PERIODS: Final = 12
_NARROWED: Final = "narrowed to what the units within the actor's reach handle"
_EXISTS: Final = "whether there is one, of cases that were narrowed"


class By(StrEnum):
    """How the figures are cut."""

    UNIT = "unit"
    MATTER = "matter"
    DISTRICT = "district"
    PERIOD = "period"


BY_LABELS: Final[dict[By, Promise]] = {
    By.UNIT: gettext_lazy("按单位"),
    By.MATTER: gettext_lazy("按事项"),
    By.DISTRICT: gettext_lazy("按区"),
    By.PERIOD: gettext_lazy("按时段"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What figures are of: ``unit_path`` a unit with those below, ``unit`` one alone; ``district`` "" those without one."""

    unit_path: str = ""
    unit: int | None = None
    matter: UUID | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its key (of unit, matter, district, or the place of a period), its figures and those of the period before."""

    key: Any
    label: str
    figures: Figures
    before: Figures
    composite: Composite


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A table of figures, its total, and the weights of the composite."""

    rows: tuple[Row, ...]
    total: Row
    weights: Weights


def figures(actor: Actor, period: Period, narrowed: Narrowed, by: By) -> FiguresView:
    """The figures of ``period`` by unit (in the order of the tree), matter or district; or of this one and the eleven before
    it. Raises NotPermitted.
    """
    periods = period.back(PERIODS + 1) if by is By.PERIOD else (period.before, period)
    counted = count(actor, periods, narrowed, by)
    weights = weights_for(period)
    now, before = counted[-1], counted[-2]
    if by is By.PERIOD:
        series = [of.get(0, Figures()) for of in counted]
        rows = tuple(
            Row(place, periods[place].label, series[place], series[place - 1], composite(series[place], weights))
            for place in range(PERIODS, 0, -1)
        )
    else:
        rows = tuple(
            Row(key, label, now.get(key, Figures()), before.get(key, Figures()), composite(now[key], weights))
            for key, label in labels(by, now)
        )
    whole, former = total(now.values()), total(before.values())
    return FiguresView(rows, Row(None, _("合计"), whole, former, composite(whole, weights)), weights)


def labels(by: By, keys: Iterable[Any]) -> list[tuple[Any, str]]:
    """The lines of ``keys``, in their order, with the words for each."""
    wanted = list(keys)
    if by is By.UNIT:
        return list(Organisation.objects.filter(pk__in=wanted).order_by("path").values_list("pk", "name"))
    if by is By.MATTER:
        rows = Matter.objects.beyond("names of matters of rows that were narrowed").filter(pk__in=wanted)
        return list(rows.order_by("group__position", "code").values_list("pk", "name"))
    known = people.districts()
    return [(code, known.get(code, code) if code else _("未填写")) for code in sorted(wanted, key=lambda c: (not c, c))]


def count(actor: Actor, periods: Sequence[Period], narrowed: Narrowed, by: By) -> list[dict[Any, Figures]]:
    """For each of ``periods``, which follow one another, the figures by key. Three grouped queries. Raises NotPermitted."""
    return counted_of(handled(actor, narrowed), _called(actor, narrowed), periods, _KEYS[by])


def counted_of(
    cases: HandlingQuerySet, calls: CallBackQuerySet, periods: Sequence[Period], keys: tuple[Any, Any]
) -> list[dict[Any, Figures]]:
    """As :func:`count`, of rows that were narrowed; ``keys`` tell by what each of them is grouped."""
    found: list[dict[Any, Figures]] = [defaultdict(Figures) for _period in periods]
    of_case, of_call = keys
    came = _grouped(cases, "started_at", periods, of_case, excluded=Value(0))
    for key, place, _out, number in came.values_list("_key", "_place", "_out", "_number"):
        found[place][key].add({"received": number})
    ended = _grouped(cases.filter(stage__in=ANSWERED), "ended_at", periods, of_case, excluded=_is_out("pk"))
    for key, place, out, number, *counts in ended.annotate(**_CLOSING).values_list(
        "_key", "_place", "_out", "_number", *_CLOSING
    ):
        closed = {"closed": number} | dict(zip(_CLOSING, counts, strict=True))
        found[place][key].add({"left_out": number} if out else closed)
    rated = _grouped(calls, "done_at", periods, of_call, excluded=_is_out("case_id"))
    for key, place, out, number, *counts in rated.annotate(**_CALLING).values_list(
        "_key", "_place", "_out", "_number", *_CALLING
    ):
        valid = {"called": number} | dict(zip(_CALLING, counts, strict=True))
        found[place][key].add({"called_left_out": number} if out else valid)
    return [dict(one) for one in found]


def behind(actor: Actor, period: Period | tuple[Any, Any], measure: Measure, narrowed: Narrowed) -> HandlingQuerySet:
    """The cases that a count counts, each once, of a period, or from a first moment until before another. Raises NotPermitted."""
    begin, end = period if isinstance(period, tuple) else (period.begins_at, period.ends_at)
    rows = handled(actor, narrowed)
    if measure in _OF_CALLS:
        calls = _within(_called(actor, narrowed), "done_at", begin, end).filter(_OF_CALLS[measure])
        calls = calls.annotate(_out=_is_out("case_id")).filter(_out=measure is Measure.CALLED_LEFT_OUT)
        return Handling.objects.beyond(_NARROWED).filter(pk__in=calls.values("case"))
    if measure is Measure.RECEIVED:
        came: HandlingQuerySet = _within(rows, "started_at", begin, end)
        return came
    ended = _within(rows.filter(stage__in=ANSWERED), "ended_at", begin, end).filter(_OF_CASES[measure])
    found: HandlingQuerySet = ended.annotate(_out=_is_out("pk")).filter(_out=measure is Measure.LEFT_OUT)
    return found


def handled(actor: Actor, narrowed: Narrowed) -> HandlingQuerySet:
    """What the units within reach handle. Raises NotPermitted."""
    rows = Handling.objects.beyond(_NARROWED).filter(_of_units(actor, narrowed))
    if narrowed.matter:
        rows = rows.filter(matter=narrowed.matter)
    return rows if narrowed.district is None else rows.filter(district=narrowed.district)


def weights_for(period: Period) -> Weights:
    """The weights in force at the end of ``period``: those set last before it; the usual ones where none were."""
    row = FigureWeights.objects.filter(since__lt=period.ends_at).order_by("-since").first()
    return Weights(row.response, row.solved, row.satisfied) if row else Weights()


def everything() -> tuple[HandlingQuerySet, CallBackQuerySet]:
    """What all units handle, and the call-backs that count: for counts that are published after small numbers are taken out."""
    return Handling.objects.beyond("counted for the public"), _last(CallBack.objects.beyond("counted for the public"))


_TIMED: Final = Q(contact_due_at__isnull=False)
_RESPONDED: Final = _TIMED & Q(contacted_at__lte=F("contact_due_at"))
_SOLVED: Final = Q(solved__in=SOLVED)
_SATISFIED: Final = Q(satisfaction__in=SATISFIED)
_CLOSING: Final = {
    "timed": Count("pk", filter=_TIMED),
    "responded": Count("pk", filter=_RESPONDED),
    "limited": Count("pk", filter=Q(kept__isnull=False)),
    "kept": Count("pk", filter=Q(kept=True)),
}
_CALLING: Final = {"solved": Count("pk", filter=_SOLVED), "satisfied": Count("pk", filter=_SATISFIED)}
_OF_CASES: Final = {
    Measure.CLOSED: Q(),
    Measure.TIMED: _TIMED,
    Measure.RESPONDED: _RESPONDED,
    Measure.NOT_RESPONDED: _TIMED & (Q(contacted_at__isnull=True) | Q(contacted_at__gt=F("contact_due_at"))),
    Measure.LIMITED: Q(kept__isnull=False),
    Measure.KEPT: Q(kept=True),
    Measure.LATE: Q(kept=False),
    Measure.LEFT_OUT: Q(),
}
_OF_CALLS: Final = {
    Measure.CALLED: Q(),
    Measure.SOLVED: _SOLVED,
    Measure.NOT_SOLVED: ~_SOLVED,
    Measure.SATISFIED: _SATISFIED,
    Measure.NOT_SATISFIED: ~_SATISFIED,
    Measure.CALLED_LEFT_OUT: Q(),
}


def _district() -> Subquery:
    kept = Handling.objects.beyond("of a call-back that was narrowed").filter(pk=OuterRef("case_id"))
    return Subquery(kept.values("district")[:1])


#: By what a case, and a call-back, is grouped.
_KEYS: Final[dict[By, tuple[Any, Any]]] = {
    By.UNIT: (F("unit_id"), F("unit_id")),
    By.MATTER: (F("matter_id"), F("case__matter_id")),
    By.DISTRICT: (F("district"), _district),
    By.PERIOD: (Value(0), Value(0)),
}


def _called(actor: Actor, narrowed: Narrowed) -> CallBackQuerySet:
    rows = CallBack.objects.beyond(_NARROWED).filter(_of_units(actor, narrowed))
    if narrowed.matter:
        rows = rows.filter(case__matter=narrowed.matter)
    if narrowed.district is not None:
        kept = Handling.objects.beyond(_NARROWED).filter(district=narrowed.district, pk=OuterRef("case_id"))
        rows = rows.filter(Exists(kept))
    return _last(rows)


def _last(rows: CallBackQuerySet) -> CallBackQuerySet:
    """Of each case the last valid call-back: what was handled a second time counts by how that came out."""
    later = CallBack.objects.beyond(_EXISTS).valid().filter(case=OuterRef("case"), round__gt=OuterRef("round"))
    return rows.valid().filter(Q(round=ROUNDS) | ~Exists(later))


def _of_units(actor: Actor, narrowed: Narrowed) -> Q:
    """Rows of the units within reach that are asked for, by their keys: databases know how many rows a key has."""
    check(actor, VIEW_DESK)
    reach = actor.reach(VIEW_DESK)
    if reach.everywhere and not narrowed.unit_path and narrowed.unit is None:
        return Q()
    units = Organisation.objects.filter(reach.q("path"), path__startswith=narrowed.unit_path)
    if narrowed.unit is not None:
        units = units.filter(pk=narrowed.unit)
    return Q(unit__in=list(units.values_list("pk", flat=True)))


def _is_out(key: str) -> Case:
    """Whether a case is excluded; those that are, few, are looked up once for all rows."""
    excluded = Exclusion.objects.beyond(_EXISTS).in_force().values("case")
    return Case(When(**{f"{key}__in": excluded}, then=Value(True)), default=Value(False))


def _within(rows: Any, field: str, begin: Any, end: Any) -> Any:
    return rows.filter(**{f"{field}__gte": begin, f"{field}__lt": end})


def _grouped(
    rows: QuerySet[Any], field: str, periods: Sequence[Period], key: Any | Callable[[], Any], *, excluded: Any
) -> QuerySet[Any, Any]:
    """The rows of ``periods`` by key, place of the period, and whether they are excluded, with their number."""
    places = [When(**{f"{field}__lt": period.ends_at}, then=Value(at)) for at, period in enumerate(periods)]
    chosen = _within(rows, field, periods[0].begins_at, periods[-1].ends_at).order_by()
    named = chosen.annotate(
        _key=key() if callable(key) else key, _place=Case(*places, output_field=SmallIntegerField()), _out=excluded
    )
    grouped: QuerySet[Any, Any] = named.values("_key", "_place", "_out").annotate(_number=Count("pk"))
    return grouped
