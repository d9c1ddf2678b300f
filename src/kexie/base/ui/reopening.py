"""Opening a register again by its address, as somebody, now: for jobs and for actions on many rows.

The register's own view makes the table, so what a job exports or changes is what its asker would see on the page at this
moment, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import django_tables2 as tables
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, QueryDict
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from kexie.base.kernel.access import Ability, Access, Actor, may
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request

#: Parameters that are not part of what a register shows: its file, its page, the row that is read beside it, what was done.
NOT_SHOWN: Final = ("_export", "page", "_open", "_did")
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Opened:
    """A register with its rows, as its view has made it."""

    code: str
    title: str
    table: Any
    ability: Ability | None

    def rows(self) -> Any:
        """The rows behind the table, narrowed and sorted: a queryset."""
        return self.table.data.data


def address_of(request: Request) -> str:
    """The address of the register on this page, as it is narrowed and sorted."""
    query = request.GET.copy()
    for name in [name for name in query if name in NOT_SHOWN]:
        query.pop(name)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def reopen(actor: Actor, address: str) -> Opened:
    """The register at ``address`` (a path of this site with its query) as ``actor`` sees it now.

    Raises NotFound for anything that is no register of ours, NotPermitted or LogInFirst as its door does.
    """
    parts = urlsplit(address[:_LONGEST])
    try:
        match = resolve(parts.path)
    except Http404:
        raise NotFound from None
    access: Access | None = getattr(match.func, "access", None)
    if access is None or parts.scheme or parts.netloc or not match.func.__module__.startswith("kexie."):
        raise NotFound
    access.admit(actor)
    found: list[Opened] = []
    held = next((ability for ability in access.abilities if may(actor, ability)), None)

    def keep(code: str, title: str, table: tables.Table) -> None:
        found.append(Opened(code, title, table, held))

    match.func(_request(actor, parts.path, parts.query, match, keep), *match.args, **match.kwargs)
    if not found:
        raise NotFound
    return found[0]


def _request(actor: Actor, path: str, query: str, match: Any, keep: Callable[..., None]) -> Request:
    request = Request()
    request.method = "GET"
    request.path = request.path_info = path
    request.META = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.GET = QueryDict(query)
    request.resolver_match = match
    request.actor = actor
    request.user = SimpleLazyObject(lambda: _user(actor))  # type: ignore[assignment]
    request.opened = keep  # type: ignore[attr-defined]
    return request


def _user(actor: Actor) -> Any:
    account = get_user_model().objects.filter(pk=actor.account_id).first() if actor.account_id else None
    return account or AnonymousUser()
