"""Questions about sealed numbers: masked for display, found by their blind index, opened for the platform's own use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from kexie.base.kernel import vault
from kexie.base.kernel.access import Ability, Actor, may
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import EDIT_SECRETS, VIEW_SECRETS
from kexie.base.people.errors.secrets import NoSecret, ShownAlready
from kexie.base.people.models import Membership, Person, PersonSecret, Post, Unmasking
from kexie.base.people.rules.secrets import ELEMENTS, context_of
from kexie.base.standards.api import definition, mask
from kexie.base.standards.rules.checks import normalise

#: How long the answer to one unmasking may be asked for again: a page that is sent twice, not one that is kept.
SHOWN_FOR: Final = timedelta(minutes=2)

_CHECK: Final = "this is the check of reach itself"
_CHECKED: Final = "the persons were fetched within reach, and only masks are answered"


@dataclass(frozen=True, slots=True)
class SecretLine:
    """One number on a person's page: what it is called, how it is shown, what the reader may do with it."""

    element: str
    label: str
    mask: str
    may_show: bool
    may_edit: bool


def masked(persons: Iterable[Person]) -> dict[UUID, dict[str, str]]:
    """Of each person, element → mask; persons without numbers are left out. One query.

    What does not open any more (a missing key) shows as stars: a list must not fail for one row.
    """
    found: dict[UUID, dict[str, str]] = {}
    ids = [person.pk for person in persons]
    for row in PersonSecret.objects.beyond(_CHECKED).filter(person__in=ids).order_by("element"):
        found.setdefault(row.person_id, {})[row.element] = _mask_of(row)
    return found


def lines_of(actor: Actor, person: Person, *, on: date) -> list[SecretLine]:
    """The numbers on a person's page; none for who may neither see them in clear nor edit them."""
    may_show, may_edit = (in_reach(actor, ability, person, on=on) for ability in (VIEW_SECRETS, EDIT_SECRETS))
    if not (may_show or may_edit):
        return []
    masks = masked([person]).get(person.pk, {})
    open_record = person.merged_into_id is None and person.erased_at is None
    return [
        SecretLine(
            element,
            definition(code).name,
            masks.get(element, ""),
            may_show=may_show and element in masks,
            may_edit=may_edit and open_record,
        )
        for element, code in ELEMENTS.items()
    ]


def in_reach(actor: Actor, ability: Ability, person: Person, *, on: date) -> bool:
    """Whether ``actor`` holds ``ability`` where the person serves, is a member or was registered."""
    reach = actor.reach(ability)
    if reach.everywhere:
        return True
    if not reach:
        return False
    serves = Post.objects.beyond(_CHECK).not_over(on).filter(reach.q("organisation__path"), person=person)
    belongs = Membership.objects.beyond(_CHECK).filter(reach.q("organisation__path"), person=person)
    belongs = belongs.filter(Q(end__isnull=True) | Q(end__gte=on))
    registered = person.registered_in
    return (registered is not None and reach.covers(registered.path)) or serves.exists() or belongs.exists()


def person_with_secrets(actor: Actor, ability: Ability, person_id: UUID, *, on: date) -> Person:
    """The person whose numbers ``actor`` may see or edit; NotFound out of reach, as if there were none."""
    person = Person.objects.beyond(_CHECK).select_related("registered_in").filter(pk=person_id).first()
    if person is None or not may(actor, ability) or not in_reach(actor, ability, person, on=on):
        raise NotFound
    return person


def known_by(element: str, value: str) -> list[UUID]:
    """Whose number this is, exactly, by the blind index; several persons may share a mobile number."""
    value = normalise(definition(ELEMENTS[element]), value)
    found = PersonSecret.objects.beyond("an exact number is looked up everywhere").filter(
        element=element, blind__in=vault.blinds(value, purpose=element)
    )
    return list(found.order_by("person_id").values_list("person_id", flat=True)) if value else []


def clear_for_platform(person_id: UUID, element: str, *, reason: str) -> str:
    """A number in clear for the platform's own use (a text message, the export of one's own data), never for display.

    ``reason`` is for the reader of the code. Empty where there is none.
    """
    if not reason:
        raise ValueError("say what the number is needed for")
    row = PersonSecret.objects.beyond(reason).filter(person_id=person_id, element=element).first()
    return vault.open_sealed(row.sealed, context=context_of(person_id, element)) if row else ""


def secrets_for(rows: Iterable[tuple[UUID, str, str]], *, at: datetime) -> list[PersonSecret]:
    """Unsaved rows for `bulk_create`, from (person, element, value); the values have been checked by their elements."""
    return [sealed_row(person_id, element, value, at=at) for person_id, element, value in rows if value]


def sealed_row(person_id: UUID, element: str, value: str, *, at: datetime) -> PersonSecret:
    """One unsaved row with a checked ``value``."""
    value = normalise(definition(ELEMENTS[element]), value)
    token = vault.seal(value, context=context_of(person_id, element))
    return PersonSecret(
        person_id=person_id,
        element=element,
        sealed=token,
        key_id=vault.key_id_of(token),
        blind=vault.blind(value, purpose=element),
        changed_at=at,
    )


def rebound(row: PersonSecret, to: UUID) -> PersonSecret:
    """``row``, unsaved, sealed anew for another person: when records are merged, and when that is undone."""
    value = vault.open_sealed(row.sealed, context=context_of(row.person_id, row.element))
    row.person_id = to
    row.sealed = vault.seal(value, context=context_of(to, row.element))
    row.key_id = vault.key_id_of(row.sealed)
    return row


def just_shown(actor: Actor, unmasking_id: UUID, *, at: datetime) -> str:
    """The number that ``actor`` has just asked to see; a page sent again within :data:`SHOWN_FOR` shows it again."""
    asked = (
        Unmasking.objects.beyond("the account is part of the question")
        .filter(pk=unmasking_id, by_account=actor.account_id)
        .first()
    )
    if asked is None or at - asked.at > SHOWN_FOR:
        raise ShownAlready
    if value := clear_for_platform(asked.person_id, asked.element, reason="the actor was noted when asking"):
        return value
    raise NoSecret


def _mask_of(row: PersonSecret) -> str:
    try:
        value = vault.open_sealed(row.sealed, context=context_of(row.person_id, row.element))
    except vault.Unreadable:
        return "********"
    return mask(ELEMENTS[row.element], value) if row.element in ELEMENTS else "*" * len(value)
