"""A promise, its measured value, and how to measure."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A value beside its goal; ``value`` is kept when it is at most ``goal``."""

    name: str
    value: float
    unit: str
    goal: float

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.value <= self.goal

    def line(self) -> str:
        """`name value unit goal ok|short`."""
        return f"{self.name:<28} {self.value:>9.2f} {self.unit:<8} {self.goal:>8g} {'ok' if self.kept else 'short'}"


def tell(*measured: Measured) -> None:
    """Hand results from a child process to `python -m bench`."""
    for one in measured:
        print("measured " + json.dumps(asdict(one)), flush=True)


def cpu_ms(act: Callable[[], object], *, rounds: int = 30, warm: int = 5) -> float:
    """Median CPU milliseconds of this process for one call of ``act``, after ``warm`` calls that do not count."""
    for _ in range(warm):
        act()
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        act()
        times.append((time.process_time() - begin) * 1000)
    return statistics.median(times)


def wall_ms(act: Callable[[], object]) -> float:
    """Milliseconds by the clock on the wall of one call."""
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000
