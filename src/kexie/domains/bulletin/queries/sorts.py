"""Columns and kinds for their keeper, retired ones too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.models import Column, ItemKind
from kexie.domains.bulletin.rules.sorts import Sort


@dataclass(frozen=True, slots=True)
class SortList:
    """All of one sort, in order."""

    sort: Sort
    rows: tuple[Any, ...]


def sort_lists(actor: Actor) -> tuple[SortList, SortList]:
    """Columns and kinds, in two queries. Raises NotPermitted."""
    check(actor, KEEP)
    return (
        SortList(Sort.COLUMN, tuple(Column.objects.all())),
        SortList(Sort.KIND, tuple(ItemKind.objects.all())),
    )


def sort_by_key(actor: Actor, sort: Sort, key: int) -> Any:
    """One of them; NotFound if there is none."""
    check(actor, KEEP)
    found = (Column if sort is Sort.COLUMN else ItemKind)._default_manager.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found
