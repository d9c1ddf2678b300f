"""Looking after links: each public page is read as a visitor reads it, in this process; no other host is ever asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from wagtail.coreutils import get_dummy_request
from wagtail.models import Page

from kexie.base.kernel import outbox
from kexie.base.pages import queries
from kexie.base.pages.models import LinkFinding
from kexie.base.pages.rules.links import (
    ADDRESS_LIMIT,
    Contents,
    Fault,
    Link,
    contents_of,
    fault_of_form,
    is_file,
    is_inside,
    kind_of_missing,
    path_and_anchor,
)

TOPIC: Final = "pages.links"
#: So many pages are looked through in one go of the worker.
AT_ONCE: Final = 50
#: The hour of the night, local time.
NIGHT_HOUR: Final = 3
#: More hops than this are a circle.
HOPS: Final = 5


@dataclass(slots=True)
class Visits:
    """What has been found behind paths of this site, for the time of one check: status, and contents of a page."""

    seen: dict[str, tuple[int, Contents]] = field(default_factory=dict)
    handler: BaseHandler = field(default_factory=BaseHandler)

    def __post_init__(self) -> None:
        self.handler.load_middleware()

    def at(self, path: str) -> tuple[int, Contents]:
        """The answer to a visitor at ``path``, redirects of our own followed."""
        if path not in self.seen:
            self.seen[path] = self._visit(path)
        return self.seen[path]

    def _visit(self, path: str) -> tuple[int, Contents]:
        for _hop in range(HOPS):
            request: WSGIRequest = get_dummy_request(path=urlsplit(path).path)
            request.META["QUERY_STRING"] = urlsplit(path).query
            request.META["HTTP_HOST"] = urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc
            request.META["wsgi.url_scheme"] = urlsplit(settings.WAGTAILADMIN_BASE_URL).scheme
            request.environ.update(request.META)
            response = self.handler.get_response(request)  # not closed: that would close the worker's database
            where = response.get("Location", "")
            if not 300 <= response.status_code < 400 or not is_inside(where, _hosts()):
                break
            path = path_and_anchor(where)[0]
        html = ""
        if isinstance(response, HttpResponse) and "html" in response.get("Content-Type", ""):
            html = response.content.decode(response.charset or "utf-8", "replace")
        return response.status_code, contents_of(html)


def _hosts() -> set[str]:
    return {urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""}


def fault_of(link: Link, *, own: Contents, visit: Callable[[str], tuple[int, Contents]]) -> Fault | None:
    """What is wrong with ``link`` of a page with the contents ``own``; None when it leads where it should."""
    address = link.address
    if not address or address == "#":
        return Fault.FORM if not address else None
    if not is_inside(address, _hosts()):
        return fault_of_form(address)
    path, anchor = path_and_anchor(address)
    if path and not path.startswith("/"):
        return Fault.FORM
    if is_file(path):
        return None if queries.file_is_there(path) else kind_of_missing(path, shown=link.shown)
    status, contents = visit(path) if path else (200, own)
    if 400 <= status < 500 and status not in (401, 403):  # a failure of ours (5xx) says nothing about the link
        return kind_of_missing(path, shown=link.shown)
    if anchor and anchor not in contents.names and anchor != "top":
        return Fault.ANCHOR
    return None


def check_pages(pages: Iterable[Page], *, at: datetime) -> int:
    """Look through the links of ``pages`` and keep what is wrong with them; how many links lead nowhere."""
    visits = Visits()
    return sum(_check_page(page, visits, at=at) for page in pages)


def _check_page(page: Page, visits: Visits, *, at: datetime) -> int:
    visits.seen.pop(page.specific_deferred.url, None)
    status, own = visits.at(page.specific_deferred.url)
    if status >= 500:
        return 0  # what was found before stands
    found: dict[tuple[str, str], Fault] = {}
    for link in own.links if status == 200 else ():
        fault = fault_of(link, own=own, visit=visits.at)
        if fault is not None:
            found[link.address[:ADDRESS_LIMIT], link.text] = fault
    with transaction.atomic():
        held = {(row.address, row.text): row for row in LinkFinding.objects.filter(page=page)}
        for key, row in held.items():
            if key not in found:
                row.delete()
            elif row.fault != found[key]:
                LinkFinding.objects.filter(pk=row.pk).update(fault=found[key], since=at)
        LinkFinding.objects.bulk_create(
            LinkFinding(page=page, address=address, text=text, fault=fault, since=at)
            for (address, text), fault in found.items()
            if (address, text) not in held
        )
    return sum(fault is not Fault.OUTSIDE for fault in found.values())


def check_all(*, at: datetime) -> int:
    """Look through every public page now; how many links lead nowhere."""
    LinkFinding.objects.filter(page__live=False).delete()
    return check_pages(queries.public_pages().iterator(chunk_size=AT_ONCE), at=at)


def nightly(at: datetime) -> None:
    """Ask for all of them in the hour in which the fewest read."""
    if timezone.localtime(at).hour == NIGHT_HOUR:
        ask_for_all(at)


def ask_for_all(at: datetime) -> None:
    """Let the worker look through every public page, some at a time; asked again within the hour, once."""
    keys = list(queries.public_pages().values_list("pk", flat=True))
    LinkFinding.objects.filter(page__live=False).delete()
    with transaction.atomic():
        for start in range(0, len(keys), AT_ONCE):
            ask_for(keys[start : start + AT_ONCE], at=at, why=f"all:{at:%Y%m%d%H}")


def ask_for(keys: list[int], *, at: datetime, why: str) -> None:
    """Let the worker look through these pages; once for one reason."""
    outbox.put(topic=TOPIC, key=f"{why}:{keys[0]}", payload={"pages": keys}, at=at)
