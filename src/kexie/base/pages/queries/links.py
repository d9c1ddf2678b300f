"""Questions about links: which pages are public, what is wrong in them, where redirects lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.core.files.storage import default_storage
from django.db.models import Case, QuerySet, Value, When
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from kexie.base.pages.models import LinkFinding, PageDocument
from kexie.base.pages.queries.columns import home_page
from kexie.base.pages.queries.reach import explorable
from kexie.base.pages.rules.links import Fault

#: A chain of redirects is followed so far.
LONGEST_CHAIN = 20


def public_pages() -> QuerySet[Page]:
    """The live pages of the site."""
    home = home_page()
    found: QuerySet[Page] = Page.objects.live().order_by("pk")
    return found.filter(path__startswith=home.path) if home else found.none()


def findings(user: Any, *, show: str = "") -> QuerySet[LinkFinding]:
    """What is wrong with links of the pages that ``user`` works with, dead ones first; ``show`` is "dead" or "outside"."""
    rows = LinkFinding.objects.filter(page__in=explorable(user).values("pk"), page__live=True).select_related("page")
    if show == "dead":
        rows = rows.exclude(fault=Fault.OUTSIDE)
    elif show == "outside":
        rows = rows.filter(fault=Fault.OUTSIDE)
    last = Case(When(fault=Fault.OUTSIDE, then=Value(1)), default=Value(0))
    return rows.order_by(last, "since", "pk")


def comes_back(old: str, target: str, *, but: int | None = None) -> bool:
    """Whether a redirect from ``old`` to ``target`` would lead in a circle with those that there are (except ``but``)."""
    start, path = Redirect.normalise_path(old), Redirect.normalise_path(target)
    for _hop in range(LONGEST_CHAIN):
        if path == start:
            return True
        found = Redirect.objects.filter(old_path=path).exclude(pk=but).select_related("redirect_page").first()
        if found is None or found.link is None:
            return False
        path = Redirect.normalise_path(found.link)
    return True


def dead_links() -> QuerySet[LinkFinding]:
    """Every link of the site that leads nowhere; for the command line."""
    return LinkFinding.objects.exclude(fault=Fault.OUTSIDE).select_related("page").order_by("since", "pk")


def file_is_there(path: str) -> bool:
    """Whether the document, film or picture at a path of ours is kept, by this name."""
    kind, _slash, rest = path.partition("?")[0].lstrip("/").partition("/")
    if kind == "media":
        return ".." not in rest and default_storage.exists(unquote(rest))
    number, _slash, name = rest.partition("/")
    found = PageDocument.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
    return found is not None and found.filename == unquote(name) and found.file.storage.exists(found.file.name)
