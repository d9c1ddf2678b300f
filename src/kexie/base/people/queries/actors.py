"""Who acts: from an account to what its person may do today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from kexie.base.kernel.access import Ability, Actor, Scope, Visitor
from kexie.base.people.models import Account, Organisation, Person, Post
from kexie.base.people.queries.post_seals import SEALED, row_fits
from kexie.base.people.rules import Holding, PersonActor


def actor_of(account: Account, *, on: date) -> PersonActor:
    """The actor behind an account, with what the person holds on the day ``on``; a disabled account holds nothing."""
    if not account.is_active or account.person_id is None:
        return PersonActor(name=account.get_full_name(), account_id=account.pk, person_id=account.person_id)
    rows = _in_force(on).filter(person_id=account.person_id)
    sound = [row for row in rows if row_fits(*row[2:])]
    name = next((name for _path, name, *_rest in rows), None) or account.get_full_name()
    return PersonActor(
        name=name,
        account_id=account.pk,
        person_id=account.person_id,
        holdings=tuple(Holding(role, path) for path, _name, _seal, _id, _person, _unit, role, *_days in sound),
        tampered=tuple(row[3] for row in rows if row not in sound),
    )


@lru_cache(maxsize=8)
def _in_force(on: date) -> QuerySet[Post, tuple[Any, ...]]:
    """What every request asks for the posts of one person: the same question all day, put together once."""
    posts = Post.objects.beyond("one's own").in_force(on)
    return posts.values_list("organisation__path", "person__name", *SEALED)


def actor_now(account_id: UUID, *, at: datetime) -> Actor:
    """The actor behind an account at ``at``, for work that runs later than it was asked for; nobody, if it is gone."""
    account = Account.objects.filter(pk=account_id).select_related("person").first()
    return actor_of(account, on=timezone.localdate(at)) if account is not None and account.is_active else Visitor()


def holding_actors(ability: Ability, *, on: date) -> list[PersonActor]:
    """Who can log in and holds ``ability`` on the day ``on`` by a role that it names, each with the holdings of these roles:
    for notices, never for display to others. One query however many they are.
    """
    granting = [role.code for role in ability.granted]
    posts = Post.objects.beyond("for notices, never for display").in_force(on)
    posts = posts.filter(role__in=granting, person__account__is_active=True)
    held: dict[UUID, PersonActor] = {}
    names = ("organisation__path", "person__name", "person__account__pk")
    for path, name, account_id, *sealed in posts.order_by("person_id").values_list(*names, *SEALED):
        if row_fits(*sealed):
            _seal, _id, person_id, _unit, role, *_days = sealed
            before = held.get(person_id, PersonActor(name=name, account_id=account_id, person_id=person_id))
            held[person_id] = replace(before, holdings=(*before.holdings, Holding(role, path)))
    return list(held.values())


def holders(ability: Ability, *, on: date) -> list[Person]:
    """Who holds ``ability`` on the day ``on``, anywhere, by name: for notices, never for display to others."""
    granting = [role.code for role in ability.granted]
    posts = Post.objects.beyond("for notices, never for display").in_force(on).filter(role__in=granting)
    sound = {row[2] for row in posts.values_list(*SEALED) if row_fits(*row)}
    return list(Person.objects.beyond("for notices, never for display").filter(pk__in=sound).order_by("name", "pk"))


def holders_for(ability: Ability, unit: Organisation, *, on: date) -> list[Person]:
    """Who acts for ``unit`` by ``ability`` on the day ``on``, by name, for notices: those who hold it in the unit itself,
    or, where nobody does, those nearest above whose reach goes down to it.
    """
    scopes = {role.code: scope for role, scope in ability.granted.items()}
    above = [unit.path[:end] for end in range(Organisation.steplen, len(unit.path) + 1, Organisation.steplen)]
    posts = Post.objects.beyond("for notices, never for display").in_force(on)
    rows = posts.filter(role__in=scopes, organisation__path__in=above).values_list("organisation__path", *SEALED)
    sound = [(path, row) for path, *row in rows if row_fits(*row)]
    acting = [(path, row[2]) for path, row in sound if path == unit.path or scopes[row[4]] >= Scope.SUBTREE]
    nearest = max((len(path) for path, _person in acting), default=0)
    found = {person for path, person in acting if len(path) == nearest}
    return list(Person.objects.beyond("for notices, never for display").filter(pk__in=found).order_by("name", "pk"))
