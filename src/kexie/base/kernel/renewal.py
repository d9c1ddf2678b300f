"""What every process keeps in mind of the database, and how it notices that there is something new.

Checks of the standard and clocks must not ask the database each time: they work by what the process has taken in. An app
registers by a dotted path what takes in its news, and watches the tables that it reads (`kernel.edition`); every request,
every round of the worker and every tick looks, at most every `KEXIE_REFRESH_S` seconds in each process, whether there is
another edition: while there is none, nothing else is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from kexie.base.kernel.edition import Edition, current
from kexie.base.kernel.registry import Registry

log = structlog.get_logger("kexie.renewal")

#: Dotted paths of functions without arguments, each one small question where there is nothing new for it.
renewals: Final[Registry[str]] = Registry("renewal")


@dataclass(slots=True)
class _Last:
    """When this process last looked, by its monotonic clock, and the edition whose news it has taken in."""

    asked_s: float = float("-inf")
    edition: Edition | None = None


_last = _Last()


def renew() -> bool:
    """Take in what is new, now; whether the database has answered all: what it has not is left as it was known."""
    answered = True
    for path in renewals:
        try:
            import_string(path)()
        except DatabaseError as error:
            answered = False
            log.warning("renewal_failed", renewal=path, error=type(error).__name__)
    return answered


def renew_if_due() -> None:
    """As :func:`renew`, when the last look is long enough ago and the edition is another one (or cannot be told).

    Never where `KEXIE_REFRESH_S` is 0 (tests ask by hand).
    """
    every = settings.KEXIE_REFRESH_S
    if not every or time.monotonic() - _last.asked_s < every:
        return
    _last.asked_s = time.monotonic()
    try:
        edition = current()
    except DatabaseError:
        edition = None
    if edition is None or edition != _last.edition:
        _last.edition = edition if renew() else None


class RenewalMiddleware:
    """Before a request is answered: what is new is taken in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look for news when it is time; then pass on."""
        renew_if_due()
        return self.get_response(request)
