"""Questions to the ledger; each takes the actor and gives only what he or she may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.ledger import rules
from kexie.base.ledger.abilities import CONFIRM, RECORD, VIEW
from kexie.base.ledger.models import (
    ASKED,
    COUNTED,
    Entry,
    EntryCorrection,
    EntryPerson,
    EntryQuerySet,
    EntryState,
    EntryUnit,
    corrected_by,
    led_by,
)
from kexie.base.ledger.rules import FIELD_LABELS, Kind, Period, kinds
from kexie.base.people.queries.organisations import organisations, unit_chosen
from kexie.base.standards import api as standards
from kexie.base.ui.picking import LIMIT, Option

if TYPE_CHECKING:
    from kexie.base.people.api import Organisation


@dataclass(frozen=True, slots=True)
class Total:
    """How many entries of a kind a unit has a part in, in the month that begins on ``month``."""

    unit: str
    kind: str
    month: date
    count: int


@dataclass(slots=True)
class Line:
    """One line of the totals: a unit, a kind, a period (both days inclusive), and its figures."""

    unit: str
    kind: str
    since: date
    until: date
    counted: int = 0
    asked: int = 0
    confirmed: int = 0
    measures: dict[str, int | Decimal] = field(default_factory=dict)

    def add(self, *, state: EntryState, measures: Mapping[str, Any]) -> None:
        """Take an entry in."""
        self.asked += state in ASKED
        self.confirmed += state == EntryState.CONFIRMED
        if state not in COUNTED:
            return
        self.counted += 1
        for code, value in measures.items():
            element = standards.find_definition(code)
            decimal = element is not None and element.datatype == "decimal"
            if (amount := rules.amount(value, decimal=decimal)) is not None:
                self.measures[code] = self.measures.get(code, 0) + amount

    @property
    def rate(self) -> str:
        """Confirmed of asked, with both figures; "—" where nothing was asked."""
        return rules.rate(self.confirmed, self.asked)


def entries(
    actor: Actor,
    *,
    unit: Organisation | None = None,
    kind: str | None = None,
    since: date | None = None,
    until: date | None = None,
    withdrawn: bool = False,
) -> EntryQuerySet:
    """Entries that ``actor`` may read, newest first: public ones, and those of units within reach of `ledger.view`.

    Those taken back as mistaken are among them only where ``withdrawn``.
    """
    found: EntryQuerySet = Entry.objects.seen_by(actor, VIEW).between(since, until)
    if not withdrawn:
        found = found.standing()
    if unit is not None:
        found = found.of_unit(unit)
    if kind is not None:
        found = found.filter(kind=kind)
    found = found.select_related("counterpart")
    return found.prefetch_related(
        Prefetch("units", EntryUnit.objects.seen_by(actor, VIEW).select_related("organisation"))
    )


def entry_for(actor: Actor, entry_id: UUID) -> Entry:
    """One entry with its parties; its corrections are for those who hold `ledger.view` over one of its units.

    Raises `NotFound` when there is none, or none that ``actor`` may read.
    """
    persons = Prefetch("persons", EntryPerson.objects.seen_by(actor, VIEW).select_related("person"))
    corrections = Prefetch("corrections", EntryCorrection.objects.seen_by(actor, VIEW))
    found = entries(actor, withdrawn=True).prefetch_related(persons, corrections)
    entry: Entry | None = found.filter(pk=entry_id).first()
    if entry is None:
        raise NotFound
    return entry


def sees_inside(actor: Actor, entry: Entry) -> bool:
    """Whether ``actor`` may see the persons and the corrections of an entry, not only what is public of it."""
    reach = actor.reach(VIEW)
    parties = [part.organisation for part in entry.units.all()]
    if entry.counterpart is not None:
        parties.append(entry.counterpart)
    return any(reach.covers(unit.path) for unit in parties)


def may_settle(actor: Actor, entry: Entry) -> bool:
    """Whether ``actor`` can confirm or dispute the entry now for the other side."""
    other = entry.counterpart
    if other is None or entry.state != EntryState.WAITING or actor.account_id is None or has_written(actor, entry):
        return False
    return actor.reach(CONFIRM).covers(other.path)


def waiting_for(actor: Actor) -> list[Entry]:
    """What waits for the actor, the oldest first, in one query; 51 at most: entries on which his or her unit has to say its
    word, and those entered by hand for the unit that the other side disputes; with title, state and days alone.
    """
    confirms, records = actor.reach(CONFIRM), actor.reach(RECORD)
    if not confirms and not records:
        return []
    own = Q(written_by=actor.account_id) | Q(corrected_by(actor.account_id))
    asked = confirms.q("counterpart__path") & Q(state=EntryState.WAITING) & ~own
    disputed = Q(led_by(records.q("organisation__path")), state=EntryState.DISPUTED, source__startswith=rules.BY_HAND)
    found = Entry.objects.seen_by(actor, CONFIRM, RECORD).filter(asked | disputed).order_by("created_at")
    return list(found.only("title", "state", "settled_at", "created_at")[:51])


def has_written(actor: Actor, entry: Entry) -> bool:
    """Whether ``actor`` has written the entry or corrected it."""
    if actor.account_id is None:
        return False
    return entry.written_by == actor.account_id or any(
        correction.by_account == actor.account_id for correction in entry.corrections.all()
    )


def may_amend(actor: Actor, entry: Entry) -> bool:
    """Whether ``actor`` can correct the entry, take it back or bring it back: made by hand, for a unit of the actor's."""
    units = [part.organisation for part in entry.units.all()]
    return entry.is_by_hand and bool(units) and actor.reach(RECORD).covers(units[0].path)


def entry_to_amend(actor: Actor, entry_id: UUID) -> Entry:
    """One entry that ``actor`` :func:`may_amend`; NotFound otherwise."""
    entry = entry_for(actor, entry_id)
    if not may_amend(actor, entry):
        raise NotFound
    return entry


def hand_kinds() -> list[Kind]:
    """The kinds of work that are entered by hand, in the order of their registration."""
    return [kind for kind in kinds if kind.by_hand]


def own_units(actor: Actor, text: str) -> list[Option]:
    """The units for which ``actor`` enters work, by a part of their name, pinyin or initials."""
    found = organisations(actor, state="active", text=text).filter(actor.reach(RECORD).q("path"))
    return [Option(key=str(unit.uid), label=unit.name, note=unit.short_name) for unit in found[:LIMIT]]


def own_unit(actor: Actor, key: str) -> Organisation | None:
    """The unit of this identifier or exact name, if ``actor`` enters work for it."""
    unit = unit_chosen(actor, key) if key else None
    return unit if unit is not None and actor.reach(RECORD).covers(unit.path) else None


def home_unit(actor: Actor) -> Organisation | None:
    """The unit in which ``actor`` serves and enters work, if it is one alone."""
    reach = actor.reach(RECORD)
    paths = reach.units | reach.subtrees
    return organisations(actor, state="active").filter(path__in=paths).first() if len(paths) == 1 else None


def lines(actor: Actor, chosen: EntryQuerySet, period: Period) -> list[Line]:
    """Totals by unit, kind and period over ``chosen`` entries of :func:`entries`: what counts, what was asked and confirmed,
    and the sum of each measure that is a number over what counts. An entry of two units counts whole for each, so lines do
    not add up.
    """
    rows = (
        EntryUnit.objects.seen_by(actor, VIEW)
        .filter(entry__in=chosen.standing().order_by().values("pk"))
        .values_list("organisation__name", "entry__kind", "entry__occurred_on", "entry__state", "entry__measures")
        .order_by()
    )
    found: dict[tuple[date, str, str], Line] = {}
    for unit, kind, day, state, measures in rows.iterator():
        since, until = rules.span(day, period)
        line = found.setdefault((since, unit, kind), Line(unit, kind, since, until))
        line.add(state=EntryState(state), measures=measures)
    return [found[key] for key in sorted(found, key=lambda key: (-key[0].toordinal(), key[1], key[2]))]


def totals(actor: Actor, *, since: date | None = None, until: date | None = None) -> list[Total]:
    """Entries that count, by unit, kind and month among those that ``actor`` may read; one of two units counts for each.

    A unit is named here only with entries that the actor may read.
    """
    readable = Entry.objects.seen_by(actor, VIEW).between(since, until).counted()
    rows = (
        EntryUnit.objects.seen_by(actor, VIEW)
        .filter(entry__in=readable.order_by())
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
    settled = []
    if entry.settled_at is not None:
        disputed = entry.state == EntryState.DISPUTED
        word, tone = (_("对方有异议"), "bad") if disputed else (_("对方确认"), "good")
        settled = [
            {"what": word, "tone": tone, "at": entry.settled_at, "who": entry.settled_name, "note": entry.dispute}
        ]
    events = [
        {"what": _change_words(correction.changes), "tone": "warn", "at": correction.at, "who": correction.by_name}
        | {"note": correction.reason}
        for correction in entry.corrections.all()
    ]
    return [*settled, *events, {"what": _("登记"), "tone": "good", "at": entry.created_at, "who": ""}]


def _change_words(changes: Mapping[str, Any]) -> str:
    """What a correction did, in words."""
    if "state" in changes:
        return _("作废") if changes["state"][1] == EntryState.WITHDRAWN else _("恢复")
    return _("更正：%(fields)s") % {"fields": _field_words(changes)}


def _field_words(changes: Iterable[str]) -> str:
    return "、".join(FIELD_LABELS.get(name, name) for name in changes)
