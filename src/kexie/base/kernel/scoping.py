"""A query that forgot to ask who asks cannot be run (security.md, 15).

A model with personal or unit data takes :class:`ScopedQuerySet` for its ``objects`` and says in ``within`` which rows lie
in a reach. A queryset then runs only after ``seen_by(actor, ability)``, or after ``beyond("why")`` where an action or
a job has to look further than any one person may; anything else raises :class:`Unscoped`. A block under
:func:`beyond` does the same for everything inside it (commands, migrations of data, the set-up of tests).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.db import models

from kexie.base.kernel.access import Ability, Actor, Reach

_beyond: ContextVar[str] = ContextVar("kexie_beyond", default="")


class Unscoped(RuntimeError):
    """A query on scoped rows does not say for whom: a mistake of ours, never of a person."""


@contextmanager
def beyond(reason: str) -> Iterator[None]:
    """Let the queries inside look at all rows; ``reason`` is for the reader of the code."""
    if not reason:
        raise ValueError("say why all rows are needed")
    token = _beyond.set(reason)
    try:
        yield
    finally:
        _beyond.reset(token)


@contextmanager
def armed() -> Iterator[None]:
    """Raise on unscoped queries inside, whatever surrounds: every request is one such block."""
    token = _beyond.set("")
    try:
        yield
    finally:
        _beyond.reset(token)


class ScopedQuerySet(models.QuerySet):
    """A queryset that raises :class:`Unscoped` when it is run without `seen_by` or `beyond`."""

    _scoped = False

    def within(self, reach: Reach) -> Self:
        """The rows in ``reach``; every scoped model says how."""
        raise NotImplementedError

    def seen_by(self, actor: Actor, *abilities: Ability) -> Self:
        """The rows that ``actor`` may see by one of ``abilities``: fetched and authorised together."""
        if not abilities:
            raise ValueError("name at least one ability")
        reaches = [actor.reach(ability) for ability in abilities]
        joined = Reach(
            everywhere=any(reach.everywhere for reach in reaches),
            units=frozenset().union(*(reach.units for reach in reaches)),
            subtrees=frozenset().union(*(reach.subtrees for reach in reaches)),
        )
        seen: Self = self.within(joined)._marked()
        return seen

    def beyond(self, reason: str) -> Self:
        """All rows, because of ``reason``; only for what no person is shown, or after a check of its own."""
        if not reason:
            raise ValueError("say why all rows are needed")
        return self._marked()

    def _marked(self) -> Self:
        clone: Self = self._chain()  # type: ignore[attr-defined]  # of Django's own, as those below
        clone._scoped = True
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def _guard(self) -> None:
        if not (self._scoped or _beyond.get()):
            raise Unscoped(f"{self.model._meta.label}: say seen_by(actor, ability), or beyond(reason)")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, guarded."""
        self._guard()
        return super().iterator(*args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, guarded."""
        self._guard()
        return super().aggregate(*args, **kwargs)

    def count(self) -> int:
        """As Django's, guarded."""
        self._guard()
        return super().count()

    def exists(self) -> bool:
        """As Django's, guarded."""
        self._guard()
        return super().exists()

    def update(self, **kwargs: Any) -> int:
        """As Django's, guarded."""
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, guarded."""
        self._guard()
        return super().delete()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """As part of another query, guarded as if it ran alone."""
        self._guard()
        return super().resolve_expression(*args, **kwargs)
