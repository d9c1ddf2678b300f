"""What is done again and again: periodic jobs, which apps register in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.module_loading import import_string

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that each tick looks at and that begins at most once in ``every``.

    ``run`` is a function of the moment, or its dotted path; it may be cut short at any point and begun again.
    """

    name: str
    run: Callable[[datetime], object] | str
    every: timedelta

    def begin(self, at: datetime) -> None:
        """Run it."""
        run = import_string(self.run) if isinstance(self.run, str) else self.run
        run(at)


ticks: Registry[Periodic] = Registry("periodic job")
