"""What the outbox can deliver: topics, which upper apps register in ``AppConfig.ready``.

Stands apart from `kernel.outbox` because an `apps` module is read before there are models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.module_loading import import_string

from kexie.base.kernel.registry import Registry

#: After how long a message whose worker has vanished is tried again.
LEASE: Final = timedelta(minutes=5)

_FIRST_DELAY: Final = timedelta(seconds=30)
_LONGEST_DELAY: Final = timedelta(hours=1)


class Undeliverable(Exception):
    """Raised by a handler: this message can never be delivered, trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a message: its key and payload, which attempt (from 1) and the moment of it."""

    key: str
    payload: dict[str, Any]
    attempt: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """How the messages of one kind are delivered.

    ``handle`` is a function or its dotted path. It runs in one transaction together with the mark that the message is
    done: what it does in the database happens exactly once. A handler that acts outside the database (mail, an upload)
    declares ``external``: it runs outside any transaction, and once more if the worker dies before the mark is stored.
    """

    name: str
    handle: Callable[[Delivery], None] | str
    queue: str = "default"
    attempts: int = 8
    external: bool = False
    lease: timedelta = LEASE

    def run(self, delivery: Delivery) -> None:
        """Call the handler."""
        handle = import_string(self.handle) if isinstance(self.handle, str) else self.handle
        handle(delivery)


topics: Registry[Topic] = Registry("topic")


def delay_after(attempt: int) -> timedelta:
    """How long to wait after the failed ``attempt`` (from 1): 30 s, doubled each time, at most one hour."""
    doublings = min(max(attempt, 1) - 1, 20)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)
