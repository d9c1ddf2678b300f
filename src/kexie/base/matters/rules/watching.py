"""The registry of watchers: what an app above keeps beside each case, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Watcher:
    """``told`` is a dotted path to ``(step: actions.stepping.Step) -> None``, called inside the transaction of each step just
    before the case is stored: it may change rows of its own and the limit of the case, and put messages into the outbox.
    """

    name: str
    told: str


watchers: Registry[Watcher] = Registry("watcher of cases")
