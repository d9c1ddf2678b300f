"""What the sections of a composed page show, gathered for all of them together: few queries for many blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

from django.utils import timezone

from kexie.base.kernel.edition import kept
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage, PageImage, TopicPage
from kexie.base.ui import figures

#: So many of the newest articles are read at once; a column that has fewer among them than it shows is asked for itself.
_NEWEST: Final = 60
_TOPICS: Final = 6


@dataclass(slots=True)
class Composed:
    """Articles, topics, pictures and figures by key, for every block of one page."""

    newest: list[ArticlePage] = field(default_factory=list)
    articles: dict[int, ArticlePage] = field(default_factory=dict)
    of_column: dict[int, list[ArticlePage]] = field(default_factory=dict)
    columns: dict[int, ColumnPage] = field(default_factory=dict)
    topics: list[TopicPage] = field(default_factory=list)
    pictures: dict[int, PageImage] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)

    def headlines(self, pinned: Iterable[Any], count: int) -> list[ArticlePage]:
        """The pinned articles that may be read, in their order, then the newest ones, ``count`` in all."""
        first = [self.articles[page.pk] for page in pinned if page and page.pk in self.articles]
        known = {article.pk for article in first}
        return [*first, *(article for article in self.newest if article.pk not in known)][:count]

    def chosen_topics(self, chosen: Iterable[Any]) -> list[TopicPage]:
        """The chosen topics that are published, in their order; the newest when none was chosen."""
        wanted = [page.pk for page in chosen if page]
        by_key = {topic.pk: topic for topic in self.topics}
        return [by_key[pk] for pk in wanted if pk in by_key] if wanted else self.topics[:_TOPICS]


def composed(stream: Any, *, sizes: Iterable[str] = ()) -> Composed:
    """Everything that the blocks of ``stream`` show; pictures with their renditions of ``sizes``.

    One query each for articles, topics and figures, two for pictures, and one for each column that has had no news lately.
    """
    blocks = {name: [block.value for block in stream if block.block_type == name] for name in _ASKING}
    found = Composed()
    if blocks["headlines"] or blocks["column"]:
        _add_articles(found, blocks)
    if blocks["topics"]:
        live = TopicPage.objects.live().public().order_by("-first_published_at", "-pk")
        found.topics = list(live.only("title", "url_path", "intro", "picture_id"))
    shown = sorted({name for block in blocks["figures"] for name in block["figures"]})
    found.figures = kept(f"figures.{','.join(shown)}", lambda: figures.count(shown))
    _add_pictures(found, blocks, sizes)
    return found


_ASKING: Final = ("banner", "headlines", "column", "topics", "figures")


def _add_articles(found: Composed, blocks: dict[str, list[Any]]) -> None:
    readable = ArticlePage.objects.readable().newest_first().listed()
    found.newest = list(readable[:_NEWEST])
    found.articles = {article.pk: article for article in found.newest}
    pinned = {page.pk for block in blocks["headlines"] for page in block["pages"] if page}
    if missing := pinned - found.articles.keys():
        found.articles |= {article.pk: article for article in readable.filter(pk__in=missing)}
    for block in blocks["column"]:
        column = block["column"]
        if column is None or not column.live:
            continue
        found.columns[column.pk] = column
        below = [article for article in found.newest if article.url_path.startswith(column.url_path)]
        if len(below) < block["count"] and len(found.newest) == _NEWEST:
            below = list(readable.filter(url_path__startswith=column.url_path)[: block["count"]])
        found.of_column[column.pk] = below


def _add_pictures(found: Composed, blocks: dict[str, list[Any]], sizes: Iterable[str]) -> None:
    wanted = {slide["image"].pk for banner in blocks["banner"] for slide in banner if slide["image"]}
    wanted |= {topic.picture_id for topic in found.topics if topic.picture_id}
    for block in blocks["headlines"]:
        wanted |= {article.picture_id for article in found.headlines(block["pages"], 1) if article.picture_id}
    if wanted:
        pictures = PageImage.objects.filter(pk__in=wanted).prefetch_renditions(*sizes)
        found.pictures = {picture.pk: picture for picture in pictures}


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity as a page shows it."""

    name: str
    begins: datetime
    place: str
    href: str


def activities_to_come(items: Iterable[Any], at: datetime) -> list[Activity]:
    """Those that are not over at ``at``, the next one first."""
    lasting = [item for item in items if _over_at(item) > at]
    ordered = sorted(lasting, key=lambda item: item["begins"])
    return [Activity(item["name"], item["begins"], item["place"] or "", item.href) for item in ordered]


def _over_at(item: Any) -> datetime:
    """When an activity is over: at its end, or at the end of the day on which it begins."""
    if item["ends"]:
        return item["ends"]  # type: ignore[no-any-return]
    day = timezone.localdate(item["begins"])
    return timezone.make_aware(datetime.combine(day, time.max))


def ends_of(stream: Any) -> Iterator[datetime]:
    """The moments at which an activity of a composed page is over."""
    for block in stream:
        if block.block_type == "activities":
            yield from (_over_at(item) for item in block.value["items"])


def next_end(after: datetime) -> datetime | None:
    """When the next activity of a page is over: the page shows one less from then on."""
    bodies = [page.body for kind in (HomePage, TopicPage) for page in kind.objects.filter(live=True).only("body")]
    return min((end for body in bodies for end in ends_of(body) if end > after), default=None)
