"""Template tags of the design system."""

from __future__ import annotations

from datetime import date, datetime
from html import unescape
from typing import Any, Final

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kexie.base.kernel import clock
from kexie.base.kernel.ids import new_id
from kexie.base.ui import dates, head, icons, languages, mending, navigation, qr, slots, table_rows, tones
from kexie.base.ui.assets import assets
from kexie.base.ui.table_head import head as head_cells
from kexie.base.ui.table_head import query_with

register = template.Library()

TABS: Final = 5


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words; it says nothing by itself."""
    return icons.svg(name)


@register.simple_tag
def content_lang(language: str = "") -> SafeString:
    """Inside a tag: the language of what editors wrote, where the page around it speaks another one.

    Without ``language`` it is that of the present address; ``chinese_lang`` is for what is Chinese everywhere.
    """
    spoken = language or languages.of_content()
    return format_html(' lang="{}"', spoken) if languages.foreign(spoken) else SafeString()


@register.simple_tag
def home_url() -> str:
    """The home page in the language of the present address."""
    return languages.home_address()


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> SafeString:
    """For the head: the address of this page, and those of its translations, for search engines."""
    request = context.get("request")
    alternates = getattr(request, "alternates", {})
    if request is None or not alternates:
        return SafeString()
    told = {languages.of_content(): request.path} | alternates
    lines = ((code, request.build_absolute_uri(address)) for code, address in sorted(told.items()))
    return format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', lines)


@register.inclusion_tag("ui/shell/language_note.html", takes_context=True)
def language_note(context: template.Context) -> dict[str, Any]:
    """A quiet word where an article or another page of the editors is in another language than the page around it.

    With the way to its translation, where there is one (`request.alternates`).
    """
    alternates = getattr(context.get("request"), "alternates", None)
    shown = alternates is not None and languages.foreign(languages.of_content())
    return {"shown": shown, "address": (alternates or {}).get(get_language())}


@register.simple_tag(takes_context=True)
def language_choices(context: template.Context) -> list[languages.Choice]:
    """The other languages of the page; none where nobody asks, as in a page of a failure."""
    request = context.get("request")
    return languages.choices(request) if request else []


@register.simple_tag
def chinese_lang() -> SafeString:
    """Inside a tag: Chinese, where the page around it speaks another language: names of units and people, titles."""
    return content_lang(settings.LANGUAGE_CODE)


@register.simple_tag(name="qr")
def qr_tag(address: str) -> SafeString:
    """The QR code of an address."""
    return qr.svg(address)


@register.simple_block_tag(takes_context=True)
def with_association(context: template.Context, content: SafeString) -> SafeString:
    """A page's title and whose page it is; the home page, which has the association's name, says it once."""
    title, name = content.strip(), getattr(context.get("association"), "name", "")
    shown = [SafeString(title), name] if name and title != conditional_escape(name) else [SafeString(title)]
    return format_html_join(" - ", "{}", ((part,) for part in shown if part))


@register.simple_tag(takes_context=True, name="slot")
def slot_tag(context: template.Context, name: str) -> SafeString:
    """What the apps have registered for this place."""
    return slots.fill(name, context["request"])


@register.simple_tag(takes_context=True, name="navigation")
def navigation_tag(context: template.Context, face: str) -> list[navigation.Entry]:
    """The entries of a face that the actor may see: ``{% navigation "workbench" as entries %}``.

    On the public face a visitor without a session is not even asked for, so that it costs no query.
    """
    known = face != "public" or context.get("has_session")
    request = context.get("request")
    kept = request.__dict__.setdefault("_navigation", {}) if request else {}  # bars and drawers show the same twice
    if face not in kept:
        kept[face] = navigation.entries(face, context.get("actor") if known else None, request)
    return list(kept[face])


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> SafeString:
    """The workbench's rail, drawn once for the bar beside the page and the drawer of the phone."""
    request = context["request"]
    if "_rail" not in request.__dict__:
        entries = {"entries": navigation_tag(context, "workbench")}
        request.__dict__["_rail"] = render_to_string("ui/shell/rail.html", entries)
    drawn: SafeString = request.__dict__["_rail"]
    return drawn


@register.simple_tag
def asset_styles(entry: str = "app") -> SafeString:
    """Links to the style sheets."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((url,) for url in assets(entry).style_urls()))


@register.simple_tag
def asset_scripts(entry: str = "app") -> SafeString:
    """Scripts, deferred. They come from our own host, so the content security policy asks for no nonce."""
    return format_html_join(
        "\n",
        '<script src="{}"{}></script>',
        ((url, SafeString(' type="module"' if module else " defer")) for url, module in assets(entry).script_urls()),
    )


@register.simple_tag
def submit_key() -> SafeString:
    """A hidden key that makes a submit count once (`kernel.idempotency`)."""
    return format_html('<input type="hidden" name="submit_key" value="{}">', new_id())


@register.simple_tag
def status(tone: str, label: object, icon: str = "") -> SafeString:
    """A status as word, icon and colour; ``tone`` is one of `ui.tones.TONES`."""
    chosen = tones.tone(tone)
    return format_html(
        '<span class="status status--{}">{}<span>{}</span></span>', chosen.code, icons.svg(icon or chosen.icon), label
    )


@register.filter
def day(value: date | datetime | None, style: str = "") -> str:
    """5月23日（周二）; ``day:"year"`` puts the year before it, ``day:"past"`` unless it is this one; nothing for no date."""
    if not value:
        return ""
    other = style == "past" and dates.local(value).year != clock.today().year
    return dates.day(value, year=style == "year" or other)


@register.filter
def moment(value: datetime | None, style: str = "") -> str:
    """5月23日（周二）14:05; ``moment:"year"`` puts the year before it; nothing for no moment."""
    return dates.moment(value, year=style == "year") if value else ""


@register.filter
def tone_of(level: Any) -> str:
    """The tone of a Django message's level tag."""
    return tones.OF_MESSAGE.get(str(level), "info")


@register.filter
def tabs(entries: list[navigation.Entry]) -> list[navigation.Entry]:
    """The entries that go into the phone's tab bar: five at most, so that each stays wide enough for a thumb."""
    return [entry for entry in entries if entry.tab][:TABS]


@register.filter
def beyond_tabs(entries: list[navigation.Entry]) -> list[navigation.Entry]:
    """The entries that the phone's tab bar has no place for."""
    shown = tabs(entries)
    return [entry for entry in entries if entry not in shown]


@register.filter
def sentences(field: BoundField) -> list[str]:
    """What to say beside a field that is wrong."""
    return mending.sentences(field)


@register.filter
def summary(field: BoundField) -> list[str]:
    """What to say above the form of a field that is wrong."""
    return mending.summary(field)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The icon of a tone."""
    return icons.svg(tones.tone(tone).icon)


@register.simple_tag(takes_context=True)
def table_head(context: template.Context, table: Any) -> SafeString:
    """The cells of a register's head."""
    return head_cells(context["request"], table)


@register.simple_tag(takes_context=True)
def table_body(context: template.Context, table: Any) -> SafeString:
    """The rows of a register on its page."""
    return table_rows.body(context, table)


@register.simple_tag(takes_context=True)
def page_title(context: template.Context) -> SafeString:
    """The page's ``title`` block once more, for the heading: a page names itself in one place."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    return block.render(context) if block else SafeString("")


@register.simple_tag(takes_context=True)
def public_head(context: template.Context) -> SafeString:
    """The one address of a public page and what it is called, for machines and for those who share it."""
    site = getattr(context.get("association"), "name", "")
    return head.of_page(context["request"], unescape(page_title(context)).strip() or site, site)


@register.simple_tag(takes_context=True)
def query_url(context: template.Context, **changes: Any) -> str:
    """The query string of this page with ``changes``; None takes a parameter out."""
    return query_with(context["request"], changes)


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int, field: str = "") -> str:
    """The address of a page of this list; ``field`` is the parameter's name, "page" unless told."""
    return query_url(context, **{field or "page": number})


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The pages to offer around the present one; None stands for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.simple_block_tag
def dialog(content: str, id: str, title: object) -> SafeString:  # noqa: A002 - the attribute's name
    """A dialog that a link with ``data-dialog="<id>"`` opens; without scripts the link leads to a page that does the same."""
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title"><h2 id="{}-title">{}</h2>{}</dialog>',
        id,
        id,
        id,
        title,
        content,
    )
