"""Keeping distribution lists (分送名单)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.errors import ListRefused
from kexie.domains.bulletin.models import DistributionList, EntryKind, ListEntry
from kexie.domains.bulletin.rules.dispatching import MOST_RECIPIENTS, Named
from kexie.domains.bulletin.rules.wording import tidied_title


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """Whoever holds ``title`` or ``role`` in a unit, with ``below`` in its whole subtree."""

    organisation: Organisation
    below: bool = False
    title: str = ""
    role: str = ""


def make_list(*, by: Actor, at: datetime, name: str, note: str = "") -> DistributionList:
    """A new, empty list. Raises NotPermitted, ListRefused (no name, or one that is taken)."""
    check(by, KEEP)
    return _stored(DistributionList(), by=by, at=at, name=name, note=note)


def rename_list(*, by: Actor, at: datetime, list_id: UUID, name: str, note: str = "") -> DistributionList:
    """Another name or note. Raises NotPermitted, NotFound, ListRefused."""
    check(by, KEEP)
    with transaction.atomic():
        return _stored(_found(list_id), by=by, at=at, name=name, note=note)


def set_list_active(*, by: Actor, at: datetime, list_id: UUID, active: bool) -> DistributionList:
    """Take a list out of use, or back into it; what was sent by it stays as it is."""
    check(by, KEEP)
    with transaction.atomic():
        row = _found(list_id)
        if row.active != active:
            row.active = active
            row.save(update_fields=["active"])
            _record(by, at, row, "switch", active=active)
    return row


def add_posts(*, by: Actor, at: datetime, list_id: UUID, line: PostLine) -> ListEntry:
    """A line that names whoever holds a post; the same line twice is one."""
    wanted = {"organisation": line.organisation, "below": line.below, "title": line.title.strip(), "role": line.role}
    return _added(by=by, at=at, list_id=list_id, kind=EntryKind.POST, wanted=[wanted])[0]


def add_unit(*, by: Actor, at: datetime, list_id: UUID, organisation: Organisation, below: bool = False) -> ListEntry:
    """A line that names the office address of a unit, with ``below`` of all units under it."""
    wanted = {"organisation": organisation, "below": below}
    return _added(by=by, at=at, list_id=list_id, kind=EntryKind.UNIT, wanted=[wanted])[0]


def add_addresses(*, by: Actor, at: datetime, list_id: UUID, named: Sequence[Named]) -> list[ListEntry]:
    """One line for each address; those that are there already stay as they are. Raises ListRefused beyond 5,000 lines."""
    wanted: list[dict[str, object]] = [{"address": one.address, "name": one.name} for one in named]
    return _added(by=by, at=at, list_id=list_id, kind=EntryKind.ADDRESS, wanted=wanted)


def remove_entry(*, by: Actor, at: datetime, list_id: UUID, entry_id: int) -> None:
    """Take a line out; again does nothing."""
    check(by, KEEP)
    with transaction.atomic():
        row = _found(list_id)
        if row.entries.filter(pk=entry_id).delete()[0]:
            _grown(row)
            _record(by, at, row, "remove")


def _added(
    *, by: Actor, at: datetime, list_id: UUID, kind: EntryKind, wanted: Sequence[dict[str, object]]
) -> list[ListEntry]:
    check(by, KEEP)
    with transaction.atomic():
        row = _found(list_id)
        key = "address" if kind is EntryKind.ADDRESS else "organisation"
        known = {_place(entry, kind): entry for entry in row.entries.filter(kind=kind)}
        fresh = [ListEntry(list=row, kind=kind, **one) for one in wanted if one[key]]
        new = [entry for entry in fresh if _place(entry, kind) not in known]
        if row.entries.count() + len(new) > MOST_RECIPIENTS:
            sentence = _("一个名单最多%(limit)s条，请分成几个名单。")
            raise ListRefused({"addresses": sentence % {"limit": MOST_RECIPIENTS}})
        stored = ListEntry.objects.bulk_create(new)
        if stored:
            _grown(row)
            _record(by, at, row, "add", kind=kind.value, count=len(stored))
    return stored or [known[_place(entry, kind)] for entry in fresh]


def _place(entry: ListEntry, kind: EntryKind) -> tuple[object, ...]:
    if kind is EntryKind.ADDRESS:
        return (entry.address,)
    return (entry.organisation_id, entry.below, entry.title, entry.role)


def _found(list_id: UUID) -> DistributionList:
    row = DistributionList.objects.select_for_update().filter(pk=list_id).first()
    if row is None:
        raise NotFound
    return row


def _stored(row: DistributionList, *, by: Actor, at: datetime, name: str, note: str) -> DistributionList:
    row.name, row.note = tidied_title(name), tidied_title(note)
    wrong = {}
    if not row.name or len(row.name) > 60:
        wrong["name"] = _("请填写名单名称，最多60字。")
    if len(row.note) > 200:
        wrong["note"] = _("说明最多200字，请精简。")
    if wrong:
        raise ListRefused(wrong)
    try:
        with transaction.atomic():
            row.save()
            _record(by, at, row, "save")
    except IntegrityError:
        raise ListRefused({"name": _("已经有同名的名单，请换一个名称。")}) from None
    return row


def _grown(row: DistributionList) -> None:
    row.version += 1
    row.save(update_fields=["version"])


def _record(by: Actor, at: datetime, row: DistributionList, what: str, **more: Any) -> None:
    audit.record(by=by, at=at, action=f"bulletin.list_{what}", target=f"bulletin.list:{row.pk}", **more)
