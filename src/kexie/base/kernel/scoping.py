"""A query that forgot to ask who asks cannot be run (security.md, 15).

A model with personal or unit data takes :class:`ScopedQuerySet` for its ``objects`` and says in ``within`` which rows lie
in a reach. A queryset then runs only after ``seen_by(actor, ability)``, or after ``beyond("why")`` where an action or
a job has to look further than any one person may; anything else raises :class:`Unscoped`, in whatever way it is run: the
guard stands where Django turns a query into SQL, so that lists, counts, aggregates, subqueries, unions and prefetches
all pass it. A block under :func:`beyond` does the same for everything inside it (commands, migrations of data, the
set-up of tests). Base managers stay plain: a row that was fetched can be saved, and its foreign keys followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Self

from django.db import models
from django.db.models import sql

from kexie.base.kernel import walls
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
        with walls.raised():
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


def joined(actor: Actor, abilities: tuple[Ability, ...]) -> Reach:
    """Where ``actor`` holds one of ``abilities``; ValueError without any."""
    if not abilities:
        raise ValueError("name at least one ability")
    reaches = [actor.reach(ability) for ability in abilities]
    return Reach(
        everywhere=any(reach.everywhere for reach in reaches),
        units=frozenset().union(*(reach.units for reach in reaches)),
        subtrees=frozenset().union(*(reach.subtrees for reach in reaches)),
    )


class ScopedQuery(sql.Query):
    """The query of a scoped queryset; it becomes SQL only when it says for whom.

    Queries that Django makes of it for its own ends (an ``exclude`` over several rows) are parts of one that was guarded.
    """

    guarded = False
    said = False
    beyond = False

    def guard(self) -> None:
        """Raise :class:`Unscoped` unless it is said whose rows these are, or that there are none."""
        if self.guarded and not (self.said or _beyond.get() or self.is_empty()):
            label = self.model._meta.label if self.model else "?"
            raise Unscoped(f"{label}: say seen_by(actor, ability), or beyond(reason)")

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, guarded; what looks beyond looks behind the wall too, for as long as it runs."""
        self.guard()
        compiler = super().get_compiler(*args, **kwargs)
        if self.beyond and self.model and self.model._meta.db_table in walls.WALLED and compiler.using:
            _raise_wall(compiler)
        return compiler

    def get_aggregation(self, using: Any, *args: Any, **kwargs: Any) -> Any:
        """As Django's, which asks by a query of another class where it counts the rows of a part."""
        walled = self.beyond and self.model and self.model._meta.db_table in walls.WALLED
        with walls.raised(using) if walled else nullcontext():
            return super().get_aggregation(using, *args, **kwargs)


class ScopedQuerySet(models.QuerySet):
    """A queryset that raises :class:`Unscoped` when it is run without `seen_by` or `beyond`."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        if query is None:
            query = ScopedQuery(model)
            query.guarded = True
        super().__init__(model, query, using, hints)

    def within(self, reach: Reach) -> Self:
        """The rows in ``reach``; every scoped model says how."""
        raise NotImplementedError

    def seen_by(self, actor: Actor, *abilities: Ability) -> Self:
        """The rows that ``actor`` may see by one of ``abilities``: fetched and authorised together."""
        seen: Self = self.within(joined(actor, abilities))._marked(beyond=False)
        return seen

    def beyond(self, reason: str) -> Self:
        """All rows, because of ``reason``; only for what no person is shown, or after a check of its own."""
        if not reason:
            raise ValueError("say why all rows are needed")
        return self._marked(beyond=True)

    def _marked(self, *, beyond: bool) -> Self:
        clone: Self = self._chain()  # type: ignore[attr-defined]  # of Django's own, as those below
        clone.query.said, clone.query.beyond = True, beyond  # type: ignore[attr-defined]
        return clone

    def __or__(self, other: Any) -> Any:
        """As Django's; neither side may bring in what the other has not said."""
        _guard_all(other)
        return super().__or__(other)

    def __and__(self, other: Any) -> Any:
        """See `__or__`."""
        _guard_all(other)
        return super().__and__(other)

    def __xor__(self, other: Any) -> Any:
        """See `__or__`."""
        _guard_all(other)
        return super().__xor__(other)

    def update(self, **kwargs: Any) -> int:
        """As Django's, guarded: its query becomes one of another class."""
        _guard_all(self)
        with _wall(self):
            return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, guarded."""
        _guard_all(self)
        with _wall(self):
            return super().delete()

    # Where Django takes the method from the class, as with every `delete` of a queryset.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, under a block of :func:`beyond` alone: nobody can tell whose rows an SQL of one's own finds."""
        if not _beyond.get():
            raise Unscoped(f"{self.model._meta.label}: raw SQL runs inside scoping.beyond(reason) alone")
        return super().raw(*args, **kwargs)


def _wall(queryset: Any) -> AbstractContextManager[None]:
    walled = getattr(queryset.query, "beyond", False) and queryset.model._meta.db_table in walls.WALLED
    return walls.raised(queryset.db) if walled else nullcontext()


def _raise_wall(compiler: Any) -> None:
    """Let the wall be raised while ``compiler`` executes its query."""
    execute = compiler.execute_sql

    def behind(*args: Any, **kwargs: Any) -> Any:
        with walls.raised(compiler.using):
            return execute(*args, **kwargs)

    compiler.execute_sql = behind


def _guard_all(*querysets: Any) -> None:
    for queryset in querysets:
        guard = getattr(queryset.query, "guard", None)
        if guard is not None:
            guard()
