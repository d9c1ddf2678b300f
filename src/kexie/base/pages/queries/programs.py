"""Articles and columns for programs: what every visitor may read, with everything that stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.models import Page

from kexie.base.pages.models import (
    ArticlePage,
    ColumnPage,
    HomePage,
    PageDocument,
    PageImage,
    SinglePage,
    TopicPage,
)
from kexie.base.pages.models.addresses import address_of


def readable_columns() -> list[ColumnPage]:
    """The columns that everyone may read, in the order of the site, each with the count of its readable ``articles``."""
    columns = list(ColumnPage.objects.readable().order_by("path"))
    places = ArticlePage.objects.readable().values_list("path", flat=True)
    counts = Counter(path[: -Page.steplen] for path in places)
    for column in columns:
        column.articles = counts[column.path]
    return columns


def articles_asked(
    *, column: str = "", text: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[ArticlePage]:
    """Articles that everyone may read, newest first: of the column or topic with this slug, with ``text`` in title or
    summary, from ``since`` to ``until``, both included.
    """
    found: QuerySet[ArticlePage] = ArticlePage.objects.readable().newest_first()
    if column:
        place = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        found = found.filter(Exists(Page.objects.filter(live=True, slug=column, path=place)))
    if text:
        found = found.filter(Q(title__icontains=text) | Q(summary__icontains=text))
    if since:
        found = found.filter(date__gte=since)
    return found.filter(date__lte=until) if until else found


def pages_above(articles: Iterable[ArticlePage]) -> dict[str, Page]:
    """The column or topic of each article, by the path of the article; one query."""
    above = {article.path: article.path[: -Page.steplen] for article in articles}
    found = {page.path: page for page in Page.objects.filter(path__in=set(above.values()))}
    return {path: found[place] for path, place in above.items() if place in found}


def listing(slug: str) -> ColumnPage | TopicPage | None:
    """The column or topic of this slug, if everyone may read it."""
    for kind in (ColumnPage, TopicPage):
        found: ColumnPage | TopicPage | None = kind.objects.readable().filter(slug=slug).first()
        if found is not None:
            return found
    return None


def newest_of(page: Page, most: int) -> list[ArticlePage]:
    """The newest articles below a column or a topic that everyone may read, without their bodies."""
    below = ArticlePage.objects.child_of(page).readable().newest_first()
    return list(below.defer("body", "related")[:most])


def public_places() -> Iterator[tuple[str, datetime | None]]:
    """The address of every page that everyone may read, and when it was published last; one query for each kind."""
    for kind in (HomePage, ColumnPage, TopicPage, SinglePage, ArticlePage):
        for path, changed in kind.objects.readable().order_by("pk").values_list("url_path", "last_published_at"):
            yield address_of(path), changed


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in an article: what it shows, in words, and the line below it."""

    image: PageImage
    words: str
    caption: str


def pictures_of(article: ArticlePage) -> list[Shown]:
    """The pictures of an article, in their order: the one at its head, then those in its body."""
    head = article.picture
    first = [Shown(head, head.description, "")] if head else []
    return first + [
        Shown(part["image"], str(part.get("alt") or part["image"].description), str(part.get("caption") or ""))
        for part in _parts(article.body)
        if isinstance(part.get("image"), PageImage)
    ]


def files_of(article: ArticlePage) -> list[tuple[str, PageDocument]]:
    """The attachments and films of an article by the names under which it offers them."""
    return [
        (str(part.get("label") or part.get("caption") or part["document"].title), part["document"])
        for part in _parts(article.body)
        if isinstance(part.get("document"), PageDocument)
    ]


def _parts(value: object) -> Iterator[Mapping[str, Any]]:
    """Every group of fields in a body, however deep it stands."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, StreamValue | ListValue):
        for child in value:
            yield from _parts(child.value if isinstance(child, StreamValue.StreamChild) else child)
