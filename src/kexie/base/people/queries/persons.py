"""Questions about persons, within reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor, Reach
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.abilities import REGISTER_PERSONS, VIEW_PERSONS
from kexie.base.people.models import Account, Membership, Organisation, Person, PersonSpelling, Post
from kexie.base.people.queries.posts import posts
from kexie.base.people.rules import tidy_name
from kexie.base.people.rules.spelling import typed
from kexie.base.ui.picking import LIMIT, Option

#: Above every character that a name can hold: the end of a range of beginnings.
_LAST: Final = "\U0010ffff"
#: So many units are named one by one in a query.
_MOST_UNITS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsAsked:
    """What the register of persons is asked for, each empty for all.

    ``account`` is "with" or "without"; ``member`` is "yes" or "no", in a unit within reach today.
    """

    text: str = ""
    unit: Organisation | None = None
    role: str = ""
    account: str = ""
    member: str = ""


def spelled(text: str) -> QuerySet[PersonSpelling]:
    """The spellings that begin with ``text``: by the index on both databases."""
    text = typed(text)
    found = PersonSpelling.objects.filter(text__startswith=text)
    # SQLite's LIKE knows no index on text in which capitals count; a range does.
    return found.filter(text__gte=text, text__lt=text + _LAST) if connection.vendor == "sqlite" else found


def _memberships(reach: Reach, on: date) -> QuerySet[Membership]:
    open_still = Q(end__isnull=True) | Q(end__gte=on)
    return Membership.objects.beyond("narrowed to the reach here").filter(open_still, reach.q("organisation__path"))


def in_reach(reach: Reach, *, on: date) -> Q:
    """A condition on persons: a post, a membership or the unit of registration lies within ``reach`` on ``on`` or later.

    A narrow reach is asked by the units' rows, few as they are; one from the root down by each person's own, so that a
    page of the register never looks at all of them.
    """
    if reach.everywhere:
        return Q()
    served = Post.objects.beyond("narrowed to the reach here").not_over(on).filter(reach.q("organisation__path"))
    joined = _memberships(reach, on)
    if any(len(path) <= Organisation.steplen for path in reach.subtrees):
        by_person = {"person_id": OuterRef("pk")}
        own = Organisation.objects.filter(reach.q("path"), pk=OuterRef("registered_in_id"))
        return Q(Exists(served.filter(**by_person))) | Q(Exists(joined.filter(**by_person))) | Q(Exists(own))
    registered = Person.objects.beyond("narrowed to the reach here").filter(reach.q("registered_in__path"))
    units = list(Organisation.objects.filter(reach.q("path")).values_list("pk", flat=True)[: _MOST_UNITS + 1])
    if len(units) <= _MOST_UNITS:
        # By their keys the planner starts from the few units, whatever it knows of the tables' sizes.
        today = Q(end__isnull=True) | Q(end__gte=on)
        served = Post.objects.beyond("narrowed to the reach here").filter(today, organisation__in=units)
        joined = Membership.objects.beyond("narrowed to the reach here").filter(today, organisation__in=units)
        registered = Person.objects.beyond("narrowed to the reach here").filter(registered_in__in=units)
    rows = [served.order_by().values("person_id"), joined.order_by().values("person_id")]
    # All of them, some twice: whoever looks a key up among them makes one of two himself.
    return Q(pk__in=registered.order_by().values("pk").union(*rows, all=True))


def persons(actor: Actor, *, on: date, asked: PersonsAsked | None = None, text: str = "") -> QuerySet[Person]:
    """The persons who serve or are members, on the day ``on`` or later, in a unit within reach of `VIEW_PERSONS`.

    Each comes with ``seen_posts``: the posts within reach, not those in other units. Who sees all units also sees
    persons without any post. Records that were merged into others are left out. In the order of the pinyin.
    """
    # Whose they are is known, and lists say no more of them than this.
    seen = posts(actor, on=on).select_related(None).select_related("organisation")
    seen = seen.only("person_id", "role", "title", "organisation__name")
    asked = asked or PersonsAsked(text=text)
    found: QuerySet[Person] = Person.objects.beyond("narrowed to the reach here").filter(
        in_reach(actor.reach(VIEW_PERSONS), on=on), merged_into__isnull=True
    )
    found = _asked_for(found, asked, actor.reach(VIEW_PERSONS), on)
    found = found.select_related("account").prefetch_related(Prefetch("posts", seen, to_attr="seen_posts"))
    return found.order_by("letters", "pk")


def persons_listed(actor: Actor, *, on: date, asked: PersonsAsked) -> QuerySet[Person]:
    """The same with no more of each than the register says: no page of it holds what it does not show."""
    return persons(actor, on=on, asked=asked).only("name", "workplace", "account__is_active")


def _asked_for(found: QuerySet[Person], asked: PersonsAsked, reach: Reach, on: date) -> QuerySet[Person]:
    if typed(asked.text):
        found = found.filter(pk__in=spelled(asked.text).values("person_id"))
    elif asked.text:
        found = found.none()
    held = (
        Post.objects.beyond("narrowed to the reach here").not_over(on).filter(reach.q("organisation__path")).order_by()
    )
    if asked.unit is not None or asked.role:
        chosen = held.filter(organisation=asked.unit) if asked.unit is not None else held
        chosen = chosen.filter(role=asked.role) if asked.role else chosen
        rows = chosen.values("person_id")
        if asked.unit is not None and not asked.role:
            rows = rows.union(_memberships(reach, on).filter(organisation=asked.unit).order_by().values("person_id"))
        found = found.filter(pk__in=rows)
    if asked.account:
        there = Q(Exists(Account.objects.filter(person_id=OuterRef("pk"))))
        found = found.filter(there if asked.account == "with" else ~there)
    if asked.member:
        there = Q(Exists(_memberships(reach, on).filter(person_id=OuterRef("pk"))))
        found = found.filter(there if asked.member == "yes" else ~there)
    return found


def person(actor: Actor, person_id: UUID, *, on: date) -> Person:
    """One person of :func:`persons`; NotFound when out of reach, as if there were none."""
    found = persons(actor, on=on).filter(pk=person_id).first()
    if found is None:
        raise NotFound
    return found


def person_to_change(actor: Actor, person_id: UUID, *, on: date) -> Person:
    """One of :func:`persons` whose record ``actor`` keeps: one of his or her units is within reach of `REGISTER_PERSONS`."""
    access.check(actor, REGISTER_PERSONS)
    found = persons(actor, on=on).filter(in_reach(actor.reach(REGISTER_PERSONS), on=on), pk=person_id).first()
    if found is None:
        raise NotFound
    return found


def kept_instead(actor: Actor, person_id: UUID, *, on: date) -> Person:
    """The record into which ``person_id`` was merged, however often; NotFound when there is none within reach."""
    seen = {person_id}
    while (
        into := Person.objects.beyond("narrowed by its caller")
        .filter(pk=person_id)
        .values_list("merged_into_id", flat=True)
        .first()
    ) is not None:
        if into in seen:
            break
        seen.add(into)
        person_id = into
    return person(actor, person_id, on=on)


def person_options(actor: Actor, text: str, *, on: date, limit: int = LIMIT) -> list[Option]:
    """Persons within reach whose name, pinyin or initials begin with ``text``, each with a unit to tell namesakes apart."""
    return [_option(found) for found in persons(actor, on=on, text=text)[:limit]]


def person_named(actor: Actor, key: str, *, on: date) -> Person | None:
    """The person within reach with this identifier, or the only one of exactly this name."""
    found = persons(actor, on=on)
    try:
        return found.filter(pk=UUID(key)).first()
    except ValueError:
        name = tidy_name(key)
        same = list(persons(actor, on=on, text=name).filter(name=name)[:2]) if name else []
        return same[0] if len(same) == 1 else None


def units_of_persons(actor: Actor, text: str, *, limit: int = LIMIT) -> list[Option]:
    """The units within reach of `VIEW_PERSONS` whose name, short name, pinyin or initials hold ``text``."""
    found = _units_seen(actor).order_by("path")
    if text := tidy_name(text):
        holds = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(letters__icontains=typed(text))
        found = found.filter(holds)
    return [Option(key=str(unit.uid), label=unit.name, note=unit.short_name) for unit in found[:limit]]


def unit_of_persons(actor: Actor, key: str) -> Organisation | None:
    """The unit within reach of `VIEW_PERSONS` with this identifier or of exactly this name or short name."""
    found = _units_seen(actor)
    try:
        return found.filter(uid=UUID(key)).first()
    except ValueError:
        same = list(found.filter(Q(name=tidy_name(key)) | Q(short_name=tidy_name(key)))[:2])
        return same[0] if len(same) == 1 else None


def only_unit(actor: Actor, *, on: date) -> Organisation | None:
    """The unit in which ``actor`` serves and registers persons, if it is one alone."""
    reach = actor.reach(REGISTER_PERSONS)
    if reach.everywhere or actor.person_id is None:
        return None
    own = Post.objects.beyond("one's own posts").not_over(on).filter(person_id=actor.person_id)
    units = Organisation.objects.filter(reach.q("path"), pk__in=own.order_by().values("organisation_id"))
    found = list(units[:2])
    return found[0] if len(found) == 1 else None


def _units_seen(actor: Actor) -> QuerySet[Organisation]:
    access.check(actor, VIEW_PERSONS)
    seen: QuerySet[Organisation] = Organisation.objects.filter(actor.reach(VIEW_PERSONS).q("path"), confirmed=True)
    return seen


def history_of(actor: Actor, person: Person, *, limit: int = 50) -> list[AuditEvent]:
    """What was written to a person's record, newest first; for those who keep records, of a person they have fetched."""
    access.check(actor, REGISTER_PERSONS)
    target = f"people.person:{person.pk}"
    return list(AuditEvent.objects.filter(target=target, action__startswith="person.").order_by("-number")[:limit])


def posts_over_time(actor: Actor, person: Person) -> list[Post]:
    """The posts of ``person``, held now or once, in the units within reach of `VIEW_PERSONS`."""
    access.check(actor, VIEW_PERSONS)
    within = actor.reach(VIEW_PERSONS).q("organisation__path")
    return list(
        Post.objects.beyond("narrowed to the reach here")
        .filter(within, person=person)
        .select_related("organisation")
        .order_by("-begin", "pk")
    )


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names by identifier, for rows that the caller has fetched for somebody."""
    return dict(
        Person.objects.beyond("narrowed by its caller")
        .filter(pk__in={key for key in ids if key})
        .values_list("pk", "name")
    )


def _option(person: Person) -> Option:
    seen = person.seen_posts  # type: ignore[attr-defined]
    return Option(key=str(person.pk), label=person.name, note=seen[0].organisation.name if seen else "")
