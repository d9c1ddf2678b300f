"""A promise, its measured value, and how to measure: in a process set up as in service."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """A value beside its goal; ``value`` is kept when it is at most ``goal``, or at least where that is said."""

    name: str
    value: float
    unit: str
    goal: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def line(self) -> str:
        """`name value unit goal ok|short`."""
        return f"{self.name:<28} {self.value:>9.2f} {self.unit:<8} {self.goal:>8g} {'ok' if self.kept else 'short'}"


def tell(*measured: Measured) -> None:
    """Hand results from a child process to `python -m bench`."""
    for one in measured:
        print("measured " + json.dumps(asdict(one)), flush=True)


def set_up() -> None:
    """Set Django up; SystemExit where something is on that service has off, or the other way round."""
    import django

    django.setup()
    if wrong := differences():
        raise SystemExit(f"not measured, this is not as in service: {', '.join(wrong)}")


def differences() -> list[str]:
    """What a figure of this process would not say about one in service."""
    from django.conf import settings
    from django.template import engines

    found = {
        "DEBUG": settings.DEBUG,
        "templates are read anew": not all(_is_cached(engine) for engine in engines.all()),
        "templates keep their source": any(engine.engine.debug for engine in engines.all()),
        "passwords are hashed for tests": "OfficeArgon2" not in settings.PASSWORD_HASHERS[0],
        "the inbox is counted as in tests": not settings.KEXIE_INBOX_KEPT_S,
        "something traces": sys.gettrace() is not None or sys.getprofile() is not None,
    }
    return [name for name, differs in found.items() if differs]


def _is_cached(engine: Any) -> bool:
    from django.template.loaders.cached import Loader

    return all(isinstance(loader, Loader) for loader in engine.engine.template_loaders)


def cpu_ms(
    act: Callable[[], object], *, rounds: int = 30, warm: int = 5, before: Callable[[], object] = lambda: None
) -> float:
    """CPU milliseconds of this process for one call of ``act``, after ``warm`` calls that do not count.

    The lower quartile of all rounds: other work of the machine makes a call dearer (caches, clock, shared cores), never
    cheaper. ``before`` is called before each and does not count.
    """
    for _ in range(warm):
        before()
        act()
    times = []
    for _ in range(rounds):
        before()
        begin = time.process_time()
        act()
        times.append((time.process_time() - begin) * 1000)
    return statistics.quantiles(times, n=4)[0]


def cpu_s(act: Callable[[], object]) -> float:
    """CPU seconds of one call, of this process and of the children that it has waited for."""
    begin = os.times()
    act()
    return sum(os.times()[:4]) - sum(begin[:4])


def wall_ms(act: Callable[[], object]) -> float:
    """Milliseconds by the clock on the wall of one call."""
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000
