"""What every process keeps in mind of the database, and how it notices that there is something new.

Checks of the standard and clocks must not ask the database each time: they work by what the process has taken in. An app
registers by a dotted path what takes in its news; every request, every round of the worker and every tick calls
:func:`renew`, at most every `KEXIE_REFRESH_S` seconds in each process.
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

from kexie.base.kernel.registry import Registry

log = structlog.get_logger("kexie.renewal")

#: Dotted paths of functions without arguments, each one small question where there is nothing new.
renewals: Final[Registry[str]] = Registry("renewal")


@dataclass(slots=True)
class _Last:
    """When this process last asked, by its monotonic clock."""

    asked_s: float = float("-inf")


_last = _Last()


def renew() -> None:
    """Take in what is new, now; a question that the database does not answer leaves what was known and is asked again."""
    for path in renewals:
        try:
            import_string(path)()
        except DatabaseError as error:
            log.warning("renewal_failed", renewal=path, error=type(error).__name__)


def renew_if_due() -> None:
    """As :func:`renew`, when the last time is long enough ago; never where `KEXIE_REFRESH_S` is 0 (tests ask by hand)."""
    every = settings.KEXIE_REFRESH_S
    if every and time.monotonic() - _last.asked_s >= every:
        _last.asked_s = time.monotonic()
        renew()


class RenewalMiddleware:
    """Before a request is answered: what is new is taken in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look for news when it is time; then pass on."""
        renew_if_due()
        return self.get_response(request)
