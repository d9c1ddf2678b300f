"""Whose site this is, and its columns."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from kexie.base.kernel import clock
from kexie.base.kernel.edition import kept
from kexie.base.pages.models import ColumnPage, HomePage, PageImage, SinglePage, SiteIdentity, TopicPage
from kexie.base.pages.models.addresses import address_of
from kexie.base.pages.models.readable import ReadableQuerySet, not_over
from kexie.base.pages.queries.pages import Crumb
from kexie.base.ui.identity import Picture

_LOGO_SIZE = "max-96x96"
_PRINTED = ("name", "title", "colour", "sponsor", "address", "contact", "icp", "police")


def identity() -> dict[str, Any]:
    """What the editors have written about the site, by the names of `ui.identity.Identity`; empty before they have."""
    return kept("pages.identity", _identity)


def _identity() -> dict[str, Any]:
    written = SiteIdentity.objects.filter(site__is_default_site=True).select_related("logo").first()
    if written is None:
        return {}
    return {name: getattr(written, name) for name in _PRINTED} | _logo(written.logo)


def _logo(logo: PageImage | None) -> dict[str, Any]:
    if logo is None:
        return {}
    drawn = logo.get_rendition(_LOGO_SIZE)
    return {"logo": Picture(drawn.url, drawn.width, drawn.height), "logo_file": logo.file.name}


def columns(home: HomePage) -> list[Crumb]:
    """The columns below the home page that stand in menus, in the order of the tree."""
    return kept(f"pages.columns.{home.pk}", lambda: _columns(home))


def _columns(home: HomePage) -> list[Crumb]:
    below = ColumnPage.objects.filter(path__startswith=home.path, depth=home.depth + 1, live=True, show_in_menus=True)
    named = below.filter(not_over(clock.now())).order_by("path").values_list("title", "url_path")
    return [Crumb(title, address_of(path)) for title, path in named]


def pages_to_map() -> list[Crumb]:
    """The columns, topics and single pages that everyone may read, in the order of the tree, in one query."""
    kinds = ContentType.objects.get_for_models(ColumnPage, TopicPage, SinglePage).values()
    pages = ReadableQuerySet(Page).readable().filter(content_type__in=kinds).order_by("path")
    return [Crumb(title, address_of(path)) for title, path in pages.values_list("title", "url_path")]
