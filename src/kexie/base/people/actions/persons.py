"""Verbs on the records of persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import errors, rules
from kexie.base.people.abilities import REGISTER_PERSONS, VIEW_PERSONS
from kexie.base.people.errors.persons import PersonKnown, PersonMerged, ReadTooMany
from kexie.base.people.errors.secrets import RecordClosed
from kexie.base.people.models import Organisation, Person, PersonSecret, PersonSpelling
from kexie.base.people.queries.secrets import known_by, secrets_for
from kexie.base.people.rules.meanwhile import kept_apart
from kexie.base.people.rules.spelling import letters, spellings
from kexie.base.standards import api as standards
from kexie.base.ui.exporting import most_alone

#: Columns of a person that a form may fill beside the name, each with its data element.
DETAILS: Final[Mapping[str, str]] = {
    "sex": "sex",
    "nationality": "nationality",
    "degree": "degree",
    "professional_title": "professional_title",
    "workplace": "workplace",
}
#: How a spelling is written; of no table under the wall of rows.
_SPELLING: Final = "INSERT INTO people_personspelling (person_id, text) VALUES (%s, %s)"
_AT_ONCE: Final = 5000


def target_of(person: Person) -> str:
    """What the audit calls the record of a person."""
    return f"people.person:{person.pk}"


def _clean_name(name: str) -> str:
    name = rules.tidy_name(name)
    limit = Person._meta.get_field("name").max_length or 0
    if not 0 < len(name) <= limit:
        raise errors.NameMissing(_("请填写姓名，不超过%(limit)d个字。") % {"limit": limit}, field="name")
    return name


def named(name: str, **values: object) -> Person:
    """A person who is not stored yet, with the letters of the name."""
    name = _clean_name(name)
    return Person(name=name, letters=letters(name), **values)


def spell(persons: Iterable[Person]) -> None:
    """Write anew how the names of ``persons`` can be typed: after every change of a name, in its transaction."""
    persons = list(persons)
    PersonSpelling.objects.filter(person__in=[person.pk for person in persons]).delete()
    spell_new(persons)


def spell_new(persons: Iterable[Person]) -> None:
    """The same for persons who have no spellings yet: rows alone, six or so of a name and no object of any."""
    key = PersonSpelling._meta.get_field("person").get_db_prep_save
    rows = [(key(person.pk, connection), text) for person in persons for text in spellings(person.name)]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            cursor.executemany(_SPELLING, rows[start : start + _AT_ONCE])


@transaction.atomic
def add_person(
    *,
    by: Actor,
    at: datetime,
    name: str,
    registered_in: Organisation | None = None,
    details: Mapping[str, str] | None = None,
) -> Person:
    """Register a person, in the unit that does so; namesakes are different persons. ``details``: see `DETAILS`.

    Refused: outside the reach of ``by``, a name that is empty or too long.
    """
    access.check(by, REGISTER_PERSONS, registered_in.path if registered_in else None)
    given = {field: value for field, value in (details or {}).items() if field in DETAILS}
    person = named(name, created_at=at, registered_in=registered_in, **given)
    person.save(force_insert=True)
    spell_new([person])
    unit_path = registered_in.path if registered_in else ""
    audit.record(by=by, at=at, action="person.add", target=target_of(person), unit_path=unit_path)
    return person


@transaction.atomic
def register_person(
    *,
    by: Actor,
    at: datetime,
    name: str,
    registered_in: Organisation | None,
    details: Mapping[str, str],
    identity_number: str = "",
    mobile: str = "",
) -> Person:
    """Register somebody who is not on record, with the numbers by which he or she will be known again.

    Refused with `PersonKnown` when the identity number stands on a record already: of two clerks at once, the second.
    """
    if identity_number and known_by("identity_number", identity_number):
        raise PersonKnown
    person = add_person(by=by, at=at, name=name, registered_in=registered_in, details=details)
    given = [(person.pk, "identity_number", identity_number), (person.pk, "mobile", mobile)]
    try:
        with transaction.atomic():
            PersonSecret.objects.bulk_create(secrets_for(given, at=at))
    except IntegrityError:
        raise PersonKnown from None
    return person


@transaction.atomic
def note_look_up(*, by: Actor, at: datetime, elements: Iterable[str]) -> None:
    """Keep that ``by`` has asked whose a number is: which kinds of number, never the number."""
    access.check(by, REGISTER_PERSONS)
    audit.record(by=by, at=at, action="person.look_up", target="register:people.persons", elements=sorted(elements))


@transaction.atomic
def note_read(*, by: Actor, at: datetime, count: int) -> None:
    """Keep that a program of ``by`` has read ``count`` persons.

    Refused beyond what one person may export alone, counted over the account's day: more needs the consent of a second.
    """
    access.check(by, VIEW_PERSONS)
    if not count:
        return
    # First the row, whose lock orders those who read at the same time; a refusal takes it back.
    audit.record(by=by, at=at, action="person.read", target="register:people.persons", count=count)
    read = AuditEvent.objects.filter(action="person.read", account_id=by.account_id, at__gte=_midnight(at))
    if sum(int(data["count"]) for data in read.values_list("data", flat=True)) > most_alone():
        raise ReadTooMany(limit=most_alone())


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def change_person(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    name: str,
    details: Mapping[str, str],
    began: Mapping[str, str] | None = None,
) -> Person:
    """Correct what is known of a person; the audit keeps which fields changed, never what they hold.

    Nothing is written when nothing differs. The query that found ``person`` has asked whether ``by`` may. With ``began``,
    the values that a form has shown, what was not touched keeps another's change; refused with `ChangedMeanwhile` where
    both have changed the same.
    """
    access.check(by, REGISTER_PERSONS)
    held = Person.objects.beyond("after the action's own check").select_for_update().get(pk=person.pk)
    if held.merged_into_id is not None:
        raise PersonMerged
    if held.erased_at is not None:
        raise RecordClosed
    wanted = {"name": _clean_name(name), **{field: value for field, value in details.items() if field in DETAILS}}
    now = {field: getattr(held, field) for field in wanted}
    wanted, collided = kept_apart(began or {}, wanted, now)
    if collided:
        raise errors.ChangedMeanwhile(now=now, collided={field: _words(field, now[field]) for field in collided})
    changed = [field for field, value in wanted.items() if now[field] != value]
    if not changed:
        return held
    for field in changed:
        setattr(held, field, wanted[field])
    held.letters = letters(held.name)
    held.save(update_fields=[*changed, "letters"])
    if "name" in changed:
        spell([held])
    path = held.registered_in.path if held.registered_in else ""
    audit.record(by=by, at=at, action="person.change", target=target_of(held), unit_path=path, fields=sorted(changed))
    return held


def _words(field: str, value: str) -> str:
    """A detail as it is said on screen."""
    element = standards.find_definition(DETAILS[field]) if field in DETAILS else None
    return standards.code_name(DETAILS[field], value) if value and element and element.code_list else value
