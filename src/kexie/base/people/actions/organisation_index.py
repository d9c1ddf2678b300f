"""What search knows of units: those that the public directory lists, everybody finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import prefetch_related_objects
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.people.models import Organisation
from kexie.base.people.queries.districts import district_name
from kexie.base.people.queries.public_units import public_units
from kexie.base.search import api as search
from kexie.base.search.api import Entry

SOURCE: Final = "organisations"


def index(*units: Organisation) -> None:
    """Put the units that are public into the index, as they are stored now, and take the others out."""
    there = list(public_units(on=clock.today()).filter(pk__in=[unit.pk for unit in units]))
    search.put(*_entries(there))
    gone = {unit.uid for unit in units} - {unit.uid for unit in there}
    search.remove(SOURCE, *map(str, gone))


def search_entries() -> Iterator[Entry]:
    """Every public unit, for a rebuild of the index."""
    yield from _entries(public_units(on=clock.today()))


def _entries(units: Iterable[Organisation]) -> Iterator[Entry]:
    rows = list(units)
    prefetch_related_objects(rows, "former_names")
    for unit in rows:
        former = [name for row in unit.former_names.all() for name in (row.name, row.short_name)]
        district = district_name(unit.district) if unit.district else ""
        told = (unit.short_name, unit.get_kind_display(), district, unit.address, *former)
        yield Entry(
            source=SOURCE,
            key=str(unit.uid),
            title=unit.name,
            body=" · ".join(str(part) for part in told if part),
            url=reverse("people:directory-unit", args=(unit.uid,)),
            on=None,
            public=True,
        )
