"""Verbs on the tree of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import LogInFirst
from kexie.base.people import errors, queries, rules
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.models import Organisation, OrganisationKind


def _target(unit: Organisation) -> str:
    return f"people.organisation:{unit.uid}"


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
    if parent is None:
        list(Organisation.objects.filter(depth=1).select_for_update().values_list("pk")[:1])
        planted: Organisation = Organisation.add_root(instance=unit)
        return planted
    # Its row is locked and read anew: a sibling planted meanwhile has moved the place where the next one belongs.
    child: Organisation = Organisation.objects.select_for_update().get(pk=parent.pk).add_child(instance=unit)
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
) -> Organisation:
    """Add a unit to the tree, below ``parent`` or as a root; refused when its name is taken."""
    access.check(by, MANAGE_ORGANISATIONS, parent.path if parent else None)
    unit = Organisation(
        name=_clean_name(name),
        short_name=rules.tidy_name(short_name),
        kind=_clean_kind(kind),
        confirmed=confirmed,
        created_at=at,
    )
    unit = _plant(unit, parent)
    audit.record(by=by, at=at, action="organisation.add", target=_target(unit), unit_path=unit.path, kind=unit.kind)
    return unit


@transaction.atomic
def rename_organisation(
    *, by: Actor, at: datetime, organisation: Organisation, name: str, short_name: str = ""
) -> Organisation:
    """Give a unit another name and short name; refused when the name is taken."""
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    unit: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = unit.name
    unit.name, unit.short_name = _clean_name(name, but=unit), rules.tidy_name(short_name)
    unit.save(update_fields=["name", "short_name"])
    audit.record(
        by=by,
        at=at,
        action="organisation.rename",
        target=_target(unit),
        unit_path=unit.path,
        before=before,
        after=unit.name,
    )
    return unit


@transaction.atomic
def confirm_organisation(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    kind: str,
    parent: Organisation | None,
    short_name: str = "",
) -> Organisation:
    """Confirm a unit that an import has named: say what it is and put it below ``parent``."""
    access.check(by, MANAGE_ORGANISATIONS, parent.path if parent else None)
    unit: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if unit.confirmed:
        raise errors.UnitConfirmed
    unit.kind, unit.confirmed = _clean_kind(kind), True
    unit.short_name = rules.tidy_name(short_name) or unit.short_name
    unit.save(update_fields=["kind", "confirmed", "short_name"])
    if parent is not None:
        unit.move(Organisation.objects.select_for_update().get(pk=parent.pk), pos="last-child")
        unit.refresh_from_db()
    audit.record(by=by, at=at, action="organisation.confirm", target=_target(unit), unit_path=unit.path, kind=unit.kind)
    return unit


@transaction.atomic
def remove_unconfirmed(*, by: Actor, at: datetime, organisation: Organisation) -> None:
    """Take away a unit that an import has named by mistake; refused when it is confirmed, or when anything refers to it."""
    access.check(by, MANAGE_ORGANISATIONS, organisation.path)
    unit: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if unit.confirmed:
        raise errors.UnitConfirmed(_("这个组织已经确认，不能删除。"))
    if not unit.is_leaf():
        raise errors.UnitInUse
    try:
        unit.delete()
    except ProtectedError as error:
        raise errors.UnitInUse from error
    audit.record(by=by, at=at, action="organisation.remove", target=_target(unit), unit_path=unit.path, name=unit.name)


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
    if Organisation.objects.filter(short_name=name).exists():
        raise errors.UnitAmbiguous(_("有多个组织使用简称“%(name)s”，请填写全称。") % {"name": name}, name=name)
    unit = _plant(Organisation(name=_clean_name(name), confirmed=False, created_at=at), None)
    audit.record(by=by, at=at, action="organisation.add_unconfirmed", target=_target(unit), unit_path=unit.path)
    return unit
