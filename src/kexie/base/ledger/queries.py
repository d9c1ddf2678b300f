"""Questions to the ledger; each takes the actor and gives only what he or she may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Prefetch
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.ledger.abilities import VIEW
from kexie.base.ledger.models import Entry, EntryQuerySet, EntryUnit
from kexie.base.ledger.rules import FIELD_LABELS, kinds
from kexie.base.standards import api as standards

if TYPE_CHECKING:
    from kexie.base.people.api import Organisation


@dataclass(frozen=True, slots=True)
class Total:
    """How many entries of a kind a unit has a part in, in the month that begins on ``month``."""

    unit: str
    kind: str
    month: date
    count: int


def entries(
    actor: Actor,
    *,
    unit: Organisation | None = None,
    kind: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> EntryQuerySet:
    """Entries that ``actor`` may read, newest first: public ones, and those of units within reach of `ledger.view`."""
    found = Entry.objects.readable(actor.reach(VIEW)).between(since, until)
    if unit is not None:
        found = found.of_unit(unit)
    if kind is not None:
        found = found.filter(kind=kind)
    return found.prefetch_related(Prefetch("units", EntryUnit.objects.select_related("organisation")))


def entry_for(actor: Actor, entry_id: UUID) -> Entry:
    """One entry with its parties; its corrections are for those who hold `ledger.view` over one of its units.

    Raises `NotFound` when there is none, or none that ``actor`` may read.
    """
    entry = entries(actor).prefetch_related("persons__person", "corrections").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound
    return entry


def sees_inside(actor: Actor, entry: Entry) -> bool:
    """Whether ``actor`` may see the persons and the corrections of an entry, not only what is public of it."""
    reach = actor.reach(VIEW)
    return any(reach.covers(part.organisation.path) for part in entry.units.all())


def totals(actor: Actor, *, since: date | None = None, until: date | None = None) -> list[Total]:
    """Entries by unit, kind and month among those that ``actor`` may read; an entry of two units counts for each.

    A unit is named here only with entries that the actor may read.
    """
    readable = Entry.objects.readable(actor.reach(VIEW)).between(since, until)
    rows = (
        EntryUnit.objects.filter(entry__in=readable.order_by())
        .annotate(month=TruncMonth("entry__occurred_on"))
        .values_list("organisation__name", "entry__kind", "month")
        .annotate(count=Count("entry_id"))
        .order_by("month", "organisation__name", "entry__kind")
    )
    return [Total(*row) for row in rows]


def kind_label(code: str) -> str:
    """The words on screen for a kind; its code when no app registers it any more."""
    return kinds[code].label if code in kinds else code


def measured(measures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Measures as name and value with its unit, in the words of the data standard; by code where it has no words."""
    shown = []
    for code, value in measures.items():
        element = standards.find_definition(code)
        shown.append((element.name, f"{value}{element.unit}") if element else (code, str(value)))
    return shown


def history(entry: Entry) -> list[dict[str, Any]]:
    """What became of an entry, newest first, as events of a timeline: each correction, then its first writing."""
    events = [
        {"what": _("更正：%(fields)s") % {"fields": _field_words(correction.changes)}, "tone": "warn"}
        | {"at": correction.at, "who": correction.by_name}
        for correction in entry.corrections.all()
    ]
    return [*events, {"what": _("登记"), "tone": "good", "at": entry.created_at, "who": ""}]


def _field_words(changes: Iterable[str]) -> str:
    return "、".join(FIELD_LABELS.get(name, name) for name in changes)
