"""Questions about public web content; all of it may be read by everyone."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page, Site

from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage


def live_page_at(path: str) -> HomePage | ColumnPage | ArticlePage | None:
    """The live page at an address of the one site, in two queries; Wagtail would ask twice for every step of the way.

    None where there is none, and where there are several sites: then the request's host has a say.
    """
    roots = list(Site.objects.order_by().values_list("root_page__url_path", flat=True)[:2])
    steps = [step for step in path.split("/") if step]
    if len(roots) != 1 or len(steps) > 2:
        return None
    pages = (HomePage.objects, ColumnPage.objects, ArticlePage.objects.select_related("source_unit"))[len(steps)]
    address = roots[0] + "".join(f"{step}/" for step in steps)
    return next(iter(pages.filter(url_path=address, live=True).order_by()[:1]), None)


def latest_articles(limit: int = 6) -> list[ArticlePage]:
    """The newest articles that everyone may read, in one query."""
    return list(ArticlePage.objects.readable().newest_first().listed()[:limit])


def articles_below(page: Page) -> list[ArticlePage]:
    """All articles at and below ``page``, whether they can be read or not."""
    return list(ArticlePage.objects.descendant_of(page, inclusive=True).newest_first())


def readable_articles() -> Iterator[ArticlePage]:
    """Every article that everyone may read."""
    yield from ArticlePage.objects.readable().newest_first().iterator(chunk_size=200)


def is_readable(article: ArticlePage) -> bool:
    """Whether everyone may read ``article``, as it is stored now."""
    return bool(ArticlePage.objects.readable().filter(pk=article.pk).exists())
