"""Is he known? Records that are likely the same human being, asked before a new one is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import REGISTER_PERSONS
from kexie.base.people.models import Person, PersonSpelling
from kexie.base.people.queries.persons import persons
from kexie.base.people.queries.secrets import known_by, masked
from kexie.base.people.rules.spelling import letters, typed

#: Why a record is likely the same, most certain first.
REASONS: Final[dict[str, str | Promise]] = {
    "identity_number": _("身份证件号码相同"),
    "mobile": _("手机号相同"),
    "name": _("姓名相同"),
    "pinyin": _("姓名读音相同"),
}
_MOST: Final = 20


@dataclass(slots=True)
class Candidate:
    """A record within reach that is likely the same person, why, and its numbers as masks by element."""

    person: Person
    reasons: list[str]
    masks: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The reasons on screen."""
        return [str(REASONS[reason]) for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class Likely:
    """Candidates within reach, and whether a number is on record beyond it: never whose or where."""

    seen: list[Candidate]
    beyond: bool

    @property
    def certain(self) -> bool:
        """Whether the identity number is on record within reach: a second record of it would only be refused."""
        return any("identity_number" in one.reasons for one in self.seen)


def likely_same(actor: Actor, *, on: date, name: str, identity_number: str = "", mobile: str = "") -> Likely:
    """Who on record is likely the person with this name and these numbers; the numbers are looked up exactly.

    Beyond the reach of ``actor`` only the numbers are looked for: a common name says nothing.
    """
    access.check(actor, REGISTER_PERSONS)
    why: dict[UUID, list[str]] = {}
    for element, value in (("identity_number", identity_number), ("mobile", mobile)):
        for person_id in current(known_by(element, value)) if value else ():
            why.setdefault(person_id, []).append(element)
    numbered = set(why)
    for reason, text in (("name", typed(name)), ("pinyin", letters(name).partition(" ")[0])):
        if text:
            same = PersonSpelling.objects.filter(text=text).values("person_id")
            seen_here = persons(actor, on=on).prefetch_related(None).filter(pk__in=same)
            for pk in seen_here.values_list("pk", flat=True)[:_MOST]:
                if reason not in why.setdefault(pk, []) and "name" not in why[pk]:
                    why[pk].append(reason)
    rows = {found.pk: found for found in persons(actor, on=on).filter(pk__in=list(why))}
    masks = masked(rows.values())
    order = list(REASONS)
    seen = [Candidate(rows[key], reasons, masks.get(key, {})) for key, reasons in why.items() if key in rows]
    seen.sort(key=lambda one: (min(order.index(reason) for reason in one.reasons), one.person.letters))
    return Likely(seen=seen, beyond=bool(numbered - rows.keys()))


def current(ids: list[UUID]) -> list[UUID]:
    """The same persons, each merged record as the one that was kept."""
    return list(dict.fromkeys(kept_of(ids).values()))


def kept_of(ids: list[UUID]) -> dict[UUID, UUID]:
    """Of each record the one that was kept, itself unless it was merged; a query for each step of the longest chain."""
    rows = Person.objects.beyond("narrowed by its caller").filter(pk__in=ids).values_list("pk", "merged_into_id")
    into = {pk: merged for pk, merged in rows if merged is not None}
    while deeper := [pk for pk in into.values() if pk not in into]:
        further = dict(
            Person.objects.beyond("narrowed by its caller")
            .filter(Q(merged_into__isnull=False), pk__in=deeper)
            .values_list("pk", "merged_into")
        )
        if not further:
            break
        into |= {pk: target for pk, target in further.items() if target is not None}
    return {pk: _end_of(pk, into) for pk in ids}


def _end_of(pk: UUID, into: dict[UUID, UUID]) -> UUID:
    for _step in range(len(into) + 1):
        if pk not in into:
            break
        pk = into[pk]
    return pk
