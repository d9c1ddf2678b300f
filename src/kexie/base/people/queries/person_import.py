"""What an import of persons asks before it writes: the sheet, its rows, and who of them is on file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from kexie.base.kernel import access, vault
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import IMPORT_PERSONS
from kexie.base.people.models import Organisation, Person, PersonSecret, Post
from kexie.base.people.queries.known_persons import kept_of
from kexie.base.people.queries.persons import in_reach
from kexie.base.people.rules.person_import import CORRECTED, Known, OnFile
from kexie.base.standards import api as standards
from kexie.base.standards.api import Column, Sheet

SHEET: Final = Sheet(
    "persons",
    "人员",
    (
        Column("person_name", "name", required=True),
        Column("identity_number"),
        Column("mobile_phone", "mobile"),
        Column("sex"),
        Column("workplace"),
        Column("organisation_name", "unit", "单位"),
        Column("post_title", "title"),
        Column("post_begin", "begin"),
    ),
)
_AT_ONCE: Final = 500
_WHY: Final = "who is on file is told to the import alone; beyond the reach only that there is somebody"
T = TypeVar("T")


def headings() -> dict[str, str]:
    """What each column is called, by its key."""
    return {column.name: column.title for column in SHEET.columns}


def on_file(actor: Actor, rows: Sequence[Mapping[str, Any]], *, on: date) -> OnFile:
    """What is known of ``rows``: units within reach of `IMPORT_PERSONS`, and records, each with whether it is in reach."""
    access.check(actor, IMPORT_PERSONS)
    units = _units(actor, {row["unit"] for row in rows if row.get("unit")})
    identity = _holders("identity_number", {row["identity_number"] for row in rows if row.get("identity_number")})
    mobile = _holders("mobile", {row["mobile"] for row in rows if row.get("mobile")})
    plain = {row["name"] for row in rows if not row.get("identity_number") and not row.get("mobile")}
    named = _named(plain, {unit for unit in units.values() if unit})
    ids = {pk for found in (identity, mobile) for several in found.values() for pk in several}
    known = _known(actor, ids | {pk for several in named.values() for pk in several}, on=on)
    return OnFile(
        units=units,
        by_identity={value: known[pks[0]] for value, pks in identity.items() if pks and pks[0] in known},
        by_mobile={(known[pk].name, value): known[pk] for value, pks in mobile.items() for pk in pks if pk in known},
        by_unit={key: [known[pk] for pk in pks if pk in known] for key, pks in named.items()},
        needs_unit=not actor.reach(IMPORT_PERSONS).everywhere,
    )


def parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Some hundreds at a time: as many as a query takes."""
    rows = list(values)
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _units(actor: Actor, names: set[str]) -> dict[str, int | None]:
    """Units by name and by short name; None for a short name that several have."""
    within = actor.reach(IMPORT_PERSONS).q("path")
    found: dict[str, int | None] = {}
    rows = Organisation.objects.filter(within, confirmed=True, closed_on__isnull=True)
    for pk, name, short in rows.values_list("pk", "name", "short_name"):
        if short in names:
            found[short] = None if short in found else pk
        if name in names:
            found[name] = pk
    return found


def _holders(element: str, values: set[str]) -> dict[str, list[UUID]]:
    """Whose each number is, merged records as the kept one."""
    blinds = {blind: value for value in values for blind in vault.blinds(value, purpose=element)}
    found: dict[str, list[UUID]] = defaultdict(list)
    for part in parts(blinds):
        rows = PersonSecret.objects.beyond(_WHY).filter(element=element, blind__in=part)
        for person_id, blind in rows.values_list("person_id", "blind"):
            found[blinds[blind]].append(person_id)
    kept: dict[UUID, UUID] = {}
    for known in parts({pk for ids in found.values() for pk in ids}):
        kept |= kept_of(known)
    return {value: list(dict.fromkeys(kept[pk] for pk in ids)) for value, ids in found.items()}


def _named(names: set[str], units: set[int]) -> dict[tuple[str, int], list[UUID]]:
    """Persons by name and the unit that has registered them or where they serve."""
    found: dict[tuple[str, int], set[UUID]] = defaultdict(set)
    for part in parts(sorted(names)):
        people = Person.objects.beyond(_WHY).filter(name__in=part, merged_into__isnull=True)
        for pk, name, unit in people.filter(registered_in__in=units).values_list("pk", "name", "registered_in"):
            found[name, unit].add(pk)
        served = people.filter(posts__organisation__in=units)
        for pk, name, unit in served.values_list("pk", "name", "posts__organisation"):
            found[name, unit].add(pk)
    return {key: sorted(ids) for key, ids in found.items()}


def _known(actor: Actor, ids: set[UUID], *, on: date) -> dict[UUID, Known]:
    found: dict[UUID, Known] = {}
    reach = actor.reach(IMPORT_PERSONS)
    for part in parts(ids):
        people = Person.objects.beyond(_WHY).filter(pk__in=part)
        seen = set(people.filter(in_reach(reach, on=on)).values_list("pk", flat=True))
        elements: dict[UUID, set[str]] = defaultdict(set)
        for pk, element in (
            PersonSecret.objects.beyond(_WHY).filter(person__in=part).values_list("person_id", "element")
        ):
            elements[pk].add(element)
        posts: dict[UUID, set[tuple[int, str]]] = defaultdict(set)
        rows = Post.objects.beyond(_WHY).not_over(on).filter(person__in=part)
        for pk, unit, title in rows.values_list("person_id", "organisation_id", "title"):
            posts[pk].add((unit, title))
        for person in people:
            details = {key: getattr(person, key) for key in CORRECTED}
            found[person.pk] = Known(
                person.pk,
                person.name,
                person.pk in seen,
                details,
                frozenset(elements[person.pk]),
                frozenset(posts[person.pk]),
            )
    return found


def masked_value(key: str, values: Mapping[str, Any]) -> str:
    """The value of a cell as a report may show it."""
    column = next(column for column in SHEET.columns if column.name == key)
    value = str(values.get(key) or "")
    return standards.mask(column.element, value) if value else ""
