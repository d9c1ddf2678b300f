"""What a page says to machines in its head: its one address, Open Graph for those who share it, schema.org for those who
read it. All of it with public addresses, never by the request's Host.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.kept_pages import kept_query
from kexie.base.ui.identity import Identity

#: What of a query string makes another page of it; everything else (searching, sorting) shows the same anew.
_KEPT: Final = ("year", "page")
#: What others hang on an address to know who came by it.
_TRACKING: Final = "utm"
#: How Open Graph names the languages of the site, but for Chinese.
_LOCALES: Final = {"en": "en_US"}
_CONTEXT: Final = "https://schema.org"
#: Signs that could end the element or begin another, and the two line ends that JSON may hold and scripts may not.
_ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def canonical(request: HttpRequest) -> str:
    """The one address of what the request shows: the second page of a list is another page, the first is not; a list that
    is filtered shows some of what the whole list shows. A view that names the words it reads has no page for another one.
    """
    named = kept_query(request.resolver_match.func) if request.resolver_match else None
    words = [name for name in _KEPT if named is None or name in named]
    if any(name not in words and not name.startswith(_TRACKING) for name in request.GET):
        return absolute(request.path)
    said = {name: request.GET.get(name, "") for name in words}
    kept = {name: text for name, text in said.items() if text.isascii() and text.isdigit() and len(text) <= 6}
    if int(kept.get("page", "1")) <= 1:
        kept.pop("page", None)
    return absolute(request.path) + (f"?{urlencode(kept)}" if kept else "")


def open_graph(properties: Mapping[str, str]) -> SafeString:
    """``<meta property>`` for everything that is said; names without their ``og:`` or with a prefix of their own."""
    said = ((name if ":" in name else f"og:{name}", text) for name, text in properties.items() if text)
    return format_html_join("\n  ", '<meta property="{}" content="{}">', said)


def of_page(request: HttpRequest, title: str, site: str) -> SafeString:
    """What every public page says: its address and what it is called."""
    address = canonical(request)
    link = format_html('<link rel="canonical" href="{}">\n  ', address)
    words = {"title": title, "site_name": site, "url": address, "locale": _LOCALES.get(get_language() or "", "zh_CN")}
    return link + open_graph(words)


def linked_data(*things: Mapping[str, Any]) -> SafeString:
    """Blocks of JSON-LD: data that no browser runs. What is empty is left out; nothing in it can end the element."""
    return mark_safe("".join(_block(thing) for thing in things))  # noqa: S308 - escaped in _block


def _block(thing: Mapping[str, Any]) -> str:
    text = json.dumps({"@context": _CONTEXT, **_told(thing)}, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>'


def _told(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _told(inner) for name, inner in value.items() if inner not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_told(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def organization(site: Identity) -> dict[str, Any]:
    """The association whose site it is."""
    logo = absolute(site.logo.url) if site.logo else ""
    return {
        "@type": "Organization",
        "name": site.sponsor or site.name,
        "url": absolute("/"),
        "logo": logo,
        "address": site.address,
        "telephone": site.contact,
    }


def website(site: Identity) -> dict[str, Any]:
    """The site itself, and how to search it."""
    found = {"@type": "EntryPoint", "urlTemplate": absolute(f"{reverse('portal:search')}?q={{words}}")}
    search = {"@type": "SearchAction", "target": found, "query-input": "required name=words"}
    return {
        "@type": "WebSite",
        "name": site.name,
        "url": absolute("/"),
        "inLanguage": "zh-Hans",
        "potentialAction": search,
    }


def breadcrumbs(steps: Iterable[Sequence[str]]) -> dict[str, Any]:
    """The way to a page: pairs of a title and a path, from the top; the last one may have no path."""
    listed = [
        {"@type": "ListItem", "position": place, "name": title, "item": absolute(path) if path else ""}
        for place, (title, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": listed}


def news(
    *,
    title: str,
    address: str,
    site: Identity,
    published: date | datetime | None,
    modified: date | datetime | None = None,
    summary: str = "",
    section: str = "",
    author: str = "",
    source: str = "",
    picture: str = "",
) -> dict[str, Any]:
    """An article; ``address`` and ``picture`` are paths. Who wrote it is a person, where it comes from an organisation."""
    wrote = {"@type": "Person", "name": author} if author else {"@type": "Organization", "name": source or site.name}
    return {
        "@type": "NewsArticle",
        "headline": title,
        "description": summary,
        "url": absolute(address),
        "mainEntityOfPage": absolute(address),
        "datePublished": published,
        "dateModified": modified,
        "articleSection": section,
        "author": wrote,
        "sourceOrganization": {"@type": "Organization", "name": source} if source else {},
        "publisher": {"@type": "Organization", "name": site.sponsor or site.name, "url": absolute("/")},
        "image": [absolute(picture)] if picture else [],
        "inLanguage": "zh-Hans",
    }
