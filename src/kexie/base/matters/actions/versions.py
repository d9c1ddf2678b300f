"""Verbs on matters: make one, write its draft, propose it, publish it as another person, give it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import DESIGN, PUBLISH
from kexie.base.matters.errors import MatterInvalid, NotReady, SamePerson, VersionChanged
from kexie.base.matters.models import Assist, Matter, MatterGroup, MatterVersion, VersionState
from kexie.base.matters.queries.carrying import nothing_changed, published_alike
from kexie.base.matters.queries.judging import problems_of
from kexie.base.matters.queries.matters import changed_last_by
from kexie.base.matters.rules.digests import digest_of_values
from kexie.base.people.api import Organisation
from kexie.base.people.rules.organisations import letters_of

#: What a draft may be changed in, beside its assisting units.
FIELDS = (
    "name",
    "group",
    "lead",
    "window",
    "applicants",
    "limit",
    "terms",
    "materials",
    "forms",
    "process",
    "note",
    "effective_from",
)


@transaction.atomic
def create(
    *, by: Actor, at: datetime, code: str, name: str, lead: Organisation, group: MatterGroup | None = None
) -> MatterVersion:
    """A new matter with an empty first draft. Raises NotPermitted, MatterInvalid (the code is taken)."""
    check(by, DESIGN, lead.path)
    matter = Matter(code=code, name=name, lead=lead, group=group, created_at=at, letters=letters_of([name]))
    try:
        with transaction.atomic():
            matter.save(force_insert=True)
    except IntegrityError as error:
        raise MatterInvalid(errors={"code": [_("这个编码已经用过，请换一个。")]}) from error
    version = MatterVersion.objects.create(matter=matter, number=1, name=name, lead=lead, group=group, **_maker(by, at))
    _audit("version", version, by=by, at=at, verb="create")
    return version


@transaction.atomic
def begin_draft(*, by: Actor, at: datetime, matter_id: UUID) -> MatterVersion:
    """The draft of the next version, begun from the newest published one; the one that there is, if there is one.

    Raises NotFound, NotPermitted.
    """
    matter = _matter(by, matter_id, DESIGN)
    waiting = matter.versions.filter(state__in=[VersionState.DRAFT, VersionState.PROPOSED]).first()
    if waiting is not None:
        return waiting
    newest = matter.versions.order_by("-number").first()
    last = matter.versions.published().order_by("-number").first()
    kept = {name: getattr(last, name) for name in FIELDS if name not in ("note", "effective_from")} if last else {}
    kept = kept or {"name": matter.name, "lead": matter.lead, "group": matter.group}
    version = MatterVersion.objects.create(
        matter=matter, number=(newest.number if newest else 0) + 1, **kept, **_maker(by, at)
    )
    for one in last.assists.all() if last else ():
        Assist.objects.create(version=version, organisation=one.organisation, duty=one.duty)
    _audit("version", version, by=by, at=at, verb="draft")
    return version


@transaction.atomic
def save_draft(
    *,
    by: Actor,
    at: datetime,
    version_id: UUID,
    seen: int,
    changes: Mapping[str, Any],
    assists: Sequence[tuple[Organisation, str]] | None = None,
) -> MatterVersion:
    """Change a draft; ``seen`` is the revision that was opened. Whoever changes it last has made it.

    Raises NotFound, NotPermitted, VersionChanged.
    """
    version = _draft(by, version_id, seen)
    for name in FIELDS:
        if name in changes:
            setattr(version, name, changes[name])
    check(by, DESIGN, version.lead.path)
    version.revision += 1
    version.state, version.proposed_at = VersionState.DRAFT, None
    for name, value in _maker(by, at).items():
        setattr(version, name, value)
    version.save()
    if assists is not None:
        version.assists.all().delete()
        Assist.objects.bulk_create(
            Assist(version=version, organisation=unit, duty=duty[:120]) for unit, duty in assists
        )
    if not version.matter.versions.published().exists():
        _repeat(version)
    _audit("version", version, by=by, at=at, verb="save", fields=sorted(changes))
    return version


@transaction.atomic
def propose(*, by: Actor, at: datetime, version_id: UUID, seen: int) -> MatterVersion:
    """Hand a draft to a second person. Raises NotFound, NotPermitted, VersionChanged, NotReady (``problems``)."""
    version = _draft(by, version_id, seen)
    _check_ready(version)
    version.state, version.proposed_at, version.returned = VersionState.PROPOSED, at, ""
    version.revision += 1
    version.save(update_fields=["state", "proposed_at", "returned", "revision"])
    _audit("version", version, by=by, at=at, verb="propose")
    return version


@transaction.atomic
def send_back(*, by: Actor, at: datetime, version_id: UUID, seen: int, reason: str) -> MatterVersion:
    """Give a proposed version back to its maker, with the reason. Raises as :func:`publish`, MatterInvalid."""
    version = _version(by, version_id, seen, PUBLISH, [VersionState.PROPOSED])
    if not (reason := reason.strip()):
        raise MatterInvalid(errors={"reason": [_("请写明退回的理由。")]})
    version.state, version.proposed_at, version.returned = VersionState.DRAFT, None, reason[:300]
    version.revision += 1
    version.save(update_fields=["state", "proposed_at", "returned", "revision"])
    _audit("version", version, by=by, at=at, verb="send_back")
    return version


@transaction.atomic
def publish(
    *, by: Actor, at: datetime, version_id: UUID, seen: int, effective_from: date | None = None
) -> MatterVersion:
    """Publish what another person has proposed, from a day on that is not past; the version before ends on that day.

    Raises NotFound, NotPermitted, VersionChanged, SamePerson, NotReady, MatterInvalid (the day).
    """
    version = _version(by, version_id, seen, PUBLISH, [VersionState.PROPOSED])
    if by.account_id is not None and by.account_id == version.made_by:
        raise SamePerson
    _check_ready(version)
    today = timezone.localdate(at)
    day = effective_from or version.effective_from or today
    last = version.matter.versions.published().order_by("-effective_from").first()
    if day < today or (last is not None and last.effective_from is not None and day < last.effective_from):
        raise MatterInvalid(errors={"effective_from": [_("施行日期不能早于今天，也不能早于上一版的施行日期。")]})
    version.matter.versions.published().filter(effective_until__isnull=True).update(effective_until=day)
    version.state, version.effective_from, version.published_at = VersionState.PUBLISHED, day, at
    version.published_by, version.published_by_name = by.account_id, by.name[:60]
    version.revision += 1
    version.digest = digest_of(version)
    version.save()
    _repeat(version)
    _audit("publish", version, by=by, at=at, digest=version.digest, effective_from=day)
    return version


@transaction.atomic
def discard(*, by: Actor, at: datetime, version_id: UUID, seen: int) -> MatterVersion:
    """Give a draft up. Raises NotFound, NotPermitted, VersionChanged."""
    version = _draft(by, version_id, seen)
    version.state = VersionState.DISCARDED
    version.revision += 1
    version.save(update_fields=["state", "revision"])
    _audit("version", version, by=by, at=at, verb="discard")
    return version


@transaction.atomic
def open_or_close(*, by: Actor, at: datetime, matter_id: UUID, takes: bool) -> Matter:
    """Take applications, or take none for the time being. Raises NotFound, NotPermitted."""
    matter = _matter(by, matter_id, DESIGN)
    matter.open = takes
    matter.save(update_fields=["open"])
    audit.record(
        by=by,
        at=at,
        action="matters.version",
        target=f"matters.matter:{matter.pk}",
        unit_path=matter.lead.path,
        open=takes,
    )
    return matter


def digest_of(version: MatterVersion) -> str:
    """SHA-256 of all that a version says: canonical JSON."""
    said = {
        "code": version.matter.code,
        "number": version.number,
        "name": version.name,
        "lead": version.lead.name,
        "window": version.window.name if version.window else "",
        "applicants": version.applicants,
        "limit": version.limit,
        "terms": version.terms,
        "materials": version.materials,
        "forms": version.forms,
        "process": version.process,
    }
    return digest_of_values(said)


def _maker(by: Actor, at: datetime) -> dict[str, Any]:
    return {"made_at": at, "made_by": by.account_id, "made_by_name": by.name[:60]}


def _matter(by: Actor, matter_id: UUID, ability: Any) -> Matter:
    check(by, ability)
    found = Matter.objects.seen_by(by, ability).select_for_update(of=("self",)).filter(pk=matter_id).first()
    if found is None:
        raise NotFound
    return found


def _version(by: Actor, version_id: UUID, seen: int, ability: Any, states: Sequence[VersionState]) -> MatterVersion:
    found = MatterVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotFound
    matter = _matter(by, found.matter_id, ability)
    version = MatterVersion.objects.select_for_update(of=("self",)).select_related("lead", "window").get(pk=version_id)
    version.matter = matter
    if version.revision != seen or version.state not in states:
        own = by.account_id is not None and changed_last_by(version) == by.account_id
        raise VersionChanged(_("您在另一个窗口改过这一版，请刷新后再操作。您填写的内容仍在本页。") if own else "")
    return version


def _draft(by: Actor, version_id: UUID, seen: int) -> MatterVersion:
    return _version(by, version_id, seen, DESIGN, [VersionState.DRAFT, VersionState.PROPOSED])


def _check_ready(version: MatterVersion) -> None:
    if problems := [problem for problem in problems_of(version) if problem.level == "error"]:
        raise NotReady(problems=[{"id": one.id, "element": one.element, "message": one.message} for one in problems])
    if (last := published_alike(version)) is not None:
        raise NotReady(nothing_changed(last), problems=[])


def _repeat(version: MatterVersion) -> None:
    """Repeat on the matter what lists show of it."""
    matter = version.matter
    matter.name, matter.group, matter.lead = version.name, version.group, version.lead
    matter.letters = letters_of([version.name])
    matter.save(update_fields=["name", "group", "lead", "letters"])


def _audit(action: str, version: MatterVersion, *, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        by=by,
        at=at,
        action=f"matters.{action}",
        target=f"matters.version:{version.pk}",
        unit_path=version.lead.path,
        number=version.number,
        **data,
    )
