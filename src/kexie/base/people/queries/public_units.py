"""What anybody may know of the units: the directory that every portal prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kexie.base.kernel import clock
from kexie.base.people.models import Organisation, OrganisationKind, OrganisationName
from kexie.base.people.queries.organisations import with_parents
from kexie.base.people.rules import tidy_name


def public_units(*, on: date, text: str = "", kind: str = "", district: str = "") -> QuerySet[Organisation]:
    """Confirmed units that exist on ``on``, in the order of the tree, each with ``parent_name``."""
    lasting = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found: QuerySet[Organisation] = Organisation.objects.filter(lasting, confirmed=True).order_by("path")
    found = found.exclude(founded_on__gt=on)
    if kind:
        found = found.filter(kind=kind)
    if district:
        found = found.filter(district=district)
    if text := tidy_name(text):
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(credit_code=text.upper()))
    return with_parents(found)


def listed_units() -> QuerySet[Organisation]:
    """The units that exist today, for counting."""
    return public_units(on=clock.today())


def listed_societies() -> QuerySet[Organisation]:
    """The societies that exist today, for counting."""
    return public_units(on=clock.today(), kind=OrganisationKind.SOCIETY)


@dataclass(frozen=True, slots=True)
class UnitNames:
    """What a unit is and was called, full and short names, the present ones first; ``parent_id`` is the unit above."""

    names: tuple[str, ...]
    parent_id: int | None


def unit_names() -> dict[int, UnitNames]:
    """The names of every unit by its key, closed ones too, in two queries: for reading texts of any time."""
    rows = list(Organisation.objects.values_list("pk", "path", "name", "short_name"))
    by_path = {path: pk for pk, path, _name, _short in rows}
    former: dict[int, list[str]] = {}
    for pk, *names in OrganisationName.objects.values_list("organisation", "name", "short_name"):
        former.setdefault(pk, []).extend(names)
    return {
        pk: UnitNames(
            names=tuple(dict.fromkeys(each for each in (name, short, *former.get(pk, ())) if each)),
            parent_id=by_path.get(path[: -Organisation.steplen]),
        )
        for pk, path, name, short in rows
    }
