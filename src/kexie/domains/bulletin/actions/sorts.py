"""The keeper's verbs on columns and kinds: add, rename, put in order, retire. What was signed keeps the name it had."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.errors import SortRefused
from kexie.domains.bulletin.models import Column, ItemKind
from kexie.domains.bulletin.rules.sorts import Sort, code_for, moved, tidied_name, wrong_name

_MODELS: Final[dict[Sort, Any]] = {Sort.COLUMN: Column, Sort.KIND: ItemKind}
_STEP: Final = 10
_TAKEN: Final = gettext_lazy("已经有“%(name)s”了，请换一个名称，或者启用原有的。")


def add_sort(*, by: Actor, at: datetime, sort: Sort, name: str) -> Column | ItemKind:
    """One more, behind the others. Raises NotPermitted, SortRefused."""
    check(by, KEEP)
    with transaction.atomic():
        rows = _held(sort)
        fields: dict[str, Any] = {"name": _free(rows, name), "order": len(rows) * _STEP + _STEP}
        if sort is Sort.KIND:
            fields["code"] = code_for(fields["name"], {row.code for row in rows if isinstance(row, ItemKind)})
        _store_order(rows)
        made = _created(sort, fields)
        _audit("add", sort, made, by=by, at=at)
    return made


def rename_sort(*, by: Actor, at: datetime, sort: Sort, key: int, name: str) -> Column | ItemKind:
    """Another name, from now on; issues that were signed keep the old one. Raises NotPermitted, NotFound, SortRefused."""
    check(by, KEEP)
    with transaction.atomic():
        rows = _held(sort)
        row = _one(rows, key)
        row.name = _free([other for other in rows if other != row], name)
        row.save(update_fields=["name"])
        _audit("rename", sort, row, by=by, at=at)
    return row


def move_sort(*, by: Actor, at: datetime, sort: Sort, key: int, up: bool) -> Column | ItemKind:
    """One place further up, or down. Raises NotPermitted, NotFound."""
    check(by, KEEP)
    with transaction.atomic():
        rows = _held(sort)
        row = _one(rows, key)
        _store_order(moved(rows, row, up=up))
        _audit("move", sort, row, by=by, at=at)
    return row


def switch_sort(*, by: Actor, at: datetime, sort: Sort, key: int, active: bool) -> Column | ItemKind:
    """Offer it no longer, or again; what stands under it stays. Raises NotPermitted, NotFound, SortRefused (the last one)."""
    check(by, KEEP)
    with transaction.atomic():
        rows = _held(sort)
        row = _one(rows, key)
        if not active and not any(other.active for other in rows if other != row):
            raise SortRefused(_("至少要有一个启用的。请先启用或增设另一个，再停用“%(name)s”。") % {"name": row.name})
        row.active = active
        row.save(update_fields=["active"])
        _audit("switch", sort, row, by=by, at=at, active=active)
    return row


def _created(sort: Sort, fields: dict[str, Any]) -> Column | ItemKind:
    """The new row; refused where somebody else has just added one of this name, unseen by our look at the others."""
    try:
        with transaction.atomic():
            made: Column | ItemKind = _MODELS[sort].objects.create(**fields)
    except IntegrityError:
        raise SortRefused(_TAKEN % {"name": fields["name"]}) from None
    return made


def _held(sort: Sort) -> list[Column | ItemKind]:
    """All rows in their order, held until the transaction ends: an order is of all of them."""
    held = _MODELS[sort].objects.select_for_update().order_by("pk")
    return sorted(held, key=lambda row: (row.order, row.name))


def _one(rows: list[Column | ItemKind], key: int) -> Column | ItemKind:
    found = next((row for row in rows if row.pk == key), None)
    if found is None:
        raise NotFound
    return found


def _free(others: list[Column | ItemKind], name: str) -> str:
    name = tidied_name(name)
    if sentence := wrong_name(name):
        raise SortRefused(sentence)
    if any(other.name == name for other in others):
        raise SortRefused(_TAKEN % {"name": name})
    return name


def _store_order(rows: list[Column | ItemKind]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.order != place * _STEP:
            row.order = place * _STEP
            row.save(update_fields=["order"])


def _audit(what: str, sort: Sort, row: Column | ItemKind, *, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(by=by, at=at, action=f"bulletin.{sort}_{what}", target=f"bulletin.{sort}:{row.pk}", **data)
