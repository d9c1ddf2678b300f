"""Finding: what the actor may see, titles first, newest first; the scope is part of the query, never a filter behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Final

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.safestring import SafeString

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor, Reach
from kexie.base.search import pinyin
from kexie.base.search.bigrams import phrase, words
from kexie.base.search.engine import chunks_with, entries_with
from kexie.base.search.models import SearchChunk, SearchEntry
from kexie.base.search.snippets import hits, marked, snippet
from kexie.base.search.sources import sources

#: What is read of a query: characters, words, characters of one word. The rest is cut, and `Results.cut` says so.
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 8
LONGEST_WORD: Final = 40
#: Pages that can be turned to.
LAST_PAGE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found; title and snippet are safe HTML with ``<mark>`` around the words."""

    title_html: SafeString
    snippet_html: SafeString
    url: str
    source: str
    source_label: str
    on: date | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many of the found things come from a source."""

    source: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of hits. ``total`` counts what the actor may see; ``facets`` counts by source, whichever was chosen."""

    total: int
    hits: list[Hit]
    page: int
    pages: int
    facets: list[Facet]
    words: list[str]
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What narrows a search beside its words: one source, the first and the last day; ``newest`` puts the newest first."""

    source: str = ""
    since: date | None = None
    until: date | None = None
    newest: bool = False


def find(
    actor: Actor, text: str, *, source: str = "", to: Narrowing | None = None, page: int = 1, per_page: int = 20
) -> Results:
    """What ``actor`` may see that has all words of ``text``: words in the title first, then the newest.

    A word is what stands between spaces and punctuation; letters may also be pinyin or initials of a title. ``to`` narrows
    further; ``source`` alone is short for it. ``page`` counts from 1 and is brought into range. Three database queries,
    four if a hit lies deep in a long text.
    """
    narrowing = to or Narrowing(source=source)
    sought = words(text[:LONGEST_QUERY])
    read = [word[:LONGEST_WORD] for word in sought[:MOST_WORDS]]
    cut = len(text) > LONGEST_QUERY or read != sought
    if not read:
        return Results(total=0, hits=[], page=1, pages=0, facets=[], words=[], cut=cut)
    found = SearchEntry.objects.filter(within_reach(actor), **_between(narrowing))
    for word in read:
        found = found.filter(pk__in=entries_with([phrase(word), *pinyin.phrases(word)]))
    facets = _facets(found)
    chosen = narrowing.source
    total = sum(facet.count for facet in facets if chosen in {"", facet.source})
    pages = min(-(-total // per_page), LAST_PAGE)
    page = max(1, min(page, pages))
    found = found.filter(source=chosen) if chosen else found
    rows = _newest_first(found) if narrowing.newest else _ranked(found, read)
    found_hits = _hits(list(rows[(page - 1) * per_page : page * per_page]), read) if total else []
    return Results(total=total, hits=found_hits, page=page, pages=pages, facets=facets, words=read, cut=cut)


def suggest(actor: Actor, text: str, limit: int = 8) -> list[Hit]:
    """Things whose title, pinyin or initials begin with ``text``, then those that have it inside; one database query."""
    typed = "".join(words(text[:LONGEST_WORD]))
    if not typed:
        return []
    begins = _in_title(typed, "startswith")
    rows = (
        SearchEntry.objects.filter(within_reach(actor), begins | _in_title(typed, "contains"))
        .annotate(rank=Case(When(begins, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .order_by("rank", F("on").desc(nulls_last=True), "-pk")[:limit]
    )
    return [hit_of(row, [typed]) for row in rows]


def within_reach(actor: Actor) -> Q:
    """The entries that ``actor`` may see: public ones, and those whose ability reaches their unit."""
    condition = Q(public=True)
    by_reach: dict[Reach, list[str]] = {}
    for ability in access.abilities:
        if reach := actor.reach(ability):
            by_reach.setdefault(reach, []).append(ability.code)
    for reach, codes in by_reach.items():
        condition |= Q(ability__in=codes) & reach.q("unit_path")
    return condition


def _in_title(word: str, how: str) -> Q:
    condition = Q(**{f"compact_title__{how}": word})
    if word.isascii() and word.isalpha():
        condition |= Q(**{f"initials__{how}": word}) | Q(**{f"pinyin__{how}": word})
    return condition


def _between(narrowing: Narrowing) -> dict[str, date]:
    """What has no date lies in no span of days."""
    return {name: day for name, day in (("on__gte", narrowing.since), ("on__lte", narrowing.until)) if day is not None}


def _newest_first(found: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    return found.order_by(F("on").desc(nulls_last=True), "-pk")


def _facets(found: QuerySet[SearchEntry]) -> list[Facet]:
    counts = found.order_by().values_list("source").annotate(count=Count("pk")).order_by("-count", "source")
    return [Facet(source=name, label=_label(name), count=count) for name, count in counts]


def _ranked(found: QuerySet[SearchEntry], read: Iterable[str]) -> QuerySet[SearchEntry]:
    """The more words stand in the title the better, then the newer the better."""
    missing = [
        Case(When(_in_title(word, "contains"), then=Value(0)), default=Value(1), output_field=IntegerField())
        for word in read
    ]
    return found.order_by(reduce(add, missing), F("on").desc(nulls_last=True), "-pk")


def _hits(rows: Sequence[SearchEntry], read: Sequence[str]) -> list[Hit]:
    texts = _texts([row.pk for row in rows], read)
    return [hit_of(row, read, snippet(texts.get(row.pk, ""), read)) for row in rows]


def _texts(ids: Sequence[int], read: Sequence[str]) -> dict[int, str]:
    """For each entry the first piece of its text that has one of the words; its beginning if none has."""
    chunks = SearchChunk.objects.filter(entry_id__in=ids).order_by("-number")
    first = dict(chunks.filter(number=0).values_list("entry_id", "text"))
    without = [entry_id for entry_id, text in first.items() if not hits(text, read)]
    if without:
        later = chunks.filter(entry_id__in=without, number__gt=0, pk__in=chunks_with([phrase(word) for word in read]))
        first |= dict(later.values_list("entry_id", "text"))
    return first


def hit_of(row: SearchEntry, read: Sequence[str], snippet_html: SafeString | None = None) -> Hit:
    """A row as it is shown, the words ``read`` marked in its title."""
    said = [pinyin.meant(row.title, word) for word in read if pinyin.phrases(word)]
    return Hit(
        title_html=marked(row.title, [*read, *said]),
        snippet_html=snippet_html or SafeString(""),
        url=row.url,
        source=row.source,
        source_label=_label(row.source),
        on=row.on,
        title=row.title,
    )


def _label(source: str) -> str:
    return sources[source].label if source in sources else source
