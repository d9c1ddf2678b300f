"""Writing the ledger, and the other side's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, scoping
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.ledger import rules
from kexie.base.ledger.abilities import CONFIRM
from kexie.base.ledger.errors import AlreadySettled, CorrectedMeanwhile, OwnEntry, UnknownKind, WrongEntry
from kexie.base.ledger.models import Entry, EntryCorrection, EntryPerson, EntryState, EntryUnit
from kexie.base.ledger.queries import has_written
from kexie.base.standards import api as standards

if TYPE_CHECKING:
    from kexie.base.people.api import Organisation, Person


def write(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    title: str,
    occurred_on: date,
    units: Sequence[Organisation],
    source: str,
    persons: Sequence[Person] = (),
    ended_on: date | None = None,
    place: str = "",
    measures: Mapping[str, rules.Measure] | None = None,
    url: str = "",
    confirmed_by: str = "",
    public: bool = False,
    counterpart: Organisation | None = None,
    source_note: str = "",
    reason: str = "",
) -> Entry:
    """Write what was done, once per ``source`` (``app.noun:id``); the caller has authorised ``by``.

    The same source with the same content does nothing; with other content it corrects the entry and keeps what it said.
    With a ``counterpart`` the entry waits until that unit has confirmed it, and waits anew after every correction.
    ``ended_on`` is the last of several days. ``measures`` are named by data elements that the kind declares. ``reason``
    is why it is corrected, ``source_note`` where it can be looked up. Raises `UnknownKind` or `WrongEntry`.
    """
    fields: dict[str, Any] = {
        "kind": kind,
        "title": title.strip(),
        "occurred_on": occurred_on,
        "ended_on": None if ended_on == occurred_on else ended_on,
        "place": place,
        "measures": rules.stored(measures or {}),
        "url": url,
        "confirmed_by": confirmed_by,
        "public": public,
        "counterpart": counterpart,
        "source_note": source_note,
    }
    _check(fields, source=source, units=units, measures=measures or {})
    with transaction.atomic(), scoping.beyond("one entry per source, whoever writes it"):
        entry, created = Entry.objects.select_for_update().get_or_create(
            source=source,
            defaults={**fields, "created_at": at, "written_by": by.account_id, "state": _open_state(counterpart)},
        )
        before = {} if created else _content(entry)
        if not created:
            _overwrite(entry, fields)
        _set_parties(entry, units, persons)
        if created:
            _record(by, at, "ledger.write", entry, units)
        elif changes := rules.difference(before, _content(entry)):
            _ask_anew(entry)
            _note_correction(entry, by, at, changes, reason)
            _record(by, at, "ledger.correct", entry, units, fields=sorted(changes))
    return entry


def confirm(*, by: Actor, at: datetime, entry_id: UUID, seen: int) -> Entry:
    """Say for the other side that it was so; ``seen`` is the version that was read.

    Raises NotFound, NotPermitted, OwnEntry, AlreadySettled, CorrectedMeanwhile.
    """
    return _settle(by, at, entry_id, seen, EntryState.CONFIRMED, "")


def dispute(*, by: Actor, at: datetime, entry_id: UUID, seen: int, reason: str) -> Entry:
    """Say for the other side that it was not so, with a reason that the writers see. Raises as :func:`confirm`, WrongEntry."""
    if not (reason := reason.strip()):
        raise WrongEntry(errors={"reason": [_("请写明哪里与事实不符，便于对方更正。")]})
    return _settle(by, at, entry_id, seen, EntryState.DISPUTED, reason[:300])


def _settle(by: Actor, at: datetime, entry_id: UUID, seen: int, state: EntryState, reason: str) -> Entry:
    with transaction.atomic(), scoping.beyond("the other side is checked in it"):
        asked = Entry.objects.select_for_update(of=("self",))
        entry: Entry | None = asked.select_related("counterpart").filter(pk=entry_id).first()
        if entry is None or entry.counterpart is None or not by.reach(CONFIRM).covers(entry.counterpart.path):
            check(by, CONFIRM)
            raise NotFound
        if has_written(by, entry):
            raise OwnEntry
        if entry.version != seen:
            raise CorrectedMeanwhile
        if entry.state != EntryState.WAITING:
            raise AlreadySettled
        entry.state, entry.dispute, entry.settled_at = state, reason, at
        entry.settled_name, entry.settled_by = by.name[:60], by.account_id
        entry.save(update_fields=["state", "dispute", "settled_at", "settled_name", "settled_by"])
        verb = "ledger.confirm" if state == EntryState.CONFIRMED else "ledger.dispute"
        path, target = entry.counterpart.path, f"ledger.entry:{entry.pk}"
        audit.record(by=by, at=at, action=verb, target=target, unit_path=path, kind=entry.kind, version=seen)
    return entry


def _open_state(counterpart: Organisation | None) -> EntryState:
    return EntryState.RECORDED if counterpart is None else EntryState.WAITING


def turn(entry: Entry, *, by: Actor, at: datetime, action: str, state: EntryState, reason: str) -> Entry:
    """Bring an entry that is held into another state, which takes back what the other side has said; a step inside a verb."""
    before = entry.state
    _ask_anew(entry)
    entry.state = state
    entry.save(update_fields=["state"])
    _note_correction(entry, by, at, {"state": [before, state.value]}, reason)
    _record(by, at, action, entry, [part.organisation for part in entry.units.select_related("organisation")])
    return entry


def _note_correction(entry: Entry, by: Actor, at: datetime, changes: Mapping[str, Any], reason: str) -> None:
    EntryCorrection.objects.create(
        entry=entry, at=at, by_name=by.name, by_account=by.account_id, changes=changes, reason=reason[:300]
    )


def _ask_anew(entry: Entry) -> None:
    """A corrected entry is another wording: the other side has not seen it."""
    entry.version += 1
    entry.state, entry.dispute = _open_state(entry.counterpart), ""
    entry.settled_at, entry.settled_name, entry.settled_by = None, "", None
    entry.save(update_fields=["version", "state", "dispute", "settled_at", "settled_name", "settled_by"])


def _check(
    said: Mapping[str, Any], *, source: str, units: Sequence[Organisation], measures: Mapping[str, rules.Measure]
) -> None:
    if said["kind"] not in rules.kinds:
        raise UnknownKind(kind=said["kind"])
    declared = rules.kinds[said["kind"]]
    errors = rules.faults(said, source=source, units=len(units))
    foreign = rules.undeclared(declared, measures)
    sentences = [_("“%(kind)s”没有计量项“%(code)s”，请删去。") % {"kind": declared.label, "code": c} for c in foreign]
    for code, value in measures.items():
        if code not in foreign:
            sentences += standards.check(code, value)
    if sentences:
        errors["measures"] = sentences
    if errors:
        raise WrongEntry(errors=errors)


def _content(entry: Entry) -> dict[str, Any]:
    """All that the entry says, as JSON; units and persons by their identifiers, in order."""
    return {
        "kind": entry.kind,
        "title": entry.title,
        "occurred_on": entry.occurred_on.isoformat(),
        "ended_on": entry.ended_on.isoformat() if entry.ended_on else "",
        "place": entry.place,
        "measures": entry.measures,
        "url": entry.url,
        "confirmed_by": entry.confirmed_by,
        "public": entry.public,
        "source_note": entry.source_note,
        "counterpart": str(entry.counterpart.uid) if entry.counterpart else "",
        "units": [str(uid) for uid in entry.units.values_list("organisation__uid", flat=True)],
        "persons": [str(pk) for pk in entry.persons.values_list("person_id", flat=True)],
    }


def _overwrite(entry: Entry, fields: Mapping[str, Any]) -> None:
    changed = [name for name, value in fields.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, fields[name])
    if "counterpart" in changed:
        entry.state = _open_state(entry.counterpart)
        changed.append("state")
    if changed:
        entry.save(update_fields=changed)


def _set_parties(entry: Entry, units: Sequence[Organisation], persons: Sequence[Person]) -> None:
    """Make ``units`` and ``persons`` the entry's, in this order, each once; nothing is written when they are so already."""
    unit_ids = list(dict.fromkeys(unit.pk for unit in units))
    if list(entry.units.values_list("organisation_id", flat=True)) != unit_ids:
        entry.units.all().delete()
        EntryUnit.objects.bulk_create(
            EntryUnit(entry=entry, organisation_id=pk, position=position) for position, pk in enumerate(unit_ids)
        )
    person_ids = list(dict.fromkeys(person.pk for person in persons))
    if list(entry.persons.values_list("person_id", flat=True)) != person_ids:
        entry.persons.all().delete()
        EntryPerson.objects.bulk_create(
            EntryPerson(entry=entry, person_id=pk, position=position) for position, pk in enumerate(person_ids)
        )


def _record(by: Actor, at: datetime, action: str, entry: Entry, units: Sequence[Organisation], **data: Any) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        target=f"ledger.entry:{entry.pk}",
        unit_path=units[0].path,
        kind=entry.kind,
        **data,
    )
