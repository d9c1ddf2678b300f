"""Columns and topics for feed readers."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.pages import queries
from kexie.base.pages.models import ArticlePage
from kexie.base.ui import feeds

LONGEST = 20
#: Languages whose tag (BCP 47) is not the one that Django has for them.
_LANGUAGES = {"zh-hans": "zh-Hans"}


@public
@require_safe
@kept_page()
def atom(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest articles of a column or a topic that everyone may read."""
    page = queries.listing(slug)
    if page is None:
        raise NotFound
    own = reverse("page-feed", args=(page.slug,))
    language = _LANGUAGES.get(page.locale.language_code, page.locale.language_code)
    feed = feeds.Feed(title=page.title, about=page.intro or page.title, address=page.url, own=own, language=language)
    return feeds.atom(request, feed, [_entry(article, page.title) for article in queries.newest_of(page, LONGEST)])


def _entry(article: ArticlePage, column: str) -> feeds.Entry:
    day = timezone.make_aware(datetime.combine(article.date, time.min))
    return feeds.Entry(
        title=article.title,
        address=article.url,
        key=f"urn:uuid:{article.translation_key}",
        summary=escape(article.summary),
        published=article.first_published_at or day,
        updated=article.last_published_at or day,
        author=article.author or article.source,
        categories=(column,),
    )
