"""Questions about posts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor, Role
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import GRANT_POSTS, VIEW_PERSONS
from kexie.base.people.models import Organisation, Post, PostQuerySet
from kexie.base.people.queries.organisations import organisation
from kexie.base.people.rules.posts import may_hand_out


def posts(actor: Actor, *, on: date) -> PostQuerySet:
    """The posts, held on the day ``on`` or later, in the units where ``actor`` may see persons."""
    access.check(actor, VIEW_PERSONS)
    within = actor.reach(VIEW_PERSONS).q("organisation__path")
    return (
        Post.objects.beyond("narrowed to the reach here")
        .not_over(on)
        .filter(within)
        .select_related("organisation", "person")
    )


def posts_in(actor: Actor, unit: Organisation, *, on: date) -> PostQuerySet:
    """The posts in ``unit`` on the day ``on``, as far as ``actor`` may see them: none, if the unit is not within reach."""
    if not access.may(actor, VIEW_PERSONS, unit.path):
        return Post.objects.none()
    return posts(actor, on=on).on(on).filter(organisation=unit)


def unit_to_staff(actor: Actor, uid: UUID) -> Organisation:
    """A unit in which ``actor`` may grant posts; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, GRANT_POSTS, unit.path)
    return unit


def post_to_end(actor: Actor, post_id: UUID, *, on: date) -> Post:
    """A post, held on the day ``on`` or later, that ``actor`` may end; NotFound otherwise."""
    within = actor.reach(GRANT_POSTS).q("organisation__path")
    found = (
        Post.objects.beyond("narrowed to the reach here")
        .not_over(on)
        .filter(within, pk=post_id)
        .select_related("organisation", "person")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def grantable_roles(actor: Actor) -> list[Role]:
    """The roles that ``actor`` may hand out somewhere (`rules.posts.GRANTED_BY`)."""
    everywhere = actor.reach(GRANT_POSTS).everywhere
    held = [holding.role for holding in getattr(actor, "holdings", ())]
    return [role for role in access.roles if may_hand_out(held, role.code, everywhere=everywhere)]


def own_posts(actor: Actor, *, on: date) -> PostQuerySet:
    """What the actor holds today or later: everyone may see that of himself or herself."""
    if actor.person_id is None:
        return Post.objects.none()
    return (
        Post.objects.beyond("one's own").not_over(on).filter(person_id=actor.person_id).select_related("organisation")
    )
