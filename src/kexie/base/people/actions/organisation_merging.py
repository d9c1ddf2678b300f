"""Merging a unit into another, so that all that was its own is the other's; and undoing that."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, repointing
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_history import SPELT, day_of, lock_tree, locked, note, open_unit, respell
from kexie.base.people.actions.organisation_index import index
from kexie.base.people.actions.organisation_moving import put_below
from kexie.base.people.actions.organisation_notices import tell_affected
from kexie.base.people.actions.post_seals import kept_sealed
from kexie.base.people.errors.organisations import DayWrong, MergedOn, NotMerged, PreviewChanged, WrongPlace
from kexie.base.people.models import ChangeKind, Organisation, OrganisationChange, OrganisationName, Post, PostQuerySet
from kexie.base.people.queries.organisation_previews import STAYS, Preview, counted, preview_merge, preview_unmerge
from kexie.base.people.queries.organisations import own_names

#: What has an end, and so ends with its unit where the other unit has the like already.
_ENDING: Final = ("people.Post", "people.Membership")


@transaction.atomic
def merge_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    into: Organisation,
    on: date | None = None,
    basis: str = "",
    seen: str | None = None,
) -> Organisation:
    """Close a unit and let everything that points to it point to ``into``: posts, memberships, credits, entries, names.

    The units below it go below ``into``. What ``into`` has already (a member of both) stays where it is, and ends. All of
    it is written into the history, so that :func:`unmerge_organisation` can undo it. Answers ``into``.

    Refused: into itself or a unit below it, a closed unit on either side, PreviewChanged as for a move.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    access.check(by, MANAGE_ORGANISATIONS, into.path)
    lock_tree()
    unit, other = open_unit(organisation), open_unit(into)
    if not other.confirmed:
        raise WrongPlace(_("接收的组织还没有确认，请先确认它，或者另选一个。"))
    preview = preview_merge(unit, other, on=timezone.localdate(at), rows=counted(unit))
    if seen is not None and seen != preview.digest:
        raise PreviewChanged
    on = day_of(on, at)
    if unit.founded_on is not None and on < unit.founded_on:
        raise DayWrong(_("合并日期早于这个组织的成立日期，请核对。"))
    with kept_sealed(_posts_of(unit, other)):
        details = _take_over(unit, other, on)
    unit.merged_into, unit.closed_on = other, on
    unit.save(update_fields=["merged_into", "closed_on"])
    tell_affected(at=at, unit=unit, changes=preview.changes)
    counts = {label: len(keys) for label, keys in details["moved"].items()}
    note(by=by, at=at, unit=unit, kind=ChangeKind.MERGED, on=on, basis=basis, details=details, moved=counts)
    return other


def _posts_of(*units: Organisation) -> PostQuerySet:
    return Post.objects.beyond("after the action's own check").filter(organisation__in=units)


def _take_over(unit: Organisation, other: Organisation, on: date) -> dict[str, Any]:
    """Let all that is the unit's become the other's; what was done, for the history."""
    children = list(unit.get_children().order_by("path"))
    for child in children:
        put_below(child, Organisation.objects.get(pk=other.pk))
    refreshed = (unit, other)
    for node in refreshed:
        node.refresh_from_db()
    since = _since(unit, on)
    own_names(unit).update(came_from=unit)
    moved = repointing.by_column(repointing.repoint(unit, other, but=STAYS))
    name = OrganisationName.objects.create(
        organisation=other, name=unit.name, short_name=unit.short_name, since=since, until=on, came_from=unit
    )
    respell(other)
    other.save(update_fields=SPELT)
    index(other)
    return {
        "into": ["", other.name],
        "moved": moved,
        "ended": _end_rest(unit, on),
        "children": [str(child.uid) for child in children],
        "name": name.pk,
    }


def _since(unit: Organisation, on: date) -> date | None:
    latest = own_names(unit).order_by("-until").first()
    since = latest.until + timedelta(days=1) if latest else unit.founded_on
    return since if since is None or since <= on else None


def _end_rest(unit: Organisation, on: date) -> dict[str, list[str]]:
    """End what has stayed with the unit: keys by model; rows that begin later never come to be in force."""
    ended: dict[str, list[str]] = {}
    for label in _ENDING:
        rows = apps.get_model(label)._base_manager.filter(organisation=unit, end=None)
        if keys := [str(key) for key in rows.filter(begin__lte=on).values_list("pk", flat=True)]:
            ended[label] = keys
            rows.filter(pk__in=keys).update(end=on)
    return ended


def merge_of(unit: Organisation) -> OrganisationChange:
    """The line of history that tells how ``unit`` was merged; NotMerged when it is not."""
    change: OrganisationChange | None = unit.changes.filter(kind=ChangeKind.MERGED).order_by("-at", "-id").first()
    if unit.merged_into is None or change is None:
        raise NotMerged
    return change


def preview_of_undoing(organisation: Organisation, *, at: datetime) -> Preview:
    """What :func:`unmerge_organisation` would do now; refused as it would be."""
    unit = Organisation.objects.select_related("merged_into").get(pk=organisation.pk)
    details = merge_of(unit).details
    _check_place(unit)
    posts = details["moved"].get("people.Post.organisation", [])
    assert unit.merged_into is not None  # noqa: S101 - `merge_of` has made sure
    on = timezone.localdate(at)
    return preview_unmerge(unit, unit.merged_into, on=on, posts=posts, back=details["children"])


def _check_place(unit: Organisation) -> None:
    if unit.merged_into is not None and unit.merged_into.closed_on is not None:
        raise MergedOn
    above = unit.get_parent()
    if above is not None and above.closed_on is not None:
        raise WrongPlace(_("它的上级单位已经撤销或合并，请先恢复上级单位。"))


@transaction.atomic
def unmerge_organisation(
    *, by: Actor, at: datetime, organisation: Organisation, basis: str = "", seen: str | None = None
) -> Organisation:
    """Bring a merged unit back with what the merge has taken from it, as far as that still is where the merge put it.

    Refused: a unit that is not merged, one whose receiver is closed or merged itself, PreviewChanged as for a move.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    lock_tree()
    unit = locked(organisation)
    change = merge_of(unit)
    other = locked(unit.merged_into)  # type: ignore[arg-type]  # `merge_of` has made sure
    preview = preview_of_undoing(unit, at=at)
    if seen is not None and seen != preview.digest:
        raise PreviewChanged
    with kept_sealed(_posts_of(unit, other)):
        counts = _give_back(unit, other, change)
    unit.merged_into, unit.closed_on = None, None
    respell(unit)
    unit.save(update_fields=["merged_into", "closed_on", *SPELT])
    tell_affected(at=at, unit=unit, changes=preview.changes)
    details = {"from": [other.name, ""], "merge": str(change.pk)}
    on = timezone.localdate(at)
    note(by=by, at=at, unit=unit, kind=ChangeKind.UNMERGED, on=on, basis=basis, details=details, moved=counts)
    return unit


def _give_back(unit: Organisation, other: Organisation, change: OrganisationChange) -> dict[str, int]:
    details = change.details
    moved = repointing.of_columns(details["moved"])
    back = repointing.put_back(moved, source=unit, target=other, whole=False)
    for label, keys in details["ended"].items():
        apps.get_model(label)._base_manager.filter(Q(end=change.on), organisation=unit, pk__in=keys).update(end=None)
    for child in Organisation.objects.filter(uid__in=details["children"]).order_by("path"):
        if child.get_parent() == other:
            put_below(child, Organisation.objects.get(pk=unit.pk))
    OrganisationName.objects.filter(pk=details["name"], organisation=other).delete()
    OrganisationName.objects.filter(organisation=unit, came_from=unit).update(came_from=None)
    for node in (unit, other):
        node.refresh_from_db()
    respell(other)
    other.save(update_fields=SPELT)
    index(other)
    return {label: len(keys) for label, keys in repointing.by_column(back).items()}
