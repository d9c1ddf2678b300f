"""Work that people of a unit enter themselves: entering, correcting, taking back as mistaken, and bringing back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import scoping
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.ids import new_id
from kexie.base.ledger import rules
from kexie.base.ledger.abilities import RECORD
from kexie.base.ledger.actions import writing
from kexie.base.ledger.errors import AlreadyWithdrawn, ChangedMeanwhile, NotByHand, NotWithdrawn, WrongEntry
from kexie.base.ledger.models import Entry, EntryState
from kexie.base.people.models import Organisation

if TYPE_CHECKING:
    from kexie.base.people.api import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a unit says of its work; ``units`` begins with the one that led it, ``source_note`` is where to look it up."""

    kind: str
    title: str
    occurred_on: date
    units: Sequence[Organisation]
    source_note: str
    ended_on: date | None = None
    place: str = ""
    measures: Mapping[str, rules.Measure] = field(default_factory=dict)
    persons: Sequence[Person] = ()
    counterpart: Organisation | None = None

    def fields(self) -> dict[str, Any]:
        """As `writing.write` takes it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def record(*, by: Actor, at: datetime, said: Said) -> Entry:
    """Enter work that a unit of the actor's has led.

    Raises NotPermitted outside the reach of `ledger.record`, NotByHand for a kind that an app writes, WrongEntry with
    sentences by field, also for work that stands in the ledger already.
    """
    _check(by, at, said)
    with _held():
        _refuse_twice(said)
        return writing.write(by=by, at=at, source=f"{rules.BY_HAND}{new_id()}", **said.fields())


def amend(*, by: Actor, at: datetime, entry_id: UUID, seen: int, said: Said, reason: str) -> Entry:
    """Correct what was entered by hand; ``seen`` is the version that was read. What it said is kept; the other side is
    asked anew.

    Raises as :func:`record`, NotFound, ChangedMeanwhile, AlreadyWithdrawn.
    """
    _check(by, at, said)
    with _held():
        entry = _locked(by, entry_id, seen)
        if entry.state == EntryState.WITHDRAWN:
            raise AlreadyWithdrawn
        if entry.kind != said.kind:
            raise NotByHand(_("类别登记后不能更改。类别选错的，请作废这一条，再按正确的类别登记。"))
        if not (reason := reason.strip()):
            raise WrongEntry(errors={"reason": [_("请写明更正的理由，更正记录中会保留。")]})
        _refuse_twice(said, but=entry)
        return writing.write(by=by, at=at, source=entry.source, reason=reason, **said.fields())


def withdraw(*, by: Actor, at: datetime, entry_id: UUID, seen: int, reason: str) -> Entry:
    """Take back an entry made by mistake: it stays to be read by its units, counts no more, and waits for nobody.

    Raises NotFound, ChangedMeanwhile, AlreadyWithdrawn, WrongEntry without a reason.
    """
    if not (reason := reason.strip()):
        raise WrongEntry(errors={"reason": [_("请写明作废的理由，更正记录中会保留。")]})
    with _held():
        entry = _locked(by, entry_id, seen)
        if entry.state == EntryState.WITHDRAWN:
            raise AlreadyWithdrawn
        return writing.turn(entry, by=by, at=at, action="ledger.withdraw", state=EntryState.WITHDRAWN, reason=reason)


def restore(*, by: Actor, at: datetime, entry_id: UUID, seen: int) -> Entry:
    """Bring back what was taken back by mistake; the other side, if there is one, is asked anew.

    Raises NotFound, ChangedMeanwhile, NotWithdrawn, and WrongEntry where it has been entered again since.
    """
    with _held():
        entry = _locked(by, entry_id, seen)
        if entry.state != EntryState.WITHDRAWN:
            raise NotWithdrawn
        lead = _units(entry)[0]
        _refuse_namesake(lead, entry.kind, entry.occurred_on, entry.title, but=entry)
        state = EntryState.RECORDED if entry.counterpart is None else EntryState.WAITING
        return writing.turn(entry, by=by, at=at, action="ledger.restore", state=state, reason="")


@contextmanager
def _held() -> Iterator[None]:
    """One transaction that sees all rows of the entry: whose it is has been checked, or is checked in it."""
    with transaction.atomic(), scoping.beyond("the leading unit is checked by the verb"):
        yield


def _units(entry: Entry) -> list[Organisation]:
    return [part.organisation for part in entry.units.select_related("organisation")]


def _locked(by: Actor, entry_id: UUID, seen: int) -> Entry:
    """The entry, held until the end of the transaction, if it was made by hand and ``by`` enters work for its unit."""
    asked = Entry.objects.by_hand().select_for_update(of=("self",))
    entry: Entry | None = asked.select_related("counterpart").filter(pk=entry_id).first()
    if entry is None or not by.reach(RECORD).covers(_units(entry)[0].path):
        check(by, RECORD)
        raise NotFound
    if entry.version != seen:
        raise ChangedMeanwhile
    return entry


def _check(by: Actor, at: datetime, said: Said) -> None:
    if said.kind not in rules.kinds or not rules.kinds[said.kind].by_hand:
        raise NotByHand
    today = timezone.localdate(at)
    errors = rules.hand_faults(begin=said.occurred_on, end=said.ended_on, note=said.source_note, today=today)
    if not said.units:
        errors["unit"] = [_("请填写牵头单位。")]
    if said.counterpart is not None and said.counterpart in said.units:
        errors["counterpart"] = [_("对方单位不能同时是参与单位：对方要另外确认这项工作，请二者选一。")]
    if errors:
        raise WrongEntry(errors=errors)
    check(by, RECORD, said.units[0].path)


def _refuse_twice(said: Said, *, but: Entry | None = None) -> None:
    _refuse_namesake(said.units[0], said.kind, said.occurred_on, said.title, but=but)


def _refuse_namesake(lead: Organisation, kind: str, day: date, title: str, *, but: Entry | None) -> None:
    """The same unit, kind, day and title once: two colleagues who enter the same work meet here, one after the other."""
    list(Organisation.objects.select_for_update(no_key=True).filter(pk=lead.pk).values_list("pk"))
    found = Entry.objects.standing().led_by(lead)
    found = found.filter(kind=kind, occurred_on=day, title=title.strip())
    if but is not None:
        found = found.exclude(pk=but.pk)
    if found.exists():
        sentence = _("本单位这一天已登记过同名的“%(kind)s”，请勿重复登记；确是另一项的，请在标题中写明区别。")
        raise WrongEntry(errors={"title": [sentence % {"kind": rules.kinds[kind].label}]})
