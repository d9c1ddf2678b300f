"""Why somebody may or may not; roles and abilities as a matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kexie.base.kernel import access
from kexie.base.kernel.access import Ability, Actor, Role, Scope
from kexie.base.people.abilities import ENTER_WORKBENCH, GRANT_POSTS, SECURITY_ADMIN, UNIT_ADMIN, VIEW_PERSONS
from kexie.base.people.models import Organisation, Person, Post
from kexie.base.people.queries.post_seals import is_intact
from kexie.base.people.rules.posts import GRANTED_BY
from kexie.base.people.rules.rights import Grant, roles_granting, scope_of


@dataclass(frozen=True, slots=True)
class Why:
    """The answer: does he or she hold it, by which posts; which roles would do, and who can grant them."""

    ability: Ability
    may: bool
    grants: list[Grant]
    others: list[Grant]
    roles: list[tuple[Role, Scope]] = field(default_factory=list)
    grantors: list[tuple[str, str]] = field(default_factory=list)
    broken: int = 0


def why(actor: Actor, ability: Ability, *, person: Person | None, on: date) -> Why:
    """Why ``actor``, or ``person`` whom the caller has fetched within reach, may do ``ability``.

    A person without a post gets the roles that would do, and who hands them out.
    """
    person_id = person.pk if person is not None else actor.person_id
    held_on = Post.objects.beyond("one's own, or of a person fetched within reach").on(on)
    rows = held_on.filter(person_id=person_id) if person_id is not None else held_on.none()
    if person is not None:
        rows = rows.within(actor.reach(GRANT_POSTS))
    posts = list(rows.filter(stopped_at__isnull=True).exclude(role="").select_related("organisation"))
    sound = [post for post in posts if is_intact(post)]
    held = [
        Grant(post.role_label, post.organisation.name, post.organisation.path, scope_of(ability, post.role))
        for post in sound
    ]
    grants = [grant for grant in held if grant.scope is not None]
    others = [grant for grant in held if grant.scope is None]
    roles = [
        (access.roles[code], scope) for code, scope in roles_granting(ability, [role.code for role in access.roles])
    ]
    chain = {path for grant in held for path in _upwards(grant.path)}
    return Why(ability, bool(grants), grants, others, roles, _grantors(chain, on, roles), len(posts) - len(sound))


def _upwards(path: str) -> list[str]:
    step = Organisation.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def _grantors(chain: set[str], on: date, roles: list[tuple[Role, Scope]]) -> list[tuple[str, str]]:
    """Name and post of those who can grant one of ``roles``: administrators of the units above, then security ones.

    Their names are known to everybody who needs them: the refusal says "ask your administrator".
    """
    codes = {role.code for role, _scope in roles}
    found = Post.objects.beyond("whom to ask is no secret").on(on).select_related("person", "organisation")
    named = found.filter(role=SECURITY_ADMIN.code)
    if codes & GRANTED_BY[UNIT_ADMIN.code]:
        named = named | found.filter(role=UNIT_ADMIN.code, organisation__path__in=chain)
    nearest = sorted((post for post in named if is_intact(post)), key=lambda post: -len(post.organisation.path))
    nearest.sort(key=lambda post: post.role == SECURITY_ADMIN.code)
    return [(post.person.name, f"{post.organisation.name}，{post.role_label}") for post in nearest[:8]]


@dataclass(frozen=True, slots=True)
class Line:
    """One ability and how far each role of the matrix holds it, in the roles' order."""

    label: str
    scopes: list[Scope | None]


def matrix(actor: Actor) -> tuple[list[Role], list[Line]]:
    """Every role and every ability as they are declared: who may do what, how far."""
    access.check(actor, ENTER_WORKBENCH)
    roles = list(access.roles)
    lines = [Line(str(one.label), [scope_of(one, role.code) for role in roles]) for one in access.abilities]
    return roles, lines


def delegated() -> list[tuple[Role, list[Role]]]:
    """Who hands out which roles within the own subtree."""
    return [
        (access.roles[giver], [role for role in access.roles if role.code in given])
        for giver, given in GRANTED_BY.items()
    ]


def may_ask_about(actor: Actor) -> bool:
    """Whether ``actor`` may ask for others: who grants posts and sees persons."""
    return access.may(actor, GRANT_POSTS) and access.may(actor, VIEW_PERSONS)
