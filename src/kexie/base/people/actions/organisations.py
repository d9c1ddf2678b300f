"""Verbs on units: add, edit, rename, confirm, remove; their places and mergers have modules of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import LogInFirst
from kexie.base.people import errors, queries, rules
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_history import (
    SPELT,
    city_place,
    day_of,
    lock_tree,
    locked,
    note,
    open_unit,
    reletter,
    respell,
    target_of,
)
from kexie.base.people.actions.organisation_index import index
from kexie.base.people.actions.organisation_moving import put_below
from kexie.base.people.errors.organisations import DayWrong, NameUnchanged, UnitClosed, WrongPlace
from kexie.base.people.models import ChangeKind, Organisation, OrganisationKind, OrganisationName
from kexie.base.people.queries.organisation_facts import as_kept, clean_facts, in_words
from kexie.base.people.queries.organisations import own_names
from kexie.base.people.rules.meanwhile import kept_apart
from kexie.base.people.rules.organisations import Fit, fit


def _clean_name(name: str, *, but: Organisation | None = None) -> str:
    """The name as it is stored; refused when it is empty, too long or taken by a unit other than ``but``."""
    name = rules.tidy_name(name)
    limit = Organisation._meta.get_field("name").max_length or 0
    if not 0 < len(name) <= limit:
        raise errors.NameMissing(_("请填写组织名称，不超过%(limit)d个字。") % {"limit": limit})
    taken = Organisation.objects.filter(name=name)
    if taken.exclude(pk=but.pk if but else None).exists():
        raise errors.NameTaken(_("已有名为“%(name)s”的组织，请核对后使用已有的组织。") % {"name": name})
    return name


def _clean_kind(kind: str) -> str:
    if kind not in OrganisationKind.values:
        raise errors.NoSuchKind(kind=kind)
    return kind


def _plant(unit: Organisation, parent: Organisation | None) -> Organisation:
    """Put a new unit below ``parent`` (None: beside the other roots), one at a time."""
    lock_tree()
    respell(unit)
    if parent is None:
        planted: Organisation = Organisation.add_root(instance=unit)
        return planted
    # Its row is read anew: a sibling planted or a parent moved meanwhile has changed the place.
    above = locked(parent)
    if above.closed_on is not None:
        raise UnitClosed
    child: Organisation = above.add_child(instance=unit)
    return child


@transaction.atomic
def add_organisation(
    *,
    by: Actor,
    at: datetime,
    name: str,
    kind: str,
    parent: Organisation | None = None,
    short_name: str = "",
    confirmed: bool = True,
    basis: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Organisation:
    """Add a unit to the tree, below ``parent`` or as a root, with its facts (`queries.organisation_facts.ELEMENTS`).

    Refused: a name or a credit code that is taken, a fact that its data element does not take, a parent that is closed
    or below which such a unit never stands.
    """
    access.check(by, MANAGE_ORGANISATIONS, parent.path if parent else None)
    if fit(_clean_kind(kind), parent.kind if parent else None) is Fit.NEVER:
        raise WrongPlace
    unit = Organisation(
        name=_clean_name(name),
        short_name=rules.tidy_name(short_name),
        kind=kind,
        confirmed=confirmed,
        created_at=at,
        **clean_facts(facts or {}),
    )
    unit = _plant(unit, parent)
    on = unit.founded_on or timezone.localdate(at)
    note(by=by, at=at, unit=unit, kind=ChangeKind.FOUNDED, on=on, basis=basis, unit_kind=unit.kind)
    return unit


@transaction.atomic
def edit_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    kind: str,
    facts: Mapping[str, Any],
    basis: str = "",
    short_name: str | None = None,
    began: Mapping[str, Any] | None = None,
) -> Organisation:
    """Put the kind, the facts and, where one is given, the short name of a unit right.

    What is the same stays, and without any change nothing is written. With ``began``, the values that a form has shown,
    what was not touched keeps another's change; refused with `ChangedMeanwhile` where both have changed the same.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    lock_tree()
    unit = open_unit(organisation)
    wanted = {"kind": _clean_kind(kind), **clean_facts(facts, but=unit)}
    if short_name is not None:
        wanted["short_name"] = rules.tidy_name(short_name)
    wanted = _apart(unit, began or {}, wanted)
    changed = {column: value for column, value in wanted.items() if getattr(unit, column) != value}
    if not changed:
        return unit
    details = {column: [as_kept(getattr(unit, column)), as_kept(value)] for column, value in changed.items()}
    for column, value in changed.items():
        setattr(unit, column, value)
    respell(unit)
    unit.save(update_fields=[*changed, *SPELT])
    on = timezone.localdate(at)
    note(by=by, at=at, unit=unit, kind=ChangeKind.DETAILS, on=on, basis=basis, details=details, columns=[*changed])
    return unit


def _apart(unit: Organisation, began: Mapping[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What of ``wanted`` is this sender's own change."""
    now = {column: getattr(unit, column) for column in wanted}
    write, collided = kept_apart(began, wanted, now)
    if collided:
        raise errors.ChangedMeanwhile(now=now, collided={column: in_words(column, now[column]) for column in collided})
    return write


@transaction.atomic
def rename_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    name: str,
    short_name: str = "",
    on: date | None = None,
    basis: str = "",
    began: Mapping[str, Any] | None = None,
) -> Organisation:
    """Give a unit another name and short name from the day ``on`` (today); refused when it is taken or the same.

    The former name is kept with its last day, and imports still find the unit by it; an unconfirmed unit, whose name was
    a reading of somebody's text, leaves none behind. ``began``: see :func:`edit_organisation`.
    """
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    lock_tree()
    unit = open_unit(organisation)
    on = day_of(on, at)
    before = (unit.name, unit.short_name)
    wanted = {"name": _clean_name(name, but=unit), "short_name": rules.tidy_name(short_name)}
    for column, value in _apart(unit, began or {}, wanted).items():
        setattr(unit, column, value)
    if (unit.name, unit.short_name) == before:
        raise NameUnchanged
    if unit.confirmed:
        _keep_name(unit, before, on)
    place = city_place()
    unit.save(update_fields=["name", "short_name"])
    if (now := city_place()) != place:
        reletter(now)
    respell(unit)
    unit.save(update_fields=SPELT)
    details = {"name": [before[0], unit.name], "short_name": [before[1], unit.short_name]}
    note(by=by, at=at, unit=unit, kind=ChangeKind.RENAMED, on=on, basis=basis, details=details, before=before[0])
    return unit


def _keep_name(unit: Organisation, before: tuple[str, str], on: date) -> None:
    """Keep the former name until the day before ``on``; refused when another name was still borne then."""
    latest = own_names(unit).order_by("-until").first()
    since = latest.until + timedelta(days=1) if latest else unit.founded_on
    until = on - timedelta(days=1)
    if since is not None and until < since:
        raise DayWrong(_("启用新名称的日期不能早于%(day)s之后一天，请核对。") % {"day": since.isoformat()})
    OrganisationName.objects.create(organisation=unit, name=before[0], short_name=before[1], since=since, until=until)


@transaction.atomic
def confirm_organisation(
    *, by: Actor, at: datetime, organisation: Organisation, kind: str, short_name: str = "", parent: Organisation | None
) -> Organisation:
    """Say that a unit which an import has named is real: its kind, and its place below ``parent`` (None: a root)."""
    access.check(by, MANAGE_ORGANISATIONS, parent.path if parent else None)
    lock_tree()
    unit = open_unit(organisation)
    if unit.confirmed:
        raise errors.UnitConfirmed
    unit.kind, unit.confirmed = _clean_kind(kind), True
    unit.short_name = rules.tidy_name(short_name) or unit.short_name
    respell(unit)
    unit.save(update_fields=["kind", "confirmed", "short_name", *SPELT])
    if parent is not None:
        unit = put_below(unit, open_unit(parent))
    audit.record(
        by=by, at=at, action="organisation.confirm", target=target_of(unit), unit_path=unit.path, kind=unit.kind
    )
    index(unit)
    return unit


@transaction.atomic
def remove_unconfirmed(*, by: Actor, at: datetime, organisation: Organisation) -> None:
    """Take away a unit that an import has named by mistake; refused when it is confirmed, or when anything refers to it."""
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    lock_tree()
    unit = locked(organisation)
    if unit.confirmed:
        raise errors.UnitConfirmed(_("这个组织已经确认，不能删除。"))
    if not unit.is_leaf():
        raise errors.UnitInUse
    try:
        unit.delete()
    except ProtectedError as error:
        raise errors.UnitInUse from error
    audit.record(
        by=by, at=at, action="organisation.remove", target=target_of(unit), unit_path=unit.path, name=unit.name
    )


@transaction.atomic
def units_named(names: Sequence[str], *, by: Actor, at: datetime) -> list[Organisation]:
    """The units of these names, in order; an unknown one is added unconfirmed, beside the tree, never guessed.

    A short name that several units share is refused: choosing one would be a guess. The action that imports has
    asked its own ability; here only a visitor is turned away.
    """
    if not by.is_known:
        raise LogInFirst
    return [queries.find_unit(name) or _add_unconfirmed(name, by=by, at=at) for name in map(rules.tidy_name, names)]


def _add_unconfirmed(name: str, *, by: Actor, at: datetime) -> Organisation:
    if Organisation.objects.filter(short_name=name, closed_on=None).exists():
        raise errors.UnitAmbiguous(_("有多个组织使用简称“%(name)s”，请填写全称。") % {"name": name}, name=name)
    unit = _plant(Organisation(name=_clean_name(name), confirmed=False, created_at=at), None)
    audit.record(by=by, at=at, action="organisation.add_unconfirmed", target=target_of(unit), unit_path=unit.path)
    return unit
