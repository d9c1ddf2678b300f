"""The fixed cast of people: every test speaks of the same city, units and persons.

Fixtures: `city`, the units by name; `cast`, which also answers for each member `.actor(name)`, `.client(name)` (a Django
test client, logged in), `.person(name)`, `.account(name)`, `.unit(name)`. `.as_(name)` is short for `.client(name)`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, Platform, Visitor
from kexie.base.people.actions.accounts import disable_account, open_account
from kexie.base.people.actions.organisations import add_organisation
from kexie.base.people.actions.posts import add_person, grant_post
from kexie.base.people.models import Account, Organisation, Person, Post
from kexie.base.people.queries import actor_of
from kexie.base.people.tests.planting import planted_once

T = TypeVar("T")

AT = datetime(2023, 5, 23, 1, 0, tzinfo=UTC)
SINCE = date(2020, 1, 1)
PASSWORD = "yunchuan-brook-2023"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

#: name, kind, parent, short name
UNITS = (
    ("云川市科学技术协会", "city", None, "云川市科协"),
    ("办公室", "department", "云川市科协", ""),
    ("科普部", "department", "云川市科协", ""),
    ("科创部", "department", "云川市科协", ""),
    ("宣文部", "department", "云川市科协", ""),
    ("青溪区科学技术协会", "district", "云川市科协", "青溪区科协"),
    ("云台区科学技术协会", "district", "云川市科协", "云台区科协"),
    ("青溪区柳湾街道科学技术协会", "grass_roots", "青溪区科协", "柳湾街道科协"),
    ("云台区石桥镇科学技术协会", "grass_roots", "云台区科协", "石桥镇科协"),
    ("云川市农学会", "society", "云川市科协", ""),
    ("云川市航空学会", "society", "云川市科协", ""),
)

#: member, name of the person, role, title, unit
MEMBERS = (
    ("clerk_a", "林知遥", "clerk", "干事", "青溪区科协"),
    ("clerk_b", "贺云舒", "clerk", "干事", "云台区科协"),
    ("unit_admin_a", "苏明远", "unit_admin", "秘书长", "青溪区科协"),
    ("unit_admin_b", "程砚秋水", "unit_admin", "秘书长", "云台区科协"),
    ("editor", "周青禾", "bulletin.editor", "编辑", "办公室"),
    ("reviewer", "沈一诺", "bulletin.reviewer", "副主任", "办公室"),
    ("signer", "陆承安", "bulletin.signer", "主任", "办公室"),
    ("sender", "梁望京", "bulletin.sender", "干事", "办公室"),
    ("keeper", "宋知微", "bulletin.keeper", "副主任", "办公室"),
    ("web_editor", "顾南乔", "web_editor", "科员", "宣文部"),
    ("system_admin", "江望舒", "system_admin", "", "办公室"),
    ("security_admin", "韩思齐", "security_admin", "", "办公室"),
    ("audit_admin", "叶知秋", "audit_admin", "", "办公室"),
    ("plain", "许一鸣", "", "", ""),
    ("disabled", "孟喆", "clerk", "", "科普部"),
)
NAMES = tuple(row[0] for row in MEMBERS)


@dataclass
class Cast:
    """Who plays, and where."""

    units: dict[str, Organisation]
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    names: tuple[str, ...] = NAMES

    def unit(self, name: str) -> Organisation:
        """The unit of this name or short name, as it is now."""
        return Organisation.objects.get(pk=self.units[name].pk)

    def person(self, name: str) -> Person:
        return self.people[name]

    def account(self, name: str) -> Account:
        """The member's account, as it is now."""
        return Account.objects.get(pk=self.accounts[name].pk)

    def actor(self, name: str) -> Actor:
        """The actor of a member today; "visitor" and "platform" are actors too."""
        others = {"visitor": Visitor(), "platform": Platform()}
        return others.get(name) or actor_of(self.account(name), on=clock.today())

    def client(self, name: str, **defaults: str) -> Client:
        """A client in which the member is logged in; "visitor" is not."""
        client = Client(**defaults)
        if name != "visitor":
            client.force_login(self.account(name), backend=BACKEND)
            prove(client, self.account(name))
        return client

    as_ = client


def prove(client: Client, account: Account, *, method: str = "mfa", age_s: float = 0) -> None:
    """Let the client's log-in count as proven so many seconds ago: by a second factor (``mfa``) or a password alone."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time() - age_s}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()


def plant_city() -> dict[str, Organisation]:
    """The tree of 云川市, by name and by short name."""
    units: dict[str, Organisation] = {}
    for name, kind, parent, short in UNITS:
        unit = add_organisation(
            by=Platform(),
            at=AT,
            name=name,
            kind=kind,
            short_name=short,
            parent=units[parent] if parent else None,
        )
        units[name] = unit
        if short:
            units[short] = unit
    return units


def enlist(cast: Cast, member: str, name: str, role: str, title: str, unit: str) -> None:
    """One member: a person, a post where there is a role, an account."""
    person = cast.people[member] = add_person(by=Platform(), at=AT, name=name)
    if role:
        grant_post(
            by=Platform(),
            at=AT,
            person=person,
            organisation=cast.units[unit],
            role=role,
            title=title,
            begin=SINCE,
        )
    cast.accounts[member] = open_account(
        by=Platform(), at=AT, person=person, email=f"{member}@yunchuan.example", password=PASSWORD
    )


def assemble() -> Cast:
    """The city and all members, ready to act."""
    cast = Cast(plant_city())
    for row in MEMBERS:
        enlist(cast, *row)
    disable_account(by=Platform(), at=AT, account=cast.accounts["disabled"])
    return cast


def _planted(request: pytest.FixtureRequest, name: str, plant: Callable[[], T]) -> T:
    """From the snapshot, where the test is rolled back; planted anew where it has transactions of its own."""
    marker = request.node.get_closest_marker("django_db")
    own = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
    if own & set(request.fixturenames) or (marker and marker.kwargs.get("transaction")):
        return plant()
    return planted_once(name, plant)


@pytest.fixture
def city(request: pytest.FixtureRequest, db: None) -> dict[str, Organisation]:
    """The units of the city by name and short name."""
    if "cast" in request.fixturenames:
        cast: Cast = request.getfixturevalue("cast")
        return cast.units
    return _planted(request, "city", plant_city)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """All members, ready to act."""
    return _planted(request, "cast", assemble)


def posts_of(member: Person) -> list[Post]:
    """A member's posts, for tests that end them."""
    return list(Post.objects.filter(person=member))
