"""Pages by their address, and the articles of a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Page, Site

from kexie.base.kernel import clock
from kexie.base.kernel.edition import kept
from kexie.base.pages.blocks import FILMS
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage, PageDocument, SinglePage, TopicPage
from kexie.base.pages.models.addresses import address_of
from kexie.base.pages.models.readable import ReadableQuerySet, not_over
from kexie.base.people.api import Organisation

AnyPage = HomePage | ColumnPage | TopicPage | SinglePage | ArticlePage
#: What may stand one step below the home page.
_BELOW_HOME: Final[dict[str, Any]] = {"columnpage": ColumnPage, "topicpage": TopicPage, "singlepage": SinglePage}
_RELATED: Final = 4


@dataclass(frozen=True, slots=True)
class Served:
    """The page at an address, and the addresses of its translations that everyone may read, by language."""

    page: AnyPage
    alternates: dict[str, str]


def served_at(path: str) -> Served | None:
    """What stands at an address of the one site, in one or two queries; Wagtail would ask twice for every step.

    None where there is no live page, and where there are several sites: then the request's host has a say. Where there is
    a tree of another language, one query more tells of translations.
    """
    roots = kept("pages.roots", _roots)
    steps = [step for step in path.split("/") if step]
    language = steps.pop(0) if steps and steps[0] in roots else settings.LANGUAGE_CODE
    if language not in roots or len(steps) > 2:
        return None
    address = roots[language] + "".join(f"{step}/" for step in steps)
    for pages in _candidates(len(steps), address):
        there = pages.filter(not_over(clock.now()), url_path=address, live=True)
        found = next(iter(there.order_by()[:1]), None)
        if found is not None and not found.is_gone():
            return Served(found, alternates(found) if len(roots) > 1 else {})
    return None


def _roots() -> dict[str, str]:
    """The paths of the one site's home page and of its translations, by language; nothing where there are several sites."""
    roots = Site.objects.order_by().values("root_page__translation_key")
    homes = HomePage.objects.filter(translation_key__in=roots).values_list("locale__language_code", "url_path")
    found = dict(homes)
    return found if len(found) == len(homes) else {}


def alternates(page: AnyPage) -> dict[str, str]:
    """The addresses of a page's translations that everyone may read, by language."""
    same = kept("pages.translations", _translations).get(str(page.translation_key), {})
    return {language: address for language, address in same.items() if address != page.get_url()}


def _translations() -> dict[str, dict[str, str]]:
    """The pages that stand in more than one language, by their common key: language → address."""
    live = ReadableQuerySet(Page).readable()
    foreign = live.exclude(locale__language_code=settings.LANGUAGE_CODE).values("translation_key")
    found: dict[str, dict[str, str]] = {}
    rows = live.filter(translation_key__in=foreign).values_list("translation_key", "locale__language_code", "url_path")
    for key, language, path in rows:
        found.setdefault(str(key), {})[language] = address_of(path)
    return found


def next_over(after: datetime) -> datetime | None:
    """When a page is over next. What is published on schedule is a change of rows, made by Wagtail's job at its time."""
    over = Page.objects.filter(live=True, expire_at__gt=after).order_by("expire_at")
    return cast(datetime | None, over.values_list("expire_at", flat=True).first())


def _candidates(depth: int, address: str) -> Sequence[QuerySet[AnyPage]]:
    """The kinds of pages that may stand at ``address``, so many steps below the home page; most are asked for at once."""
    if depth == 0:
        return [HomePage.objects.all()]
    if depth == 2:
        return [ArticlePage.objects.select_related("source_unit", "picture")]
    kind = Page.objects.filter(url_path=address).values_list("content_type__model", flat=True).first()
    return [_BELOW_HOME[kind].objects.all()] if kind in _BELOW_HOME else []


def articles_from(unit: Organisation, limit: int = 5) -> list[ArticlePage]:
    """The newest articles that name ``unit`` as their source and that everyone may read, in one query."""
    return list(ArticlePage.objects.readable().filter(source_unit=unit).newest_first().listed()[:limit])


def latest_articles(limit: int = 6, *, language: str = settings.LANGUAGE_CODE) -> list[ArticlePage]:
    """The newest articles of a language that everyone may read, in one query."""
    return list(ArticlePage.objects.readable().in_language(language).newest_first().listed()[:limit])


Found = ArticlePage | TopicPage | SinglePage
#: The kinds of pages that search knows.
FOUND: Final[tuple[Any, ...]] = (ArticlePage, TopicPage, SinglePage)


def found_below(page: Page) -> list[Found]:
    """All pages that search knows at and below ``page``, whether they can be read or not."""
    return [found for kind in FOUND for found in kind.objects.descendant_of(page, inclusive=True)]


def readable_pages() -> Iterator[Found]:
    """Every page that search knows and everyone may read."""
    for kind in FOUND:
        yield from kind.objects.readable().iterator(chunk_size=200)


def is_readable(page: Found) -> bool:
    """Whether everyone may read ``page``, as it is stored now."""
    return bool(type(page).objects.readable().filter(pk=page.pk).exists())


@dataclass(frozen=True, slots=True)
class Filters:
    """What a column may be filtered by: the years and the sources of its articles."""

    years: list[int]
    units: list[tuple[int, str]]


def articles_of(
    page: Page, *, year: int | None = None, unit: int | None = None, words: str = ""
) -> QuerySet[ArticlePage]:
    """The articles below a column or a topic that everyone may read, newest first, narrowed down."""
    found: QuerySet[ArticlePage] = ArticlePage.objects.child_of(page).readable().newest_first().listed()
    if year:
        found = found.filter(date__year=year)
    if unit:
        found = found.filter(source_unit=unit)
    for word in words.split():
        found = found.filter(title__icontains=word)
    return found


def filters_of(page: Page) -> Filters:
    """The years and source units of a column's readable articles."""
    return kept(f"pages.filters.{page.pk}", lambda: _filters_of(page))


def _filters_of(page: Page) -> Filters:
    readable = ArticlePage.objects.child_of(page).readable().order_by()
    years = [day.year for day in readable.dates("date", "year", order="DESC")]
    named = readable.exclude(source_unit=None).values_list("source_unit", "source_unit__name").distinct()
    return Filters(years=years, units=sorted(named.order_by("source_unit__path")[:50]))


def related_to(article: ArticlePage) -> list[ArticlePage]:
    """The articles that its editor has chosen; the newest others of its column where none was chosen."""
    readable = ArticlePage.objects.readable().newest_first().listed()
    chosen = [block.value.pk for block in article.related if block.value]
    if chosen:
        by_key = {found.pk: found for found in readable.filter(pk__in=chosen)}
        return [by_key[pk] for pk in chosen if pk in by_key]
    return list(readable.sibling_of(article).exclude(pk=article.pk)[:_RELATED])


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page."""

    title: str
    url: str


def above(page: Page) -> Crumb:
    """The page above ``page``: the column or topic of an article; without an address while it is taken down."""
    path = page.path[: -Page.steplen]  # asked for by the head of an article and by the way to it
    return kept(f"pages.above.{path}", lambda: _crumb(path))


def _crumb(path: str) -> Crumb:
    found = Page.objects.filter(path=path).values_list("title", "url_path", "live").first()
    return Crumb(found[0], address_of(found[1]) if found[2] else "") if found else Crumb("", "/")


def film(number: int) -> PageDocument | None:
    """A film that everyone may see; None where there is none, and where its collection is not for everyone."""
    found: PageDocument | None = PageDocument.objects.filter(pk=number).select_related("collection").first()
    if found is None or found.file_extension.lower() not in FILMS or found.collection.get_view_restrictions().exists():
        return None
    return found


def readable_article(number: int) -> ArticlePage | None:
    """An article that everyone may read, by its key."""
    readable = ArticlePage.objects.readable().select_related("source_unit", "picture")
    return cast(ArticlePage | None, readable.filter(id=number).first())  # not `pk`: it fails at enormous numbers
