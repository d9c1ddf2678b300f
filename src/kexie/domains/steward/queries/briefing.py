"""The briefing of a period under an actor's scope."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check
from kexie.base.people.api import Organisation
from kexie.base.ui import dates
from kexie.domains.steward.abilities import VIEW_DESK
from kexie.domains.steward.models import Exclusion, ExclusionGround, Handling, HandlingQuerySet
from kexie.domains.steward.queries.figures import By, Narrowed, behind, count, handled, labels, weights_for
from kexie.domains.steward.queries.handlings import over_limit
from kexie.domains.steward.rules.briefing import Briefing, Listing
from kexie.domains.steward.rules.figures import Figures, Measure, total
from kexie.domains.steward.rules.periods import Period
from kexie.domains.steward.rules.stages import Stage

#: So many cases of each kind are named.
MOST: Final = 50


def briefing_of(actor: Actor, period: Period, narrowed: Narrowed, *, at: datetime) -> Briefing:
    """The briefing of ``period`` about the units within reach. Raises NotPermitted."""
    check(actor, VIEW_DESK)
    before, of_units = count(actor, (period.before, period), narrowed, By.UNIT)
    of_matters = count(actor, (period,), narrowed, By.MATTER)[0]
    return Briefing(
        period=period,
        scope=_scope(actor, narrowed),
        units=_lines(By.UNIT, of_units),
        matters=_lines(By.MATTER, of_matters),
        total=total(of_units.values()),
        before=total(before.values()),
        weights=weights_for(period),
        listings=(_overdue(actor, narrowed, at), _parked(actor, narrowed), _left_out(actor, period, narrowed)),
        made_at=at,
    )


def _lines(by: By, counted: dict[object, Figures]) -> tuple[tuple[str, Figures], ...]:
    return tuple((label, counted[key]) for key, label in labels(by, counted))


def _scope(actor: Actor, narrowed: Narrowed) -> str:
    """Whose briefing it is: of the unit that is asked for, or the one of one's post; nobody's where one has posts in several."""
    reach = actor.reach(VIEW_DESK)
    roots = {narrowed.unit_path} if narrowed.unit_path else reach.units | reach.subtrees
    tops = {path for path in roots if not any(path != root and path.startswith(root) for root in roots)}
    names = Organisation.objects.filter(reach.q("path"), path__in=tops).values_list("name", flat=True)
    return names[0] if len(names) == 1 else ""


def _overdue(actor: Actor, narrowed: Narrowed, at: datetime) -> Listing:
    rows = over_limit(handled(actor, narrowed), at=at).filter(ended_at=None, answered_at=None)
    named = [(*_case(row), dates.moment(row.due_at, year=True) if row.due_at else "") for row in _first(rows, "due_at")]
    found = rows.count()
    lead = (
        _("截至生成时，超过办理期限尚未办结的共%(count)d件。") % {"count": found}
        if found
        else _("没有超期未办结的办件。")
    )
    return Listing(_("超期未办结"), lead, (*_head(), _("办理期限")), tuple(named), found)


def _parked(actor: Actor, narrowed: Narrowed) -> Listing:
    rows = handled(actor, narrowed).filter(stage=Stage.PARKED)
    named = [(*_case(row), _day(row.parked_until)) for row in _first(rows, "parked_until")]
    found = rows.count()
    lead = _("截至生成时，经批准挂账的共%(count)d件。") % {"count": found} if found else _("没有挂账的办件。")
    return Listing(_("挂账"), lead, (*_head(), _("复核日期")), tuple(named), found)


def _left_out(actor: Actor, period: Period, narrowed: Narrowed) -> Listing:
    rows = behind(actor, period, Measure.LEFT_OUT, narrowed)
    grounds = Exclusion.objects.beyond("of cases that were narrowed").in_force().filter(case=OuterRef("pk"))
    named = [
        (*_case(row), str(ExclusionGround(getattr(row, "ground")).label))  # noqa: B009 - annotated
        for row in _first(rows.annotate(ground=Subquery(grounds.values("ground")[:1])), "ended_at")
    ]
    found = rows.count()
    lead = (
        _("本期办结、经审批不纳入考核的共%(count)d件。") % {"count": found}
        if found
        else _("本期办结的办件中，没有不纳入考核的。")
    )
    return Listing(_("不纳入考核"), lead, (*_head(), _("情形")), tuple(named), found)


def _first(rows: HandlingQuerySet, order: str) -> list[Handling]:
    chosen = rows.select_related("case", "matter", "unit").defer("case__process", "case__sealed")
    return list(chosen.order_by(order, "pk")[:MOST])


def _day(day: date | None) -> str:
    return dates.day(day, year=True) if day else ""


def _head() -> tuple[str, ...]:
    return (_("办件编号"), _("事项"), _("承办单位"))


def _case(row: Handling) -> tuple[str, ...]:
    return (row.case.number, row.matter.name, row.unit.name)
