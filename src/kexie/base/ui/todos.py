"""The inbox of the workbench: what waits for this person, told by the apps, shown in one list.

An app registers a :class:`Source` in ``ready()``; its ``find`` answers the to-dos of an actor in a bounded number of queries
(one, as a rule) and at most :data:`MOST` of them, the most urgent first. A source that fails is left out and logged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

import structlog
from django.utils import timezone
from django.utils.functional import Promise

from kexie.base.kernel import clock
from kexie.base.kernel.access import Ability, Actor, may
from kexie.base.kernel.registry import Registry

if TYPE_CHECKING:  # at run time this module is read before there are models
    from kexie.base.kernel.web import Request

#: To-dos that one source shows; the rest are in its register.
MOST: Final = 50

log = structlog.get_logger("kexie.ui.todos")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: what it is about, the verb (审核, 签发, 确认 …), where, since when, and by when."""

    title: str
    what: str
    url: str
    since: date | datetime | None = None
    due: date | None = None

    def overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < today


#: Answers the to-dos of an actor at a moment; or how many there are.
Find = Callable[[Actor, datetime], Sequence[ToDo]]
Number = Callable[[Actor, datetime], int]


@dataclass(frozen=True, slots=True)
class Source:
    """Whose to-dos: a code, the words over the group, the function that finds them, who is asked for them at all.

    ``url_name`` leads to the register behind the group. ``number`` says how many to-dos ``find`` would answer, where that is
    told more cheaply than they are found: the rail of every page shows numbers alone.
    """

    code: str
    label: str | Promise
    find: Find
    abilities: tuple[Ability, ...] = ()
    order: int = 100
    url_name: str = ""
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A to-do as the inbox shows it."""

    todo: ToDo
    overdue: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The to-dos of one source."""

    source: Source
    items: tuple[Item, ...]
    more: bool


sources: Registry[Source] = Registry("source of to-dos")


def inbox(actor: Actor, at: datetime) -> list[Group]:
    """All that waits for ``actor``, in groups; within a group what is overdue first, then by due day, then the oldest."""
    nothing: Sequence[ToDo] = ()
    found = ((source, _asked(source, source.find, actor, at, nothing)) for source in _of(actor))
    return [Group(source, _sorted(todos[:MOST], at), more=len(todos) > MOST) for source, todos in found if todos]


def numbers(actor: Actor, at: datetime, *, without: Collection[str] = ()) -> dict[str, int]:
    """How many to-dos each source has for ``actor``, by its code: as many as :func:`inbox` would show.

    The sources ``without`` are not asked.
    """

    def told(source: Source) -> int:
        if source.number is not None:
            return _asked(source, source.number, actor, at, 0)
        nothing: Sequence[ToDo] = ()
        return len(_asked(source, source.find, actor, at, nothing))

    asked = (source for source in _of(actor) if source.code not in without)
    return {source.code: min(number, MOST) for source in asked if (number := told(source))}


def _of(actor: Actor) -> list[Source]:
    """The sources that are asked for ``actor``, in order."""
    asked = (source for source in sources if not source.abilities or any(may(actor, one) for one in source.abilities))
    return sorted(asked, key=lambda source: source.order)


def inbox_of(request: Request) -> list[Group]:
    """The inbox of who asks, looked up once per request. For a number alone ask `inboxes.waiting`."""
    kept = request.__dict__
    if "_inbox" not in kept:
        kept["_inbox"] = inbox(request.actor, clock.now())
    groups: list[Group] = kept["_inbox"]
    return groups


_Answer = TypeVar("_Answer")


def _asked(
    source: Source, question: Callable[[Actor, datetime], _Answer], actor: Actor, at: datetime, without: _Answer
) -> _Answer:
    try:
        return question(actor, at)
    except Exception:
        log.exception("todo_source_failed", source=source.code)
        return without


def _sorted(todos: Sequence[ToDo], at: datetime) -> tuple[Item, ...]:
    today = timezone.localdate(at)
    items = [Item(todo, todo.overdue(today)) for todo in todos]
    return tuple(sorted(items, key=lambda item: (not item.overdue, item.todo.due or date.max, _since(item.todo))))


def _since(todo: ToDo) -> str:
    return todo.since.isoformat() if todo.since else ""
