"""Steps that every change of a unit shares: one at a time, with a line in the unit's history and an audit row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.people.actions.organisation_index import index
from kexie.base.people.errors.organisations import DayWrong, UnitClosed
from kexie.base.people.models import ChangeKind, Organisation, OrganisationChange, OrganisationKind
from kexie.base.people.rules.organisations import initial_of, letters_of, place_in

#: Any number that nothing else takes: the lock of the tree on PostgreSQL.
_TREE: Final = 7_310_001

#: The columns that are derived of a unit's names.
SPELT: Final = ("letters", "initial")

_ACTIONS: Final = {
    ChangeKind.FOUNDED: "organisation.add",
    ChangeKind.RENAMED: "organisation.rename",
    ChangeKind.MOVED: "organisation.move",
    ChangeKind.MERGED: "organisation.merge",
    ChangeKind.UNMERGED: "organisation.unmerge",
    ChangeKind.CLOSED: "organisation.close",
    ChangeKind.REOPENED: "organisation.reopen",
    ChangeKind.DETAILS: "organisation.edit",
}


def lock_tree() -> None:
    """Let whoever changes the shape of the tree wait for the others: first of all locks, until the transaction ends.

    A move reads paths and then writes them; two moves at once would each write what the other has read. On SQLite a
    transaction that writes is alone already (`IMMEDIATE`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE])


def locked(organisation: Organisation) -> Organisation:
    """The unit as it is now, locked; call :func:`lock_tree` first where its place matters."""
    unit: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    return unit


def open_unit(organisation: Organisation) -> Organisation:
    """As :func:`locked`; refused when the unit is closed or merged."""
    unit = locked(organisation)
    if unit.closed_on is not None:
        raise UnitClosed
    return unit


def day_of(on: date | None, at: datetime) -> date:
    """The day of a change: today where none is given; refused when it is still to come, because the change acts now."""
    today = timezone.localdate(at)
    if on is not None and on > today:
        raise DayWrong(_("变更登记后立即生效，日期不能晚于今天，请修改。"))
    return on or today


def target_of(unit: Organisation) -> str:
    """The unit as the audit names it."""
    return f"people.organisation:{unit.uid}"


def respell(unit: Organisation) -> None:
    """Set what is derived of the names (:data:`SPELT`) by the present and former ones; the caller saves."""
    former = [name for row in unit.former_names.all() for name in (row.name, row.short_name)] if unit.pk else []
    unit.letters = letters_of([unit.name, unit.short_name, *former])
    unit.initial = _initial(unit, city_place())


def city_place() -> str:
    """The city in the name of the first city association at the top of the tree; empty where there is none."""
    top = Organisation.objects.filter(depth=1, kind=OrganisationKind.CITY, closed_on=None).order_by("path")
    return place_in(top.values_list("name", flat=True).first() or "")


def reletter(place: str) -> None:
    """Put every unit under its letter anew, because the city is called ``place`` now."""
    units = list(Organisation.objects.only("pk", "name", "kind"))
    for unit in units:
        unit.initial = _initial(unit, place)
    Organisation.objects.bulk_update(units, ["initial"], batch_size=200)


def _initial(unit: Organisation, place: str) -> str:
    """The city's own association stands under the city."""
    return initial_of(unit.name, "" if unit.kind == OrganisationKind.CITY else place)


def note(
    *,
    by: Actor,
    at: datetime,
    unit: Organisation,
    kind: ChangeKind,
    on: date,
    basis: str = "",
    details: dict[str, Any] | None = None,
    **audited: Any,
) -> OrganisationChange:
    """Write the line of history and the audit row, and renew what search knows; the last step of its action."""
    change = OrganisationChange.objects.create(
        organisation=unit,
        kind=kind,
        on=on,
        basis=" ".join(basis.split()),
        details=details or {},
        at=at,
        by_name=by.name,
        by_account=by.account_id,
    )
    audit.record(
        by=by,
        at=at,
        action=_ACTIONS[kind],
        target=target_of(unit),
        unit_path=unit.path,
        change=str(change.pk),
        on=on.isoformat(),
        **audited,
    )
    index(unit)
    return change
