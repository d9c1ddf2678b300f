"""Verbs: make the site, a column, an article; keep the search index in step with what can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.html import escape
from wagtail.models import Page, Site

from kexie.base.documents.model import Block, BlockKind
from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id
from kexie.base.pages import queries
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage
from kexie.base.search import api as search

SOURCE: Final = "pages"


@transaction.atomic
def ensure_site(*, by: Actor, at: datetime, site_name: str) -> HomePage:
    """The home page at the root of the default site; made when there is none, left as it is when there is one."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    there: HomePage | None = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if there is not None:
        return there
    home: HomePage = Page.get_first_root_node().add_child(
        instance=HomePage(title=site_name, slug=f"site-{new_id().hex[-8:]}")
    )
    welcome = site.root_page if site else None
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    site.root_page, site.site_name = home, site_name
    site.save()
    if welcome is not None and welcome.specific_class is Page and welcome.depth > 1 and not welcome.get_children():
        welcome.delete()  # the page with which Wagtail greets a new site
    audit.record(by=by, at=at, action="pages.site", target=f"pages.page:{home.pk}")
    return home


@transaction.atomic
def add_column(*, by: Actor, at: datetime, title: str, slug: str, intro: str = "") -> ColumnPage:
    """A column below the home page; the one with this slug, if there is one."""
    home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    there: ColumnPage | None = ColumnPage.objects.child_of(home).filter(slug=slug).first()
    if there is not None:
        return there
    column = ColumnPage(title=title, slug=slug, intro=intro, show_in_menus=True)
    home.add_child(instance=column)
    column.save_revision(changed=False).publish()
    audit.record(by=by, at=at, action="pages.column", target=f"pages.page:{column.pk}")
    return column


@transaction.atomic
def add_article(
    *,
    by: Actor,
    at: datetime,
    column: ColumnPage,
    title: str,
    slug: str,
    day: date,
    body: Sequence[Block],
    summary: str = "",
    source_unit: Any = None,
    source_text: str = "",
    author: str = "",
    reviewer: str = "",
) -> ArticlePage:
    """A published article in ``column``, its ``body`` as a file was read; the one with this slug, if there is one."""
    there: ArticlePage | None = ArticlePage.objects.child_of(column).filter(slug=slug).first()
    if there is not None:
        return there
    article = ArticlePage(
        title=title,
        slug=slug,
        date=day,
        summary=summary,
        source_unit=source_unit,
        source_text=source_text,
        author=author,
        reviewer=reviewer,
        body=[_streamed(block) for block in body if block.text],
    )
    column.add_child(instance=article)
    article.save_revision(changed=False).publish()
    audit.record(by=by, at=at, action="pages.publish", target=f"pages.page:{article.pk}")
    return article


def _streamed(block: Block) -> tuple[str, str]:
    if block.kind is BlockKind.HEADING:
        return "heading", block.text
    return "paragraph", f"<p>{escape(block.text)}</p>"


def index(articles: Iterable[ArticlePage]) -> None:
    """Let search find exactly those of ``articles`` that everyone may read now."""
    with transaction.atomic():
        for article in articles:
            if queries.is_readable(article):
                search.put(entry_of(article))
            else:
                search.remove(SOURCE, str(article.pk))


def note(*, by: Actor, at: datetime, action: str, target: str) -> None:
    """Keep in the audit what an editor has done in Wagtail."""
    with transaction.atomic():
        audit.record(by=by, at=at, action=action, target=target)


def forget(article: ArticlePage) -> None:
    """Take a deleted article out of search."""
    search.remove(SOURCE, str(article.pk))


def entry_of(article: ArticlePage) -> search.Entry:
    """What search knows of an article."""
    body = article._meta.get_field("body").get_searchable_content(article.body)
    return search.Entry(
        source=SOURCE,
        key=str(article.pk),
        title=article.title,
        body="\n".join([article.summary, *body, article.source, article.author]),
        url=article.get_url(),
        on=article.date,
        public=True,
    )


def search_entries() -> Iterable[search.Entry]:
    """Every article that everyone may read, for a rebuild of the index."""
    return map(entry_of, queries.readable_articles())
