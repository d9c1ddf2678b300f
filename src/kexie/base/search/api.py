"""What other apps may use of `search`: put what can be found, take it out, find it."""

from __future__ import annotations

from kexie.base.search.entries import Entry, put, remove
from kexie.base.search.finding import Facet, Hit, Narrowing, Results, find, suggest
from kexie.base.search.nearest import nearest
from kexie.base.search.sources import Source, rebuild, sources

__all__ = [
    "Entry",
    "Facet",
    "Hit",
    "Narrowing",
    "Results",
    "Source",
    "find",
    "nearest",
    "put",
    "rebuild",
    "remove",
    "sources",
    "suggest",
]
