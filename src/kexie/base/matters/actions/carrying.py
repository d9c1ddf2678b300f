"""Verbs on files of matters: take one in as a draft. Nothing is ever published by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.matters.abilities import DESIGN
from kexie.base.matters.actions import versions
from kexie.base.matters.errors import DraftInTheWay, UnitsUnknown
from kexie.base.matters.models import Matter, MatterGroup, MatterVersion, VersionState
from kexie.base.matters.queries.carrying import newest, parcel_of, units_named
from kexie.base.matters.rules.carrying import Parcel, read
from kexie.base.people.api import Organisation


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file: the version that says the same now, and whether anything had to be changed for that.
    ``group_unknown`` is the name of a platform that there is not here, or "".
    """

    version: MatterVersion
    changed: bool
    group_unknown: str


@transaction.atomic
def bring_in(*, by: Actor, at: datetime, data: bytes, over_draft: bool = False) -> Brought:
    """Take the file ``data`` in: as a new matter, or as the draft of its next version. The same file again does nothing.

    A draft that says something else is overwritten only with ``over_draft``.

    Raises:
        ParcelUnreadable: see `rules.carrying`.
        UnitsUnknown: it names units that are not registered here.
        DraftInTheWay, NotPermitted, MatterInvalid (the code is another's).
    """
    parcel = read(data)
    found = _units(parcel)
    parcel = _as_called_here(parcel, found)
    units = {unit.name: unit for unit in found.values()}
    group = MatterGroup.objects.filter(name=parcel.group).first() if parcel.group else None
    group_unknown = parcel.group if group is None else ""
    matter = Matter.objects.seen_by(by, DESIGN).filter(code=parcel.code).first()
    version = newest(matter) if matter is not None else None
    if version is not None and _same(parcel_of(version), parcel, group):
        return Brought(version, False, group_unknown)
    if version is not None and version.state != VersionState.PUBLISHED and not over_draft:
        raise DraftInTheWay
    if matter is None:
        draft = versions.create(by=by, at=at, code=parcel.code, name=parcel.name, lead=units[parcel.lead], group=group)
    else:
        draft = versions.begin_draft(by=by, at=at, matter_id=matter.pk)
    saved = versions.save_draft(
        by=by,
        at=at,
        version_id=draft.pk,
        seen=draft.revision,
        changes=_changes(parcel, units, group),
        assists=[(units[name], duty) for name, duty in parcel.assists],
    )
    return Brought(saved, True, group_unknown)


def _units(parcel: Parcel) -> dict[str, Organisation]:
    units = units_named(parcel.units)
    if unknown := [name for name in parcel.units if name not in units]:
        sentence = _(
            "本系统没有登记这些单位：%(names)s。请先在组织机构中登记，"
            "或者把文件里的名称改成本系统的名称（并删去 digest 一行）再导入。"
        )
        raise UnitsUnknown(sentence % {"names": "、".join(unknown)}, units=unknown)
    return units


def _as_called_here(parcel: Parcel, units: dict[str, Organisation]) -> Parcel:
    """The parcel with the names that its units bear here, by which it is compared."""
    window = units[parcel.window].name if parcel.window else ""
    assists = tuple((units[name].name, duty) for name, duty in parcel.assists)
    return replace(parcel, lead=units[parcel.lead].name, window=window, assists=assists)


def _changes(parcel: Parcel, units: dict[str, Organisation], group: MatterGroup | None) -> dict[str, Any]:
    return {
        "name": parcel.name,
        "group": group,
        "lead": units[parcel.lead],
        "window": units.get(parcel.window),
        "applicants": parcel.applicants,
        "limit": parcel.limit,
        "terms": dict(parcel.terms),
        "materials": list(parcel.materials),
        "forms": list(parcel.forms),
        "process": parcel.process,
        "note": _("从文件导入"),
    }


def _same(kept: Parcel, parcel: Parcel, group: MatterGroup | None) -> bool:
    """Whether what is kept says what the file says; a group that there is not cannot be kept."""
    return _without_group(kept) == _without_group(parcel) and kept.group == (group.name if group else "")


def _without_group(parcel: Parcel) -> tuple[Any, ...]:
    return tuple(getattr(parcel, name) for name in parcel.__slots__ if name != "group")
