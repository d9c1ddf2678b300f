"""Verbs on the posts that persons hold."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.people import errors, rules
from kexie.base.people.abilities import GRANT_POSTS
from kexie.base.people.actions import web_editors
from kexie.base.people.actions.persons import add_person
from kexie.base.people.actions.post_seals import seal
from kexie.base.people.models import Organisation, Person, Post
from kexie.base.people.queries.post_seals import is_intact


def _check_role(by: Actor, person: Person, role: str) -> None:
    """Refuse a role that nobody declares, that reaches further than ``by``, or that ``by`` would give to himself."""
    if not role:
        return
    if role not in access.roles:
        raise errors.NoSuchRole(role=role)
    if by.person_id == person.pk:
        raise errors.NotForOneself
    if not by.reach(GRANT_POSTS).everywhere and rules.reaches_everywhere(role, access.abilities):
        raise errors.RoleBeyondReach(role=role)


def _check_held(person: Person, organisation: Organisation, role: str, begin: date, end: date | None) -> None:
    """Refuse a role held already in the same days, or excluded by another administrator's role in the same days."""
    same_days = (
        Post.objects.beyond("after the action's own check").not_over(begin).filter(person=person).exclude(role="")
    )
    if end is not None:
        same_days = same_days.filter(begin__lte=end)
    if same_days.filter(organisation=organisation, role=role).exists():
        raise errors.RoleHeld(role=role)
    excluded = rules.excluded_roles(same_days.values_list("role", flat=True), role)
    if excluded:
        raise errors.RolesExclude(held=sorted(excluded))


@transaction.atomic
def grant_post(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    organisation: Organisation,
    role: str = "",
    title: str = "",
    begin: date,
    end: date | None = None,
    precedence: int = 100,
) -> Post:
    """Give ``person`` a role, a title or both in ``organisation`` from ``begin`` to ``end``, both days inclusive.

    Refused: outside the reach of ``by``, an unknown role, a role that reaches further than ``by`` does, a role for
    oneself, an end before the begin, a role held already, two administrators' roles in the same days.
    """
    access.check(by, GRANT_POSTS, organisation.path)
    title = title.strip()
    if not role and not title:
        raise errors.RoleOrTitle
    if end is not None and end < begin:
        raise errors.EndsBeforeBegin
    _check_role(by, person, role)
    Person.objects.beyond("after the action's own check").select_for_update().get(
        pk=person.pk
    )  # Two grants at once would not see each other's role.
    if role:
        _check_held(person, organisation, role, begin, end)
    post = Post.objects.create(
        person=person, organisation=organisation, role=role, title=title, precedence=precedence, begin=begin, end=end
    )
    seal([post])
    web_editors.synchronise(by=by, at=at, person=person)
    audit.record(
        by=by,
        at=at,
        action="post.grant",
        target=f"people.post:{post.pk}",
        unit_path=organisation.path,
        role=role,
        person=str(person.pk),
        begin=begin.isoformat(),
        end=end.isoformat() if end else "",
    )
    return post


@transaction.atomic
def appoint(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    person: Person | None,
    name: str = "",
    role: str = "",
    title: str = "",
    begin: date,
) -> Post:
    """Grant a post to ``person``, or to a new person called ``name``: see :func:`grant_post`."""
    serving = person or add_person(by=by, at=at, name=name)
    return grant_post(by=by, at=at, person=serving, organisation=organisation, role=role, title=title, begin=begin)


@transaction.atomic
def end_post(*, by: Actor, at: datetime, post: Post, on: date) -> Post:
    """Let a post end with the day ``on``: the last one on which it is held.

    Refused: outside the reach of ``by``, a role that reaches further than ``by`` does, a post that has ended already, an
    end before the begin.
    """
    access.check(by, GRANT_POSTS, post.organisation.path)
    held = (
        Post.objects.beyond("after the action's own check")
        .select_for_update()
        .select_related("person", "organisation")
        .get(pk=post.pk)
    )
    if held.end is not None and held.end <= on:
        raise errors.PostEnded
    if on < held.begin:
        raise errors.EndsBeforeBegin
    if not by.reach(GRANT_POSTS).everywhere and rules.reaches_everywhere(held.role, access.abilities):
        raise errors.RoleBeyondReach(role=held.role)
    sound = is_intact(held)
    held.end = on
    held.save(update_fields=["end"])
    if sound:
        seal([held])
    web_editors.synchronise(by=by, at=at, person=held.person)
    audit.record(
        by=by,
        at=at,
        action="post.end",
        target=f"people.post:{held.pk}",
        unit_path=held.organisation.path,
        role=held.role,
        person=str(held.person_id),
        end=on.isoformat(),
    )
    return held
