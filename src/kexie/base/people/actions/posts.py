"""Verbs on the posts that persons hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.people import errors, rules
from kexie.base.people.abilities import GRANT_POSTS
from kexie.base.people.actions.persons import add_person
from kexie.base.people.actions.post_seals import seal
from kexie.base.people.errors.persons import PersonMerged
from kexie.base.people.errors.posts import PostTampered
from kexie.base.people.models import Organisation, Person, Post
from kexie.base.people.queries.post_seals import is_intact
from kexie.base.people.rules.meanwhile import kept_apart
from kexie.base.people.rules.posts import may_hand_out, rank_of, renumbered


def hands_out(by: Actor, role: str, path: str) -> bool:
    """Whether ``by`` may hand out ``role`` in the unit at ``path`` (`rules.posts.GRANTED_BY`)."""
    reach = by.reach(GRANT_POSTS)
    held = [holding.role for holding in getattr(by, "holdings", ()) if path.startswith(holding.path)]
    return reach.covers(path) and may_hand_out(held, role, everywhere=reach.everywhere)


def _check_role(by: Actor, person: Person, role: str, path: str) -> None:
    """Refuse a role that nobody declares, that reaches further than ``by``, or that ``by`` would give to himself."""
    if not role:
        return
    if role not in access.roles:
        raise errors.NoSuchRole(role=role)
    if by.person_id == person.pk:
        raise errors.NotForOneself
    if not hands_out(by, role, path):
        raise errors.RoleBeyondReach(role=role)


def _check_held(
    person: Person, organisation: Organisation, role: str, begin: date, end: date | None, *, but: Post | None = None
) -> None:
    """Refuse a role held already in the same days, or excluded by another administrator's role in the same days.

    ``but`` is the post that is being corrected.
    """
    same_days = (
        Post.objects.beyond("after the action's own check")
        .not_over(begin)
        .filter(person=person, stopped_at__isnull=True)
        .exclude(role="")
    )
    if end is not None:
        same_days = same_days.filter(begin__lte=end)
    if but is not None:
        same_days = same_days.exclude(pk=but.pk)
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
    precedence: int | None = None,
    basis: str = "",
) -> Post:
    """Give ``person`` a role, a title or both in ``organisation`` from ``begin`` to ``end``, both days inclusive.

    Refused: outside the reach of ``by``, an unknown role, a role that reaches further than ``by`` does, a role for
    oneself, an end before the begin, a role held already, two administrators' roles in the same days, a merged record.
    """
    access.check(by, GRANT_POSTS, organisation.path)
    title = title.strip()
    if not role and not title:
        raise errors.RoleOrTitle
    if end is not None and end < begin:
        raise errors.EndsBeforeBegin
    _check_role(by, person, role, organisation.path)
    # Locked: two grants at once would not see each other's role, and a merge would leave the post behind.
    held = Person.objects.beyond("after the action's own check").select_for_update().get(pk=person.pk)
    if held.merged_into_id is not None:
        raise PersonMerged
    if role:
        _check_held(person, organisation, role, begin, end)
    post = Post.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        title=title,
        precedence=rank_of(title) if precedence is None else precedence,
        begin=begin,
        end=end,
        basis=basis.strip(),
    )
    seal([post])
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
    end: date | None = None,
    basis: str = "",
) -> Post:
    """Grant a post to ``person``, or to a new person called ``name``: see :func:`grant_post`."""
    serving = person or add_person(by=by, at=at, name=name)
    return grant_post(
        by=by,
        at=at,
        person=serving,
        organisation=organisation,
        role=role,
        title=title,
        begin=begin,
        end=end,
        basis=basis,
    )


@transaction.atomic
def change_post(
    *,
    by: Actor,
    at: datetime,
    post: Post,
    title: str,
    begin: date,
    end: date | None,
    basis: str = "",
    began: Mapping[str, Any] | None = None,
) -> Post:
    """Correct title, days and basis of a post, past or to come; its person, unit and role stay what they are.

    Refused: outside the reach of ``by``, one's own role, a role that ``by`` may not hand out, an end before the begin, a
    post left without role and title, days on which the role is held already or excluded. With ``began``, the values that
    a form has shown, what was not touched keeps another's change (a post that has ended meanwhile stays ended); refused
    with `ChangedMeanwhile` where both have changed the same.
    """
    access.check(by, GRANT_POSTS, post.organisation.path)
    Person.objects.beyond("after the action's own check").select_for_update().get(pk=post.person_id)
    mine = Post.objects.beyond("after the action's own check").select_for_update(of=("self",))
    held = mine.select_related("person", "organisation").get(pk=post.pk)
    if not is_intact(held):
        raise PostTampered
    _check_role(by, held.person, held.role, held.organisation.path)
    wanted = {"title": title.strip(), "begin": begin, "end": end, "basis": basis.strip()}
    changed = _put(held, wanted, began or {})
    if not held.role and not held.title:
        raise errors.RoleOrTitle
    if held.end is not None and held.end < held.begin:
        raise errors.EndsBeforeBegin
    if held.role:
        _check_held(held.person, held.organisation, held.role, held.begin, held.end, but=held)
    if not changed:
        return held
    held.save(update_fields=changed)
    seal([held])
    target, path = f"people.post:{held.pk}", held.organisation.path
    audit.record(by=by, at=at, action="post.change", target=target, unit_path=path, fields=sorted(changed))
    return held


def _put(held: Post, wanted: dict[str, Any], began: Mapping[str, Any]) -> list[str]:
    """Give ``held`` what of ``wanted`` is this sender's own change: the columns that differ."""
    now = {name: getattr(held, name) for name in wanted}
    write, collided = kept_apart(began, wanted, now)
    if collided:
        words = {name: str(now[name] or "") for name in collided}
        raise errors.ChangedMeanwhile(now=now, collided=words)
    for name, value in write.items():
        setattr(held, name, value)
    return [name for name, value in write.items() if now[name] != value]


@transaction.atomic
def place_post(*, by: Actor, at: datetime, post: Post, to: int, on: date) -> Post:
    """Give a post the place ``to`` (from 1) among those held in its unit on the day ``on``; the others close up."""
    access.check(by, GRANT_POSTS, post.organisation.path)
    Organisation.objects.select_for_update().get(pk=post.organisation_id)  # one order at a time
    held = Post.objects.beyond("after the action's own check").on(on).filter(organisation=post.organisation_id)
    posts = {row.pk: row for row in held.order_by("precedence", "begin", "pk")}
    if post.pk not in posts:
        raise errors.PostEnded
    for number, key in enumerate(renumbered(list(posts), post.pk, to), start=1):
        posts[key].precedence = number * 10
    held.bulk_update(posts.values(), ["precedence"])
    target, path = f"people.post:{post.pk}", post.organisation.path
    audit.record(by=by, at=at, action="post.order", target=target, unit_path=path, to=to)
    return posts[post.pk]


@transaction.atomic
def end_post(*, by: Actor, at: datetime, post: Post, on: date) -> Post:
    """Let a post end with the day ``on``: the last one on which it is held. Ended today, its rights are over at once.

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
    if held.role and not hands_out(by, held.role, held.organisation.path):
        raise errors.RoleBeyondReach(role=held.role)
    sound = is_intact(held)
    held.end = on
    if on <= timezone.localdate(at):
        held.stopped_at = at
    held.save(update_fields=["end", "stopped_at"])
    if sound:
        seal([held])
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
