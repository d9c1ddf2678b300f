"""A matter for another installation: what stands in the file, and which units of a file are known here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import DESIGN, PUBLISH
from kexie.base.matters.models import Matter, MatterVersion, VersionState
from kexie.base.matters.rules import carrying
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.carrying import Parcel, ordered_forms, ordered_materials, ordered_terms
from kexie.base.people import api as people
from kexie.base.people.api import Organisation


def exported(actor: Actor, code: str, *, on: date) -> bytes:
    """The file of the version in force on the day ``on``, or of the newest one where none is. Raises NotFound."""
    matter = Matter.objects.seen_by(actor, DESIGN, PUBLISH).filter(code=code).first()
    if matter is None:
        raise NotFound
    version = matter.versions.on(on).first() or newest(matter)
    if version is None:
        raise NotFound
    return carrying.written(parcel_of(version))


def newest(matter: Matter) -> MatterVersion | None:
    """The draft, or else the newest version that was published."""
    found: MatterVersion | None = (
        matter.versions.exclude(state=VersionState.DISCARDED)
        .select_related("matter", "group", "lead", "window")
        .order_by("-number")
        .first()
    )
    return found


def parcel_of(version: MatterVersion) -> Parcel:
    """What a file says of ``version``."""
    assists = version.assists.select_related("organisation")
    return Parcel(
        code=version.matter.code,
        name=version.name,
        group=version.group.name if version.group else "",
        lead=version.lead.name,
        window=version.window.name if version.window else "",
        applicants=version.applicants,
        limit=version.limit,
        terms=ordered_terms(version.terms),
        materials=ordered_materials(version.materials),
        assists=tuple((one.organisation.name, one.duty) for one in assists),
        forms=ordered_forms(version.forms),
        process=_by_names(version.process),
    )


def published_alike(version: MatterVersion) -> MatterVersion | None:
    """The newest published version of the matter, where ``version`` says exactly the same: nothing would change."""
    published = version.matter.versions.published().select_related("matter", "group", "lead", "window")
    last: MatterVersion | None = published.order_by("-effective_from", "-number").first()
    return last if last is not None and parcel_of(last).digest == parcel_of(version).digest else None


def nothing_changed(last: MatterVersion) -> str:
    """What is told of a version that says the same as ``last``, which is published."""
    return _("这一版与已发布的第%d版内容完全相同，没有需要发布的改动。") % last.number


def units_named(names: Iterable[str]) -> dict[str, Organisation]:
    """The open units of these names, or identifiers; names that nobody bears here are left out."""
    found = {name: unit for name in names if (unit := _unit(name)) is not None}
    return {name: unit for name, unit in found.items() if unit.closed_on is None}


def _by_names(process: str) -> str:
    """The process with the names of units in the place of their identifiers, which mean nothing elsewhere."""
    if not process.strip():
        return process
    for lane in read(process).lanes.values():
        if (unit := _of_identifier(lane.unit)) is not None:
            process = process.replace(f'"{lane.unit}"', f'"{escape(unit.name, {chr(34): "&quot;"})}"')
    return process


def _unit(name: str) -> Organisation | None:
    return _of_identifier(name) or people.find_unit(name)


def _of_identifier(text: str) -> Organisation | None:
    try:
        found: Organisation | None = Organisation.objects.filter(uid=UUID(text)).first()
    except ValueError:
        return None
    return found
