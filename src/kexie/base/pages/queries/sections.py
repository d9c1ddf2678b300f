"""What the sections of a composed page show, gathered for all of them together and kept, as plain values, for an edition.

The blocks are read as they are stored: resolving each chooser by itself would ask a question for every block.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from kexie.base.kernel.edition import kept
from kexie.base.pages.models import ArticlePage, HomePage, PageImage, TopicPage
from kexie.base.pages.models.addresses import address_of
from kexie.base.pages.models.readable import ReadableQuerySet
from kexie.base.pages.queries.pages import Crumb
from kexie.base.ui import figures

Raw = Mapping[str, Any]

#: So many of the newest articles are read at once; a column that has fewer among them than it shows is asked for itself.
_NEWEST: Final = 60
_TOPICS: Final = 6
#: Pictures of sections: across the page, beside an article, on a card; the first once more for phones.
WIDE, WIDE_PHONE = "fill-1120x400|format-webp", "fill-640x400|format-webp"
LEAD, CARD = "fill-560x315|format-webp", "fill-400x225|format-webp"


@dataclass(frozen=True, slots=True)
class Story:
    """An article as a list shows it; ``picture`` is the key of its picture."""

    pk: int
    title: str
    url: str
    date: date
    summary: str
    source: str
    picture: int | None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as a card shows it."""

    pk: int
    title: str
    url: str
    intro: str
    picture: int | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in a size: address, width and height in pixels, what it shows in words."""

    url: str
    width: int
    height: int
    words: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity as a page shows it; over at ``ends``."""

    name: str
    begins: datetime
    ends: datetime
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Composed:
    """Articles, links, topics, pictures and figures by key, for every block of one page."""

    newest: tuple[Story, ...]
    stories: dict[int, Story]
    of_column: dict[int, tuple[Story, ...]]
    links: dict[int, Crumb]
    topics: dict[int, Topic]
    pictures: dict[str, Drawn]
    figures: dict[str, int]

    def headlines(self, pinned: Iterable[int], count: int) -> list[Story]:
        """The pinned articles that may be read, in their order, then the newest ones, ``count`` in all."""
        first = [self.stories[pk] for pk in pinned if pk in self.stories]
        known = {story.pk for story in first}
        return [*first, *(story for story in self.newest if story.pk not in known)][:count]

    def chosen_topics(self, chosen: list[int]) -> list[Topic]:
        """The chosen topics that are published, in their order; the newest when none was chosen."""
        if chosen:
            return [self.topics[pk] for pk in chosen if pk in self.topics]
        return list(self.topics.values())[:_TOPICS]

    def picture(self, pk: int | None, size: str) -> Drawn | None:
        """A picture in one of the sizes above."""
        return self.pictures.get(f"{pk} {size}")

    def href(self, link: Raw) -> str:
        """Where a block leads: to its page while that is published, else to its address; empty when nowhere."""
        if pk := link.get("page"):
            return self.links[pk].url if pk in self.links else ""
        return str(link.get("address") or "")


def stored(stream: Any) -> list[Raw]:
    """The blocks of a stream as they are stored."""
    return list(stream.get_prep_value())


def items(value: Any) -> list[Any]:
    """The items of a stored list block, written with or without their ids."""
    return [row["value"] if isinstance(row, Mapping) and row.get("type") == "item" else row for row in value or ()]


def composed(blocks: list[Raw], *, language: str = settings.LANGUAGE_CODE) -> Composed:
    """Everything that the stored ``blocks`` of a page show; of the newest articles and topics those of ``language``.

    One query each for articles, links, topics and figures, two for pictures, and one for each column that has had no news lately;
    none while the edition is the same.
    """
    return kept(f"pages.sections.{language}.{name_of(blocks)}", lambda: _composed(blocks, language))


def name_of(blocks: list[Raw]) -> str:
    """A name for what is written in ``blocks``: another one for every difference."""
    return hashlib.sha256(json.dumps(blocks, sort_keys=True, default=str).encode()).hexdigest()


def _composed(blocks: list[Raw], language: str) -> Composed:
    of_kind: dict[str, list[Any]] = {}
    for block in blocks:
        of_kind.setdefault(block["type"], []).append(block["value"])
    headlines, columns = of_kind.get("headlines", []), of_kind.get("column", [])
    pinned = {pk for value in headlines for pk in items(value["pages"]) if pk}
    newest, stories = _stories(pinned, language) if headlines or columns else ((), {})
    links = _links(of_kind)
    topics = _topics(language) if "topics" in of_kind else {}
    shown = sorted({name for value in of_kind.get("figures", ()) for name in value["figures"]})
    found = Composed(
        newest=newest,
        stories=stories,
        of_column={value["column"]: _of_column(value, links, newest) for value in columns if value["column"] in links},
        links=links,
        topics=topics,
        pictures={},
        figures=figures.count(shown),
    )
    found.pictures.update(_pictures(_wanted(found, of_kind)))
    return found


_LISTED: Final = ("pk", "title", "url_path", "date", "summary", "source_unit__name", "source_text", "picture")


def _stories(pinned: set[int], language: str) -> tuple[tuple[Story, ...], dict[int, Story]]:
    readable = ArticlePage.objects.readable().in_language(language).newest_first()
    newest = tuple(map(_story, readable.values_list(*_LISTED)[:_NEWEST]))
    stories = {story.pk: story for story in newest}
    if missing := pinned - stories.keys():
        stories |= {row[0]: _story(row) for row in readable.filter(pk__in=missing).values_list(*_LISTED)}
    return newest, stories


def _story(row: Any) -> Story:
    pk, title, path, day, summary, unit, text, picture = row
    return Story(pk, title, address_of(path), day, summary, unit or text, picture)


def _links(of_kind: Mapping[str, list[Any]]) -> dict[int, Crumb]:
    """The pages that everyone may read and that banner, activities, services and columns lead to."""
    leading = [slide for value in of_kind.get("banner", ()) for slide in items(value)]
    leading += [
        item for kind in ("activities", "services") for value in of_kind.get(kind, ()) for item in items(value["items"])
    ]
    wanted = {link["page"] for link in leading if link.get("page")}
    wanted |= {value["column"] for value in of_kind.get("column", ()) if value["column"]}
    if not wanted:
        return {}
    rows = ReadableQuerySet(Page).readable().filter(pk__in=wanted).values_list("pk", "title", "url_path")
    return {pk: Crumb(title, address_of(path)) for pk, title, path in rows}


def _of_column(value: Raw, links: Mapping[int, Crumb], newest: tuple[Story, ...]) -> tuple[Story, ...]:
    column, count = links[value["column"]], value["count"]
    below = [story for story in newest if story.url.startswith(column.url)]
    if len(below) < count and len(newest) == _NEWEST:
        readable = ArticlePage.objects.readable().newest_first().child_of(Page.objects.get(pk=value["column"]))
        return tuple(map(_story, readable.values_list(*_LISTED)[:count]))
    return tuple(below)


def _topics(language: str) -> dict[int, Topic]:
    rows = TopicPage.objects.readable().in_language(language).order_by("-first_published_at", "-pk")
    named = rows.values_list("pk", "title", "url_path", "intro", "picture")
    return {pk: Topic(pk, title, address_of(path), intro, picture) for pk, title, path, intro, picture in named}


def _wanted(found: Composed, of_kind: Mapping[str, list[Any]]) -> set[tuple[int, str]]:
    """The pictures that are shown, each with its size."""
    slides = [slide["image"] for value in of_kind.get("banner", ()) for slide in items(value) if slide["image"]]
    wanted = {(pk, size) for pk in slides for size in (WIDE, WIDE_PHONE)}
    wanted |= {(topic.picture, CARD) for topic in found.topics.values() if topic.picture}
    for value in of_kind.get("headlines", ()):
        lead = found.headlines(items(value["pages"]), 1)
        wanted |= {(story.picture, LEAD) for story in lead if story.picture}
    return wanted


def _pictures(wanted: set[tuple[int, str]]) -> dict[str, Drawn]:
    if not wanted:
        return {}
    rows = PageImage.objects.filter(pk__in={pk for pk, _size in wanted}).prefetch_renditions(
        *{size for _pk, size in wanted}
    )
    by_key = {picture.pk: picture for picture in rows}
    drawn = {}
    for pk, size in sorted(wanted):
        if picture := by_key.get(pk):
            made = picture.get_rendition(size)
            drawn[f"{pk} {size}"] = Drawn(made.url, made.width, made.height, picture.description)
    return drawn


def activities_to_come(value: Raw, found: Composed, at: datetime) -> list[Activity]:
    """The activities of a stored block that are not over at ``at``, the next one first."""
    lasting = [activity for activity in _activities(value, found) if activity.ends > at]
    return sorted(lasting, key=lambda activity: activity.begins)


def _activities(value: Raw, found: Composed | None) -> Iterator[Activity]:
    for item in items(value["items"]):
        begins = _moment(item["begins"])
        midnight = timezone.make_aware(datetime.combine(timezone.localdate(begins), time.max))
        ends = _moment(item["ends"]) if item.get("ends") else midnight
        yield Activity(item["name"], begins, ends, item.get("place") or "", found.href(item) if found else "")


def _moment(written: str | datetime) -> datetime:
    """A stored moment; one without a zone is the city's."""
    moment = written if isinstance(written, datetime) else datetime.fromisoformat(written)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def ends_of(blocks: Iterable[Raw]) -> Iterator[datetime]:
    """The moments at which an activity of a composed page is over."""
    for block in blocks:
        if block["type"] == "activities":
            yield from (activity.ends for activity in _activities(block["value"], None))


def next_end(after: datetime) -> datetime | None:
    """When the next activity of a page is over: the page shows one less from then on."""
    pages = [page for kind in (HomePage, TopicPage) for page in kind.objects.filter(live=True).only("body")]
    return min((end for page in pages for end in ends_of(stored(page.body)) if end > after), default=None)
