"""Questions about consents: what is asked, what somebody has agreed to, whether a use is covered now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from kexie.base.kernel import clock, scoping
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import RECORD_CONSENTS
from kexie.base.people.errors.privacy import NoPersonBehind
from kexie.base.people.models import Consent, Person
from kexie.base.people.queries.secrets import in_reach
from kexie.base.people.rules import consents as rules
from kexie.base.people.rules.consents import Edition, Purpose, Standing

_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "consents.json"


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose as a person sees it: the wording that is asked now, where it stands, what has been."""

    purpose: Purpose
    edition: Edition
    standing: Standing
    history: tuple[Consent, ...]

    @property
    def open(self) -> Consent | None:
        """The consent that is not withdrawn."""
        return next((consent for consent in self.history if consent.withdrawn_at is None), None)


@cache
def purposes() -> tuple[Purpose, ...]:
    """All that consent is asked for, as shipped."""
    return rules.purposes_from(json.loads(_FILE.read_text(encoding="utf-8")))


def purpose_named(code: str) -> Purpose:
    """The purpose of this code; NotFound for another one."""
    found = rules.find(purposes(), code)
    if found is None:
        raise NotFound
    return found


def consented(person_id: UUID, purpose: str) -> bool:
    """Whether the person has agreed to the present wording and has not withdrawn: asked at each use, never kept."""
    return person_id in consented_persons(purpose, [person_id])


def consented_persons(purpose: str, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of ``person_ids`` who have agreed to the present wording and have not withdrawn.

    Raises:
        KeyError: nobody asks for this purpose; a mistake in the code.
    """
    asked = rules.find(purposes(), purpose)
    if asked is None:
        raise KeyError(f"no purpose named {purpose!r}; known: {', '.join(one.code for one in purposes())}")
    current = asked.current(clock.today())
    if current is None:
        return set()
    with scoping.beyond("whether a use is covered is asked for the person, not by anybody"):
        given = Consent.objects.beyond("narrowed by its caller").filter(
            person_id__in=list(person_ids),
            person__erased_at__isnull=True,
            purpose=purpose,
            edition=current.number,
            withdrawn_at__isnull=True,
        )
        return set(given.values_list("person_id", flat=True))


def own_consents(actor: Actor) -> list[ConsentLine]:
    """What the actor is asked, and has said."""
    return lines_of(own_person_id(actor))


def own_person_id(actor: Actor) -> UUID:
    """The person behind the actor; refused where there is none."""
    if actor.person_id is None:
        raise NoPersonBehind
    return actor.person_id


def lines_of(person_id: UUID) -> list[ConsentLine]:
    """The lines of one person; whoever calls has checked who asks."""
    with scoping.beyond("the caller has checked who asks"):
        rows = list(
            Consent.objects.beyond("narrowed by its caller").filter(person_id=person_id).order_by("-given_at", "-id")
        )
    lines = []
    for purpose in purposes():
        if (current := purpose.current(clock.today())) is None:
            continue
        history = tuple(row for row in rows if row.purpose == purpose.code)
        open_edition = next((row.edition for row in history if row.withdrawn_at is None), None)
        lines.append(ConsentLine(purpose, current, rules.standing(current, open_edition, bool(history)), history))
    return lines


def person_to_record(actor: Actor, person_id: UUID) -> Person:
    """The person whose consent on paper the actor may record; NotFound out of reach."""
    with scoping.beyond("the reach is checked below"):
        person = (
            Person.objects.beyond("narrowed by its caller")
            .select_related("registered_in")
            .filter(pk=person_id, erased_at__isnull=True)
            .first()
        )
        if person is None or not in_reach(actor, RECORD_CONSENTS, person, on=clock.today()):
            raise NotFound
    return person
