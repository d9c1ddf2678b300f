"""Putting things into the index and taking them out; everyone finds them as soon as the transaction is committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q

from kexie.base.search import pinyin
from kexie.base.search.bigrams import BREAK, bigrams, compact
from kexie.base.search.models import CHUNKS_PER_ENTRY, SearchChunk, SearchEntry

#: Characters of text per chunk, and how many of them the next chunk repeats: more than a query's longest word.
CHUNK: Final = 2000
OVERLAP: Final = 80
_BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A thing to be found.

    ``source`` and ``key`` name it (source as registered in `sources`); ``body`` is plain text; ``on`` ranks newer things
    first. Who may find it: everyone if ``public``; otherwise those who hold the ability with the code ``ability`` for the
    unit at ``unit_path`` (an empty path: for every unit).
    """

    source: str
    key: str
    title: str
    body: str
    url: str
    on: date | None
    public: bool
    unit_path: str = ""
    ability: str = ""

    def __post_init__(self) -> None:
        if not self.public and not self.ability:
            raise ValueError("an entry that is not public names the ability that may find it")


def put(*entries: Entry) -> None:
    """Put entries in, or renew those of the same source and key; all or none, in one transaction."""
    latest = list({(entry.source, entry.key): entry for entry in entries}.values())
    with transaction.atomic():
        for start in range(0, len(latest), _BATCH):
            _put_batch(latest[start : start + _BATCH])


def remove(source: str, *keys: str) -> None:
    """Take the things with ``keys`` out; keys that are not in are no error."""
    for start in range(0, len(keys), _BATCH):
        _delete(Q(source=source, key__in=keys[start : start + _BATCH]))


def remove_all_but(source: str, keys: Iterable[str]) -> int:
    """Take everything of ``source`` out that is not among ``keys``; how many that were."""
    there = set(SearchEntry.objects.filter(source=source).values_list("key", flat=True))
    gone = sorted(there - set(keys))
    remove(source, *gone)
    return len(gone)


def _delete(condition: Q) -> None:
    with transaction.atomic():
        ids = list(SearchEntry.objects.filter(condition).values_list("id", flat=True))
        SearchChunk.objects.filter(entry_id__in=ids).delete()
        SearchEntry.objects.filter(id__in=ids).delete()


def _put_batch(entries: Sequence[Entry]) -> None:
    rows = SearchEntry.objects.bulk_create(
        [_row(entry) for entry in entries],
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=[
            field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", "source", "key"}
        ],
    )
    SearchChunk.objects.filter(entry_id__in=[row.pk for row in rows]).delete()
    SearchChunk.objects.bulk_create(
        [chunk for row, entry in zip(rows, entries, strict=True) for chunk in _chunks(row.pk, entry)]
    )


def _row(entry: Entry) -> SearchEntry:
    title = _without_nul(" ".join(entry.title.split()))[:300]
    return SearchEntry(
        source=entry.source,
        key=entry.key,
        on=entry.on,
        public=entry.public,
        ability=entry.ability,
        unit_path=entry.unit_path,
        url=entry.url,
        title=title,
        compact_title=compact(title)[:600],
        pinyin=pinyin.full(title)[:1000],
        initials=pinyin.initials(title)[:600],
    )


def _chunks(entry_id: int, entry: Entry) -> Iterator[SearchChunk]:
    for number, text in enumerate(pieces(_without_nul(entry.body))):
        tokens = bigrams(text)
        if number == 0:
            title = _without_nul(entry.title)[:300]
            tokens = f" {BREAK} ".join([bigrams(title), pinyin.title_tokens(title), tokens])
        yield SearchChunk(
            id=entry_id * CHUNKS_PER_ENTRY + number, entry_id=entry_id, number=number, text=text, tokens=tokens
        )


def pieces(body: str) -> Iterator[str]:
    """``body`` in overlapping pieces, at least one; what is behind the last possible piece is not indexed."""
    step = CHUNK - OVERLAP
    starts = range(0, max(len(body) - OVERLAP, 1), step)
    for start in starts[:CHUNKS_PER_ENTRY]:
        yield body[start : start + CHUNK]


def _without_nul(text: str) -> str:
    """PostgreSQL stores neither NUL nor lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
