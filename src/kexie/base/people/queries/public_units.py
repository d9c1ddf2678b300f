"""What anybody may know of the units: the directory that every portal prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kexie.base.kernel import clock
from kexie.base.kernel.edition import kept
from kexie.base.kernel.errors import NotFound
from kexie.base.people.models import Organisation, OrganisationKind, OrganisationName
from kexie.base.people.queries.organisations import called, surviving, with_parents
from kexie.base.people.rules import tidy_name

#: Column that a directory counts by → what a visitor chooses of it.
CHOSEN: Final = {"kind": "kind", "district": "district", "initial": "letter"}
#: Values of these columns, and how many units have them.
Group = tuple[str, str, str, int]


def public_units(
    *, on: date, text: str = "", kind: str = "", district: str = "", letter: str = "", below: str = ""
) -> QuerySet[Organisation]:
    """Confirmed units that exist on ``on``, in the order of the tree, each with ``parent_name``.

    ``text`` is looked for in names, short and former ones, pinyin, initials and credit codes; ``letter`` is that under which
    a unit is listed, ``below`` the path of the unit of which those right below are wanted.
    """
    asked = {"text": text, "kind": kind, "district": district, "letter": letter, "below": below}
    return with_parents(_wanted(on, **asked).order_by("path"))


def _wanted(on: date, *, text: str, kind: str, district: str, letter: str, below: str) -> QuerySet[Organisation]:
    wanted = {"kind": kind, "district": district, "initial": letter}
    found = _existing(on).filter(**{column: value for column, value in wanted.items() if value})
    if below:
        found = found.filter(path__startswith=below, depth=len(below) // Organisation.steplen + 1)
    if text := tidy_name(text):
        found = found.filter(called(text))
    return found


def _existing(on: date) -> QuerySet[Organisation]:
    lasting = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found: QuerySet[Organisation] = Organisation.objects.filter(lasting, confirmed=True)
    return found.exclude(founded_on__gt=on)


def count_by(*, on: date, text: str = "", below: str = "", **chosen: str) -> dict[str, dict[str, int]]:
    """For each column of :data:`CHOSEN` how many public units its values have, whatever is chosen of it itself; one query.

    What is chosen of the other columns counts. The groups are few, so that they are added up here; without ``text`` they are
    asked for once for an edition.
    """

    def ask() -> list[Group]:
        found = _wanted(on, text=text, below=below, kind="", district="", letter="").order_by()
        return list(found.values_list(*CHOSEN).annotate(number=Count("pk")))

    groups = ask() if text else kept(f"people.groups.{on}.{below}", ask)
    wanted = [chosen.get(name, "") for name in CHOSEN.values()]
    counts: list[dict[str, int]] = [{} for _column in CHOSEN]
    for *values, number in groups:
        differing = [
            place for place, (value, want) in enumerate(zip(values, wanted, strict=True)) if want not in {"", value}
        ]
        for place, of_column in enumerate(counts):
            if not differing or differing == [place]:
                of_column[values[place]] = of_column.get(values[place], 0) + number
    return dict(zip(CHOSEN, counts, strict=True))


def public_unit(uid: UUID, *, on: date) -> Organisation:
    """The public unit with this identifier, or the one into which it was merged; NotFound when there is none."""
    if shown := _existing(on).filter(uid=uid).first():
        return shown
    merged = Organisation.objects.filter(uid=uid, merged_into__isnull=False).first()
    if merged and (shown := _existing(on).filter(pk=surviving(merged).pk).first()):
        return shown
    raise NotFound


def units_above(unit: Organisation, *, on: date) -> list[Organisation]:
    """The public units above ``unit``, from the top: one query, none for a unit at the top."""
    paths = [unit.path[:end] for end in range(Organisation.steplen, len(unit.path), Organisation.steplen)]
    return list(_existing(on).filter(path__in=paths).order_by("path")) if paths else []


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
