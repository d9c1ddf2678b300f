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
from kexie.base.pages import queries
from kexie.base.pages.blocks.home import FULL, HALF
from kexie.base.pages.forms import ColumnFilter
from kexie.base.pages.models import ArticlePage, HomePage, PageImage
from kexie.base.pages.queries.sections import Composed, activities_to_come
from kexie.base.ui import slots
from kexie.base.ui.figures import figures

register = template.Library()

ARTICLES_PER_PAGE: Final = 20
#: Pictures of sections: across the page, beside an article, on a card; each once more for phones.
WIDE, WIDE_PHONE = "fill-1120x400|format-webp", "fill-640x400|format-webp"
LEAD, CARD = "fill-560x315|format-webp", "fill-400x225|format-webp"
#: Sections whose words begin a page: the first of them is loaded at once, all that is below waits.
_AT_ONCE: Final = 1


@dataclass(frozen=True, slots=True)
class ColumnList:
    """One page of a column's articles, and the form that narrows them down."""

    articles: PaginatorPage[ArticlePage]
    form: ColumnFilter
    filtered: bool


@register.simple_tag(takes_context=True)
def column_list(context: template.Context, page: Page) -> ColumnList:
    """The articles below ``page`` as the query string asks for them; what does not fit is passed over."""
    data = context["request"].GET
    form = ColumnFilter(data, filters=queries.filters_of(page))
    asked = form.asked()
    articles = Paginator(queries.articles_of(page, **asked), ARTICLES_PER_PAGE).get_page(data.get("page"))
    return ColumnList(articles, form, filtered=any(asked.values()))


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
def sections(context: template.Context, stream: Any) -> SafeString:
    """The sections of a composed page, one after the other; plain text between them as everywhere."""
    found = queries.composed(stream, sizes=(WIDE, WIDE_PHONE, LEAD, CARD))
    parts = [
        (_is_half(block), _section(context, block, found, first=number < _AT_ONCE))
        for number, block in enumerate(stream)
    ]
    runs = [(half, "".join(part for _half, part in run)) for half, run in groupby(parts, key=itemgetter(0))]
    drawn = (f'<div class="home__halves">{run}</div>' if half and run else run for half, run in runs)
    return mark_safe("".join(drawn))  # noqa: S308 - each part is a template's


def _is_half(block: Any) -> bool:
    """Sections of half the width that follow one another share two columns, which the browser fills evenly."""
    return _word(block.value, "width") == HALF


def _section(context: template.Context, block: Any, found: Composed, *, first: bool) -> str:
    draw = _SECTIONS.get(block.block_type)
    if draw is None:
        inside = {"width": FULL, "content": block.render(context.flatten()), "prose": True}
        return render_to_string("pages/sections/frame.html", inside)
    shown = draw(context, block.value, found)
    if shown is None:
        return ""
    common: dict[str, Any] = {"heading": _word(block.value, "heading"), "width": _word(block.value, "width") or FULL}
    common |= {"number": block.id, "first": first, "request": context["request"]}
    return render_to_string(f"pages/sections/{block.block_type}.html", common | shown)


def _word(value: Any, name: str) -> str:
    return str(value.get(name) or "") if hasattr(value, "get") else ""


Shown = dict[str, Any] | None


def _banner(context: template.Context, value: Any, found: Composed) -> Shown:
    slides = [(slide, found.pictures.get(slide["image"].pk)) for slide in value if slide["image"]]
    return {"slides": slides, "wide": WIDE, "phone": WIDE_PHONE} if slides else None


def _headlines(context: template.Context, value: Any, found: Composed) -> Shown:
    articles = found.headlines(value["pages"], value["count"])
    lead = articles[0] if articles else None
    picture = found.pictures.get(lead.picture_id) if lead and lead.picture_id else None
    return {"lead": lead, "articles": articles[1:], "picture": picture, "size": LEAD} if lead else None


def _column(context: template.Context, value: Any, found: Composed) -> Shown:
    column = found.columns.get(value["column"].pk) if value["column"] else None
    if column is None:
        return None
    articles = found.of_column[column.pk][: value["count"]]
    return {"column": column, "heading": value["heading"] or column.title, "articles": articles}


def _platform(context: template.Context, value: Any, found: Composed) -> Shown:
    drawn = slots.one("home", value["section"], context["request"])
    return {"content": drawn} if drawn else None


def _activities(context: template.Context, value: Any, found: Composed) -> Shown:
    return {"activities": activities_to_come(value["items"], clock.now())}


def _services(context: template.Context, value: Any, found: Composed) -> Shown:
    services = [service for service in value["items"] if service.href]
    return {"services": services} if services else None


def _topics(context: template.Context, value: Any, found: Composed) -> Shown:
    topics = found.chosen_topics(value["pages"])
    shown = [(topic, found.pictures.get(topic.picture_id) if topic.picture_id else None) for topic in topics]
    return {"topics": shown, "size": CARD} if shown else None


def _figures(context: template.Context, value: Any, found: Composed) -> Shown:
    chosen = [figures[name] for name in value["figures"] if name in figures]
    counted = [(figure, found.figures[figure.name], figure.address() if figure.address else "") for figure in chosen]
    return {"figures": counted} if counted else None


_SECTIONS: Final = {
    "banner": _banner,
    "headlines": _headlines,
    "column": _column,
    "platform": _platform,
    "activities": _activities,
    "services": _services,
    "topics": _topics,
    "figures": _figures,
}
