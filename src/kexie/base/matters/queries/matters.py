"""Matters and their versions, for those who write them and those who publish them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.matters.abilities import DESIGN, GROUP, PUBLISH, VIEW_MATTERS
from kexie.base.matters.models import Matter, MatterGroup, MatterVersion, VersionState
from kexie.base.people.rules.organisations import as_typed

_WAITING: Final = (VersionState.DRAFT, VersionState.PROPOSED)
#: What the register's filter of states leaves.
STATES: Final = {
    "": Q(),
    "open": Q(open=True, number__isnull=False),
    "closed": Q(open=False, number__isnull=False),
    "new": Q(number__isnull=True),
    "draft": Q(waiting=VersionState.DRAFT),
    "proposed": Q(waiting=VersionState.PROPOSED),
}


@dataclass(frozen=True, slots=True)
class MatterView:
    """A matter with its versions, the newest first, and what the actor may do with it."""

    matter: Matter
    versions: tuple[MatterVersion, ...]
    current: MatterVersion | None
    waiting: MatterVersion | None
    may_design: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version, the published one before it, and what the actor may do with it now."""

    version: MatterVersion
    before: MatterVersion | None
    may_edit: bool
    may_publish: bool
    #: Whether the actor has written it: then another person publishes it.
    is_own: bool

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.version.state in _WAITING


def matters(
    actor: Actor, *, on: date, text: str = "", group: str = "", below: str = "", state: str = ""
) -> QuerySet[Matter]:
    """The register: matters whose responsible department ``actor`` writes or publishes for.

    ``text`` is looked for in names, codes, pinyin and initials; ``group`` is the key of a group, "none" for none; ``below``
    the path of a unit. Each row bears ``number``, ``effective_from`` and ``limit`` of the version in force on the day ``on``,
    and ``waiting``, the state of the version that is being written.
    """
    in_force = MatterVersion.objects.on(on).filter(matter=OuterRef("pk"))
    waiting = MatterVersion.objects.filter(matter=OuterRef("pk"), state__in=_WAITING)
    found: QuerySet[Matter] = Matter.objects.seen_by(actor, VIEW_MATTERS).select_related("group", "lead")
    found = found.annotate(
        number=Subquery(in_force.values("number")[:1]),
        effective_from=Subquery(in_force.values("effective_from")[:1]),
        limit=Subquery(in_force.values("limit")[:1]),
        waiting=Subquery(waiting.values("state")[:1]),
    ).order_by(F("group__position").asc(nulls_last=True), "code")
    found = found.filter(STATES.get(state, STATES[""]))
    if group == "none":
        found = found.filter(group=None)
    elif group:
        found = found.filter(group__pk=UUID(group))
    if below:
        found = found.filter(lead__path__startswith=below)
    if text := text.strip():
        named = Q(name__icontains=text) | Q(code__icontains=text) | Q(letters__contains=as_typed(text))
        found = found.filter(named)
    return found


def matter_view(actor: Actor, matter_id: UUID, *, on: date) -> MatterView:
    """One matter. Raises NotFound for one that is not the actor's to write or publish."""
    matter = Matter.objects.seen_by(actor, VIEW_MATTERS).select_related("group", "lead").filter(pk=matter_id).first()
    if matter is None:
        raise NotFound
    versions = tuple(matter.versions.select_related("lead", "window", "group").order_by("-number"))
    current = next((one for one in versions if _in_force(one, on)), None)
    waiting = next((one for one in versions if one.state in _WAITING), None)
    return MatterView(matter, versions, current, waiting, may(actor, DESIGN, matter.lead.path))


def version_view(actor: Actor, version_id: UUID) -> VersionView:
    """One version of a matter. Raises as :func:`matter_view`."""
    related = ("matter", "matter__lead", "lead", "window", "group")
    version: MatterVersion | None = MatterVersion.objects.select_related(*related).filter(pk=version_id).first()
    seen = Matter.objects.seen_by(actor, VIEW_MATTERS)
    if version is None or not seen.filter(pk=version.matter_id).exists():
        raise NotFound
    earlier = version.matter.versions.published().filter(number__lt=version.number)
    return VersionView(
        version=version,
        before=earlier.select_related("lead", "window", "group").order_by("-number").first(),
        may_edit=version.state in _WAITING and may(actor, DESIGN, version.matter.lead.path),
        may_publish=version.state == VersionState.PROPOSED and may(actor, PUBLISH, version.matter.lead.path),
        is_own=actor.account_id is not None and actor.account_id == version.made_by,
    )


def changed_last_by(version: MatterVersion) -> UUID | None:
    """The account that has last changed ``version``, proposed it or sent it back; None where that is kept no longer."""
    rows = AuditEvent.objects.filter(target=f"matters.version:{version.pk}", outcome=Outcome.DONE)
    return rows.values_list("account_id", flat=True).first()


def version_to_write(actor: Actor, version_id: UUID) -> MatterVersion:
    """A version that ``actor`` may still change. Raises NotFound, NotPermitted."""
    view = version_view(actor, version_id)
    check(actor, DESIGN, view.version.matter.lead.path)
    if not view.is_open:
        raise NotFound
    return view.version


def waiting_for(actor: Actor) -> QuerySet[MatterVersion]:
    """Versions that wait for ``actor``: proposed by somebody else and his to publish, or his own that were given back.

    One query; none for who neither writes nor publishes.
    """
    if actor.account_id is None or not may(actor, VIEW_MATTERS):
        return MatterVersion.objects.none()
    to_publish = actor.reach(PUBLISH).q("matter__lead__path") & ~Q(made_by=actor.account_id)
    to_mend = actor.reach(DESIGN).q("matter__lead__path") & Q(made_by=actor.account_id) & ~Q(returned="")
    found: QuerySet[MatterVersion] = MatterVersion.objects.filter(
        (Q(state=VersionState.PROPOSED) & to_publish) | (Q(state=VersionState.DRAFT) & to_mend)
    )
    return found.select_related("matter").order_by("made_at")


def groups() -> QuerySet[MatterGroup]:
    """The association's platforms in their order: their names are on every public page."""
    return MatterGroup.objects.all()


def groups_to_keep(actor: Actor) -> QuerySet[MatterGroup]:
    """The same with ``used``, how many matters stand in each. Raises NotPermitted."""
    check(actor, GROUP)
    return MatterGroup.objects.annotate(used=Count("matters"))


def group_to_keep(actor: Actor, group_id: UUID) -> MatterGroup:
    """One of them. Raises NotPermitted, NotFound."""
    found = groups_to_keep(actor).filter(pk=group_id).first()
    if found is None:
        raise NotFound
    return found


def _in_force(version: MatterVersion, day: date) -> bool:
    begun = version.effective_from is not None and version.effective_from <= day
    ended = version.effective_until is not None and version.effective_until <= day
    return version.state == VersionState.PUBLISHED and begun and not ended
