"""Telling persons something: rooms beside the one that keeps notices say it here, without knowing that room.

The teller registers in ``ready()`` and is called inside the caller's transaction, so that a notice is stored with what it
reports or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.module_loading import import_string

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Teller:
    """The dotted path of a function with the parameters of :func:`tell`."""

    tell: str


tellers: Final[Registry[Teller]] = Registry("teller")


def tell(
    *, at: datetime, persons: Iterable[Any], kind: str, title: str, key: str, body: str = "", url: str = ""
) -> None:
    """Tell each of ``persons`` once under ``key``: a notice, and a mail to those with an account.

    ``title`` is one line of at most 120 characters, ``body`` at most 2,000; ``url`` is a path of this site.
    """
    told = list(persons)
    for teller in tellers:
        import_string(teller.tell)(at=at, persons=told, kind=kind, title=title, key=key, body=body, url=url)
