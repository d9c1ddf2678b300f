"""Who hears that an export for two persons was asked for or decided: `ui` stands below the room that tells persons.

A hearer registers in ``ready()`` and is called inside the transaction of the verb, so that its notices are stored with it or
not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.module_loading import import_string

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Hearer:
    """Dotted paths of functions ``(*, at, request)`` for a request (`ui.models.ExportRequest`) asked for, and decided."""

    asked: str
    decided: str


hearers: Final[Registry[Hearer]] = Registry("hearer of exports")


def say_asked(request: Any, *, at: datetime) -> None:
    """A second person is wanted."""
    for hearer in hearers:
        _called(hearer.asked)(at=at, request=request)


def say_decided(request: Any, *, at: datetime) -> None:
    """A second person has agreed or refused."""
    for hearer in hearers:
        _called(hearer.decided)(at=at, request=request)


def _called(path: str) -> Callable[..., None]:
    found: Callable[..., None] = import_string(path)
    return found
