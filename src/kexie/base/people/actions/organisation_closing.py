"""Closing a unit, and opening it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_history import day_of, lock_tree, locked, note, open_unit
from kexie.base.people.actions.organisation_notices import tell_affected
from kexie.base.people.actions.post_seals import seal
from kexie.base.people.errors.organisations import DayWrong, PreviewChanged, ReopenByUnmerge, UnitOpen, WrongPlace
from kexie.base.people.models import ChangeKind, Membership, Organisation, Post
from kexie.base.people.queries.organisation_previews import preview_close
from kexie.base.people.queries.post_seals import is_intact


@transaction.atomic
def close_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    on: date | None = None,
    basis: str = "",
    seen: str | None = None,
) -> Organisation:
    """Close a unit with the day ``on`` (today); the posts and memberships in it end with that day.

    Refused: above open units, before its founding, while a post is still to begin, PreviewChanged as for a move.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    lock_tree()
    unit, on = open_unit(organisation), day_of(on, at)
    if unit.founded_on is not None and on < unit.founded_on:
        raise DayWrong(_("撤销日期早于成立日期，请核对。"))
    preview = preview_close(unit, on=on)
    if seen is not None and seen != preview.digest:
        raise PreviewChanged
    posts = _end_posts(unit, on, by=by, at=at)
    open_ones = Membership.objects.beyond("after the action's own check").filter(organisation=unit, end=None)
    if open_ones.filter(begin__gt=on).exists():
        raise DayWrong(_("有会籍在这一天之后才开始，请先核对会籍，或把撤销日期改晚。"))
    members = open_ones.update(end=on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    tell_affected(at=at, unit=unit, changes=preview.changes)
    note(by=by, at=at, unit=unit, kind=ChangeKind.CLOSED, on=on, basis=basis, posts=posts, members=members)
    return unit


def _end_posts(unit: Organisation, on: date, *, by: Actor, at: datetime) -> list[str]:
    """End the posts in ``unit`` with the day ``on``; their keys."""
    posts = (
        Post.objects.beyond("after the action's own check")
        .filter(Q(end=None) | Q(end__gt=on), organisation=unit)
        .select_related("person")
    )
    ending = list(posts.select_for_update(of=("self",)))
    if any(post.begin > on for post in ending):
        raise DayWrong(_("有任职在这一天之后才开始，请先结束这些任职，或把撤销日期改晚。"))
    sound = [post for post in ending if is_intact(post)]
    for post in ending:
        post.end = on
        post.save(update_fields=["end"])
    seal(sound)
    return [str(post.pk) for post in ending]


@transaction.atomic
def reopen_organisation(*, by: Actor, at: datetime, organisation: Organisation, basis: str = "") -> Organisation:
    """Open a closed unit again; posts that ended with it stay ended: whom to appoint is decided anew.

    Refused: an open unit, a merged one, one below a closed unit.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    lock_tree()
    unit = locked(organisation)
    if unit.merged_into_id is not None:
        raise ReopenByUnmerge
    if unit.closed_on is None:
        raise UnitOpen
    above = unit.get_parent()
    if above is not None and above.closed_on is not None:
        raise WrongPlace(_("它的上级单位已经撤销或合并，请先恢复上级单位。"))
    details = {"closed_on": [unit.closed_on.isoformat(), ""]}
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    on = timezone.localdate(at)
    note(by=by, at=at, unit=unit, kind=ChangeKind.REOPENED, on=on, basis=basis, details=details)
    return unit
