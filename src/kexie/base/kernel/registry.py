"""Registries: how a lower room is told of things above it without knowing them.

The lower room owns ``thing_kinds: Registry[Thing]``; upper apps call ``register`` in their ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things, in the order of their registration; a name is taken once."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._things: dict[str, T] = {}

    def register(self, name: str, thing: T) -> T:
        """Take ``thing`` in under ``name``; ValueError if the name belongs to another thing."""
        if self._things.setdefault(name, thing) != thing:
            raise ValueError(f"{self._what} {name!r} is registered already")
        return thing

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            raise KeyError(f"no {self._what} named {name!r}; known: {', '.join(self._things) or 'none'}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)

    def names(self) -> tuple[str, ...]:
        """All names, in order of registration."""
        return tuple(self._things)
