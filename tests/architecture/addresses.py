"""Every address that the resolver knows, with its parameters filled in from a register of samples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

from kexie.base.kernel.access import Access, Actor
from kexie.base.kernel.errors import Refusal

NOBODY = UUID(int=0)

#: What stands for each parameter of our own addresses, by its name. A new name goes in here, with a value for which a
#: view has an answer: best a real thing of the cast (see `test_isolation`), else a well-formed thing that is not there.
SAMPLES: dict[str, object] = {
    "answer_id": NOBODY,
    "article_id": 0,
    "ask_id": NOBODY,
    "asked_id": 1,
    "call_id": NOBODY,
    "case_id": NOBODY,
    "client_id": "unknown",
    "code": "unknown",
    "colour": "0a5f8a",
    "day_id": NOBODY,
    "commission_id": NOBODY,
    "dead_end_id": 0,
    "dispatch_id": NOBODY,
    "draft_id": NOBODY,
    "edition": "00000000",
    "element": "mobile",
    "entry_id": NOBODY,
    "erasure_id": NOBODY,
    "exclusion_id": NOBODY,
    "feedback_id": NOBODY,
    "field_key": "unknown",
    "fmt": "pdf",
    "group_id": NOBODY,
    "group_key": "new",
    "form_key": "application",
    "instruction_id": NOBODY,
    "invitation_id": NOBODY,
    "issue_id": NOBODY,
    "item_id": NOBODY,
    "key": "set-password",
    "kind": "addresses",
    "leave_id": NOBODY,
    "line_id": 0,
    "list_id": NOBODY,
    "matter_id": NOBODY,
    "move_id": NOBODY,
    "measure": "points",
    "mail_id": NOBODY,
    "membership_id": NOBODY,
    "merge_id": NOBODY,
    "name": "unknown",
    "notice_id": NOBODY,
    "number": 17,
    "other_id": NOBODY,
    "page_id": 0,
    "paper_key": "new",
    "paper_id": NOBODY,
    "part": "head",
    "path": "unknown.jpg",
    "person_id": NOBODY,
    "pk": 1,
    "post_id": NOBODY,
    "provider_id": "city",
    "task_id": NOBODY,
    "token": "unknown",
    "purpose": "notice_texts",
    "redirect_id": 0,
    "reopening_id": NOBODY,
    "request_id": NOBODY,
    "revision_id": NOBODY,
    "sender_id": 0,
    "slug": "unknown",
    "sha256": "0" * 64,
    "subject": "element",
    "submission_id": NOBODY,
    "uid": NOBODY,
    "view_id": NOBODY,
    "wait_id": NOBODY,
    "waiver_id": 0,
    "word_id": 0,
    "uidb36": "1",
    "verb": "sign",
    "template_id": 0,
    "wish_id": NOBODY,
    "version_id": NOBODY,
    "work_id": NOBODY,
    "work_kind": "ledger.meeting",
    "year": 2023,
}

#: Third parties' addresses have hundreds of parameters: theirs are filled by kind of converter.
BY_CONVERTER: dict[str, object] = {"int": 1, "str": "x", "slug": "x", "path": "x", "uuid": NOBODY}

PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


class UnknownParameter(Exception):
    """A parameter without a sample; the message says where to add one."""


@dataclass(frozen=True)
class Address:
    """One address: its route, its name, its view, and how to fill it in."""

    route: str
    name: str
    view: Callable
    ours: bool

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)

    def admits(self, actor: Actor) -> bool:
        """Whether ``actor`` passes this door, by what the view declares."""
        try:
            self.access.admit(actor)
        except Refusal:
            return False
        return True

    def path(self, samples: dict[str, object] | None = None) -> str:
        """The address with ``samples`` in the place of its parameters, ours by name, theirs by converter."""
        samples = SAMPLES | (samples or {})

        def fill(match: re.Match) -> str:
            name, converter = match["name"], match["converter"] or "str"
            if not self.ours:
                return str(BY_CONVERTER.get(converter, "x"))
            if name not in samples:
                raise UnknownParameter(
                    f"/{self.route} has a parameter {name!r} without a sample:"
                    " add one to SAMPLES in tests/architecture/addresses.py"
                )
            return str(samples[name])

        return "/" + PARAMETER.sub(fill, self.route)


def _route(pattern: RoutePattern | RegexPattern) -> str:
    """The pattern as a route with ``<name>`` for each parameter, regular expressions too."""
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    template, names = normalize(pattern.regex.pattern)[0]
    return template % {name: f"<{name}>" if not name.startswith("_") else "" for name in names}


def _walk(patterns: list, prefix: str, ours: bool) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + _route(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route, ours)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            module = getattr(getattr(view, "view_class", view), "__module__", "")
            mine = module.startswith("kexie.") or route.startswith("accounts/")
            if route.startswith("editors/"):  # Wagtail's own stand behind doors of ours, which bear our module
                mine = (pattern.name or "").startswith("pages_")
            yield Address(route, pattern.name or f"/{route}", view, mine)


def all_addresses() -> list[Address]:
    """Every address of the site."""
    return list(_walk(get_resolver().url_patterns, "", ours=True))


def wagtail_addresses() -> list[Address]:
    """The addresses of Wagtail's editors' pages."""
    return [address for address in all_addresses() if address.route.startswith("editors/")]


def other_addresses() -> list[Address]:
    """All addresses but those of Wagtail's editors' pages."""
    return [address for address in all_addresses() if not address.route.startswith("editors/")]
