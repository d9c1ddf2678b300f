"""The review of rights: who holds what in a unit and below, since when, used when; which units are overdue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import REVIEW_RIGHTS
from kexie.base.people.models import AccessReview, Account, Organisation, Post
from kexie.base.people.queries.organisations import organisation
from kexie.base.people.queries.post_seals import is_intact
from kexie.base.people.rules.posts import Term, conflicting_roles
from kexie.base.people.rules.rights import Flag, flags_of, is_overdue


@dataclass(frozen=True, slots=True)
class Held:
    """A post with a role, as a reviewer sees it."""

    post_id: UUID
    person_id: UUID
    unit: str
    person: str
    role: str
    title: str
    begin: date
    end: date | None
    last_log_in: datetime | None
    flags: list[Flag]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A unit with roles in it, and when it was last reviewed."""

    uid: UUID
    name: str
    held: int
    reviewed_at: datetime | None
    overdue: bool


def unit_to_review(actor: Actor, uid: UUID) -> Organisation:
    """A unit whose rights ``actor`` reviews; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, REVIEW_RIGHTS, unit.path)
    return unit


def held_in(actor: Actor, unit: Organisation, *, on: date, at: datetime, below: bool = True) -> list[Held]:
    """The posts with a role in ``unit``, with ``below`` in its subtree too, on the day ``on`` or later."""
    access.check(actor, REVIEW_RIGHTS, unit.path)
    found = Post.objects.seen_by(actor, REVIEW_RIGHTS).not_over(on).filter(stopped_at__isnull=True).exclude(role="")
    found = found.filter(organisation__path__startswith=unit.path) if below else found.filter(organisation=unit)
    posts = list(found.select_related("organisation", "person").order_by("organisation__path", "precedence", "pk"))
    persons = {post.person_id for post in posts}
    accounts = dict(Account.objects.filter(person__in=persons, is_active=True).values_list("person_id", "last_login"))
    terms: dict[UUID, list[Term]] = defaultdict(list)
    everywhere = Post.objects.beyond("what excludes each other may stand in other units").not_over(on)
    for person_id, role, begin, end in everywhere.filter(person__in=persons).values_list(
        "person_id", "role", "begin", "end"
    ):
        terms[person_id].append(Term(role, begin, end))
    clashing = {person_id for person_id, held in terms.items() if conflicting_roles(held)}
    return [_held(post, accounts, clashing, on, at) for post in posts]


def _held(post: Post, accounts: dict[Any, datetime | None], clashing: set[UUID], on: date, at: datetime) -> Held:
    last = accounts.get(post.person_id)
    flags = flags_of(
        intact=is_intact(post),
        clashes=post.person_id in clashing,
        has_account=post.person_id in accounts,
        last_log_in=last,
        begin=post.begin,
        end=post.end,
        unit_open=post.organisation.closed_on is None,
        at=at,
        on=on,
    )
    unit, person = post.organisation.name, post.person.name
    days = (post.begin, post.end)
    return Held(post.pk, post.person_id, unit, person, post.role_label, post.title, *days, last, flags)


def reviews_of(actor: Actor, unit: Organisation) -> QuerySet[AccessReview]:
    """The reviews of ``unit``, newest first."""
    found: QuerySet[AccessReview] = AccessReview.objects.seen_by(actor, REVIEW_RIGHTS).filter(organisation=unit)
    return found


def review_states(actor: Actor, *, on: date, at: datetime, overdue_only: bool = False) -> list[ReviewState]:
    """The units within reach in which somebody holds a role, the longest unreviewed first."""
    access.check(actor, REVIEW_RIGHTS)
    latest = AccessReview.objects.seen_by(actor, REVIEW_RIGHTS).filter(organisation=OuterRef("organisation"))
    newest = latest.order_by().values("organisation").annotate(newest=Max("at")).values("newest")
    posts = Post.objects.seen_by(actor, REVIEW_RIGHTS).in_force(on).order_by()
    rows = posts.values_list("organisation__uid", "organisation__name", "organisation__path").annotate(
        held=Count("pk"), newest=Subquery(newest)
    )
    states = [
        ReviewState(uid, name, held, reviewed, is_overdue(reviewed, at))
        for uid, name, _path, held, reviewed in rows
        if is_overdue(reviewed, at) or not overdue_only
    ]
    return sorted(
        states, key=lambda row: (not row.overdue, row.reviewed_at is not None, row.reviewed_at or at, row.name)
    )
