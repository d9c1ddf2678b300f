"""Where entries come from: each app registers its source, so that the index can be made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import transaction

from kexie.base.kernel.registry import Registry
from kexie.base.search.entries import Entry, put, remove_all_but

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing: its stable name, its words on screen, and a way to make all its entries anew."""

    name: str
    label: str
    entries: Callable[[], Iterable[Entry]]


sources: Registry[Source] = Registry("search source")


def rebuild(source: Source) -> tuple[int, int]:
    """Make all entries of a source anew, in one transaction; how many were put in and how many taken out."""
    keys: set[str] = set()
    with transaction.atomic():
        entries = iter(source.entries())
        while batch := list(islice(entries, _BATCH)):
            strange = {entry.source for entry in batch} - {source.name}
            if strange:
                raise ValueError(f"source {source.name!r} gave entries of {sorted(strange)}")
            put(*batch)
            keys.update(entry.key for entry in batch)
        gone = remove_all_but(source.name, keys)
    return len(keys), gone
