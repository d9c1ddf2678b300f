"""Questions about public web content; all of it may be read by everyone."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page

from kexie.base.pages.models import ArticlePage


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
