"""Verbs: make the site, a column, an article; keep the search index in step with what can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext
from wagtail.models import Collection, Locale, Page, PageLogEntry, Site

from kexie.base.documents.model import Block, BlockKind
from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id
from kexie.base.pages import queries
from kexie.base.pages.actions.review import ensure_workflow
from kexie.base.pages.actions.rights import ensure_rights, shared_collection
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage, PageImage, SinglePage, TopicPage
from kexie.base.search import api as search

SOURCE: Final = "pages"
#: What Wagtail calls the top of the tree of pages, and of that of collections.
ROOT: Final = "Root"
P = TypeVar("P", bound=Page)
#: Blocks as they are stored: type, value, id.
Raw = Iterable[dict[str, Any]]


@transaction.atomic
def ensure_site(*, by: Actor, at: datetime, site_name: str) -> HomePage:
    """The home page at the root of the default site; made when there is none, left as it is when there is one."""
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    there: HomePage | None = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if there is not None:
        _ensure_editing(there)
        return there
    home: HomePage = Page.get_first_root_node().add_child(
        instance=HomePage(title=site_name, slug=f"site-{new_id().hex[-8:]}")
    )
    welcome = site.root_page if site else None
    welcome_id = welcome.pk if welcome else None
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    site.root_page, site.site_name = home, site_name
    site.save()
    if welcome is not None and welcome.specific_class is Page and welcome.depth > 1 and not welcome.get_children():
        welcome.delete()  # the page with which Wagtail greets a new site, and that it has gone
        PageLogEntry.objects.filter(page_id=welcome_id).delete()
    audit.record(by=by, at=at, action="pages.site", target=f"pages.page:{home.pk}")
    _ensure_editing(home)
    return home


def restore_rights() -> None:
    """The groups of the editors of the one site, after they were cleared; a step inside whatever cleared them."""
    _ensure_editing(_home())


def _ensure_editing(home: HomePage) -> None:
    """What editors need: names in Chinese, their groups, and the workflow of two persons."""
    Page.objects.filter(depth=1, title=ROOT).update(title=gettext("全部网站"), draft_title=gettext("全部网站"))
    Collection.objects.filter(depth=1, name=ROOT).update(name=gettext("全部素材"))
    ensure_rights(queries.site_sections())
    ensure_workflow(home)


@transaction.atomic
def translate_home(
    *, by: Actor, at: datetime, language: str, title: str, intro: str = "", sections: Raw = ()
) -> HomePage:
    """The published home page of another language, beside the first; the one that is there, if there is one."""
    first, locale = _home(), Locale.objects.get(language_code=language)
    there: HomePage | None = HomePage.objects.filter(translation_key=first.translation_key, locale=locale).first()
    if there is not None:
        return there
    home: HomePage = first.copy_for_translation(locale)
    home.title, home.intro, home.body = title, intro, _stream(HomePage, sections)
    home.save_revision(changed=False).publish()
    audit.record(by=by, at=at, action="pages.compose", target=f"pages.page:{home.pk}")
    return home


@transaction.atomic
def add_column(
    *, by: Actor, at: datetime, title: str, slug: str, intro: str = "", home: HomePage | None = None
) -> ColumnPage:
    """A column below ``home``, or below the home page of the site; the one with this slug, if there is one."""
    home = home or _home()
    there: ColumnPage | None = ColumnPage.objects.child_of(home).filter(slug=slug).first()
    if there is not None:
        return there
    column = ColumnPage(title=title, slug=slug, intro=intro, show_in_menus=True)
    return _published(home, column, by=by, at=at, action="pages.column")


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
    editor: str = "",
    reviewer: str = "",
    picture: PageImage | None = None,
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
        editor=editor,
        reviewer=reviewer,
        picture=picture,
        body=[_streamed(block) for block in body if block.text],
    )
    return _published(column, article, by=by, at=at)


def _streamed(block: Block) -> tuple[str, str]:
    if block.kind is BlockKind.HEADING:
        return "heading", block.text
    return "paragraph", f"<p>{escape(block.text)}</p>"


@transaction.atomic
def add_topic(
    *, by: Actor, at: datetime, title: str, slug: str, intro: str = "", picture: PageImage | None = None, body: Raw = ()
) -> TopicPage:
    """A published topic below the home page; the one with this slug, if there is one."""
    home = _home()
    there: TopicPage | None = TopicPage.objects.child_of(home).filter(slug=slug).first()
    if there is not None:
        return there
    topic = TopicPage(title=title, slug=slug, intro=intro, picture=picture, body=_stream(TopicPage, body))
    return _published(home, topic, by=by, at=at)


@transaction.atomic
def add_single(*, by: Actor, at: datetime, title: str, slug: str, body: Raw) -> SinglePage:
    """A published single page below the home page; the one with this slug, if there is one."""
    home = _home()
    there: SinglePage | None = SinglePage.objects.child_of(home).filter(slug=slug).first()
    if there is not None:
        return there
    return _published(home, SinglePage(title=title, slug=slug, body=_stream(SinglePage, body)), by=by, at=at)


@transaction.atomic
def add_picture(*, by: Actor, at: datetime, title: str, description: str, name: str, data: bytes) -> PageImage:
    """A picture for pages, with what it shows in words; every editor may use it."""
    picture: PageImage = PageImage.objects.create(
        title=title, description=description, file=ContentFile(data, name), collection=shared_collection()
    )
    audit.record(by=by, at=at, action="pages.create", target=f"pages.pageimage:{picture.pk}")
    return picture


@transaction.atomic
def compose_home(*, by: Actor, at: datetime, sections: Raw, intro: str | None = None) -> HomePage:
    """Put the home page together from ``sections``; published at once."""
    home = _home()
    home.body = _stream(HomePage, sections)
    home.intro = home.intro if intro is None else intro
    home.save_revision().publish()
    audit.record(by=by, at=at, action="pages.compose", target=f"pages.page:{home.pk}")
    return home


@transaction.atomic
def drop_sections(*, by: Actor, at: datetime, ids: Iterable[str]) -> None:
    """Take those sections out of the home page whose ids are given; what editors have put beside them stays."""
    home = _home()
    gone = set(ids)
    left = [block for block in home.body.get_prep_value() if block["id"] not in gone]
    if len(left) != len(home.body):
        compose_home(by=by, at=at, sections=left)


def _home() -> HomePage:
    home: HomePage = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    return home


def _stream(kind: type[Page], raw: Raw) -> Any:
    return kind._meta.get_field("body").stream_block.to_python(list(raw))


def _published(above: Page, page: P, *, by: Actor, at: datetime, action: str = "pages.publish") -> P:
    """``page`` below ``above``, published at once and audited as ``action``."""
    above.add_child(instance=page)
    page.save_revision(changed=False).publish()
    audit.record(by=by, at=at, action=action, target=f"pages.page:{page.pk}")
    return page


def index(pages: Iterable[queries.Found]) -> None:
    """Let search find exactly those of ``pages`` that everyone may read now."""
    with transaction.atomic():
        for page in pages:
            if queries.is_readable(page):
                search.put(entry_of(page))
            else:
                search.remove(SOURCE, str(page.pk))


def note(*, by: Actor, at: datetime, action: str, target: str) -> None:
    """Keep in the audit what an editor has done in Wagtail."""
    with transaction.atomic():
        audit.record(by=by, at=at, action=action, target=target)


def forget(page: queries.Found) -> None:
    """Take a deleted page out of search."""
    search.remove(SOURCE, str(page.pk))


def entry_of(page: queries.Found) -> search.Entry:
    """What search knows of a page."""
    return search.Entry(
        source=SOURCE,
        key=str(page.pk),
        title=page.title,
        body="\n".join(page.words),
        url=page.get_url(),
        on=getattr(page, "date", None),
        public=True,
    )


def search_entries() -> Iterable[search.Entry]:
    """Every page that everyone may read, for a rebuild of the index."""
    return map(entry_of, queries.readable_pages())
