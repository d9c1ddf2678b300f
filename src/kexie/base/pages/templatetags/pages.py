"""What pages show beside their own fields: lists, neighbours, sections. Wagtail's views and previews enter by the template."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django import template
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.encoding import uri_to_iri
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from kexie.base.kernel import clock
from kexie.base.kernel.edition import kept
from kexie.base.pages import queries
from kexie.base.pages.blocks.home import FULL, HALF
from kexie.base.pages.forms import ColumnFilter
from kexie.base.pages.models import ArticlePage, HomePage, PageImage
from kexie.base.pages.queries.sections import (
    CARD,
    LEAD,
    WIDE,
    WIDE_PHONE,
    Composed,
    Raw,
    activities_to_come,
    items,
    stored,
)
from kexie.base.ui import identity, languages, qr, slots
from kexie.base.ui.figures import figures

register = template.Library()

ARTICLES_PER_PAGE: Final = 20
#: Sections whose words begin a page: the first of them is loaded at once, all that is below waits.
_AT_ONCE: Final = 1


@dataclass(frozen=True, slots=True)
class ColumnList:
    """One page of a column's articles, and the fields that narrow them down, drawn."""

    articles: PaginatorPage[ArticlePage]
    fields: SafeString
    filtered: bool


@register.simple_tag(takes_context=True)
def column_list(context: template.Context, page: Page) -> ColumnList:
    """The articles below ``page`` as the query string asks for them; what does not fit is passed over.

    What stands there before anything was asked is the same for everybody: it is drawn and counted once for an edition.
    """
    data = context["request"].GET
    narrowed = any(data.get(name) for name in ColumnFilter.base_fields)
    form = ColumnFilter(data, filters=queries.filters_of(page)) if narrowed else None
    asked = form.asked() if form else {}
    articles = queries.articles_of(page, **asked)
    pages = Paginator(articles, ARTICLES_PER_PAGE)
    if form is None:
        pages.count = kept(f"pages.count.{page.pk}", articles.count)
        fields = kept(f"pages.filter.{page.pk}", lambda: _fields(ColumnFilter({}, filters=queries.filters_of(page))))
    else:
        fields = _fields(form)
    return ColumnList(pages.get_page(data.get("page")), SafeString(fields), filtered=any(asked.values()))


def _fields(form: ColumnFilter) -> str:
    return str(render_to_string("pages/parts/filter.html", {"form": form}))


@register.simple_tag
def above(page: ArticlePage) -> queries.Crumb:
    """The column or topic above an article."""
    return queries.above(page)


@register.simple_tag(takes_context=True)
def whole_address(context: template.Context, page: Page) -> str:
    """The address of a page with its host, its words readable."""
    address: str = context["request"].build_absolute_uri(page.get_url())
    return uri_to_iri(address)


@register.simple_tag
def code_of(address: str) -> SafeString:
    """The QR code of a public address; choosing its best mask is a third of a page's time, so it is kept."""
    return SafeString(kept(f"pages.code.{address}", lambda: str(qr.svg(address))))


@register.simple_tag
def related(page: ArticlePage) -> list[ArticlePage]:
    """Articles to read next."""
    return queries.related_to(page)


@register.simple_tag
def columns_of(home: HomePage) -> list[queries.Crumb]:
    """The columns of the site."""
    return queries.columns(home)


@register.simple_tag
def rendition(picture: PageImage | None, spec: str) -> Any:
    """A picture in a size, for its address, width and height; nothing without a picture or when its file is gone."""
    return picture.get_rendition(spec) if picture else None


@register.simple_tag(takes_context=True)
def home_title(context: template.Context, page: HomePage) -> str:
    """What the home page is called: as the site is called now, as long as it bears the name of the installation."""
    own = str(page.title)
    return str(context["association"].name) if own == identity.by_settings().name else own


@register.simple_tag(takes_context=True)
def sections(context: template.Context, stream: Any) -> SafeString:
    """The sections of a composed page, one after the other; plain text between them as everywhere.

    A visitor is shown what every visitor is shown, so that they are drawn once for an edition.
    """
    blocks, language = stored(stream), languages.of_content()
    if context["request"].actor.is_known:
        return _drawn(context, stream, blocks, language)
    name = f"pages.drawn.{language}.{queries.name_of(blocks)}"
    return SafeString(kept(name, lambda: str(_drawn(context, stream, blocks, language))))


def _drawn(context: template.Context, stream: Any, blocks: list[Raw], language: str) -> SafeString:
    found = queries.composed(blocks, language=language)
    parts = [(_is_half(block), _section(context, stream, number, block, found)) for number, block in enumerate(blocks)]
    runs = [(half, "".join(part for _half, part in run)) for half, run in groupby(parts, key=itemgetter(0))]
    drawn = (f'<div class="home__halves">{run}</div>' if half and run else run for half, run in runs)
    return mark_safe("".join(drawn))  # noqa: S308 - each part is a template's


def _is_half(block: Raw) -> bool:
    """Sections of half the width that follow one another share two columns, which the browser fills evenly."""
    return _word(block["value"], "width") == HALF


def _section(context: template.Context, stream: Any, number: int, block: Raw, found: Composed) -> str:
    kind, value = block["type"], block["value"]
    if kind not in _SECTIONS:
        content = stream[number].render(context.flatten())
        return render_to_string("pages/sections/frame.html", {"width": FULL, "content": content, "prose": True})
    ask, drawn_by = _SECTIONS[kind]
    shown = ask(context, value, found)
    if shown is None:
        return ""
    common: dict[str, Any] = {"heading": _word(value, "heading"), "width": _word(value, "width") or FULL}
    common |= {"number": block.get("id") or number, "first": number < _AT_ONCE, "request": context["request"]}
    return render_to_string(drawn_by, common | shown)


def _word(value: Any, name: str) -> str:
    return str(value.get(name) or "") if hasattr(value, "get") else ""


Shown = dict[str, Any] | None


def _banner(context: template.Context, value: Any, found: Composed) -> Shown:
    slides = [
        {"slide": slide, "href": found.href(slide), "large": large, "small": found.picture(slide["image"], WIDE_PHONE)}
        for slide in items(value)
        if (large := found.picture(slide["image"], WIDE))
    ]
    return {"slides": slides} if slides else None


def _headlines(context: template.Context, value: Any, found: Composed) -> Shown:
    stories = found.headlines(items(value["pages"]), value["count"])
    if not stories:
        return None
    return {"lead": stories[0], "articles": stories[1:], "picture": found.picture(stories[0].picture, LEAD)}


def _column(context: template.Context, value: Any, found: Composed) -> Shown:
    column = found.links.get(value["column"])
    if column is None:
        return None
    stories = found.of_column[value["column"]][: value["count"]]
    return {"column": column, "heading": value["heading"] or column.title, "articles": stories}


def _platform(context: template.Context, value: Any, found: Composed) -> Shown:
    drawn = slots.one("home", value["section"], context["request"])
    return {"content": drawn} if drawn else None


def _activities(context: template.Context, value: Any, found: Composed) -> Shown:
    return {"activities": activities_to_come(value, found, clock.now())}


def _services(context: template.Context, value: Any, found: Composed) -> Shown:
    services = [(service, href) for service in items(value["items"]) if (href := found.href(service))]
    return {"services": services} if services else None


def _topics(context: template.Context, value: Any, found: Composed) -> Shown:
    topics = [(topic, found.picture(topic.picture, CARD)) for topic in found.chosen_topics(items(value["pages"]))]
    return {"topics": topics} if topics else None


def _figures(context: template.Context, value: Any, found: Composed) -> Shown:
    chosen = [figures[name] for name in value["figures"] if name in figures]
    counted = [(figure, found.figures[figure.name], figure.address() if figure.address else "") for figure in chosen]
    return {"figures": counted} if counted else None


#: How each kind of section is asked for and drawn.
_SECTIONS: Final = {
    "banner": (_banner, "pages/sections/banner.html"),
    "headlines": (_headlines, "pages/sections/headlines.html"),
    "column": (_column, "pages/sections/column.html"),
    "platform": (_platform, "pages/sections/platform.html"),
    "activities": (_activities, "pages/sections/activities.html"),
    "services": (_services, "pages/sections/services.html"),
    "topics": (_topics, "pages/sections/topics.html"),
    "figures": (_figures, "pages/sections/figures.html"),
}
