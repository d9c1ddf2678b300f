"""Verbs on the association's platforms, by which matters are grouped: administrators name them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import GROUP
from kexie.base.matters.errors import GroupInUse, MatterInvalid
from kexie.base.matters.models import MatterGroup, MatterVersion


@transaction.atomic
def add_group(*, by: Actor, at: datetime, name: str, summary: str = "", position: int = 100) -> MatterGroup:
    """A new platform. Raises NotPermitted, MatterInvalid (the name is taken)."""
    check(by, GROUP)
    group = MatterGroup(name=name, summary=summary, position=position)
    _store(group, by=by, at=at, verb="add")
    return group


@transaction.atomic
def change_group(
    *, by: Actor, at: datetime, group_id: UUID, name: str, summary: str = "", position: int = 100
) -> MatterGroup:
    """Another name, another word about it, another place. Raises NotPermitted, NotFound, MatterInvalid."""
    group = _group(by, group_id)
    group.name, group.summary, group.position = name, summary, position
    _store(group, by=by, at=at, verb="change")
    return group


@transaction.atomic
def remove_group(*, by: Actor, at: datetime, group_id: UUID) -> None:
    """Take away a platform in which no matter has ever stood. Raises NotPermitted, NotFound, GroupInUse."""
    group = _group(by, group_id)
    if MatterVersion.objects.filter(group=group).exists():
        raise GroupInUse
    _audit(group, by=by, at=at, verb="remove")
    group.delete()


def _group(by: Actor, group_id: UUID) -> MatterGroup:
    check(by, GROUP)
    group = MatterGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise NotFound
    return group


def _store(group: MatterGroup, *, by: Actor, at: datetime, verb: str) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise MatterInvalid(errors={"name": [_("已有同名的平台，请换一个名称。")]}) from error
    _audit(group, by=by, at=at, verb=verb)


def _audit(group: MatterGroup, *, by: Actor, at: datetime, verb: str) -> None:
    audit.record(by=by, at=at, action="matters.group", target=f"matters.group:{group.pk}", verb=verb, name=group.name)
