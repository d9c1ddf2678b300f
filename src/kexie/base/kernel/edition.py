"""The edition of what the public sees: a stamp that is another one after every commit that changes a row which public pages show.

Apps name in ``ready()`` the tables that public pages are drawn from (:func:`watch`) and what changes by time alone
(:data:`turns`). Triggers of the database write a new stamp (`kernel.edition_triggers`), so that raw SQL, changes in bulk,
merges and jobs are seen like any other change, and what is rolled back has changed nothing. Whoever has read the stamp
first and the rows after it may keep what he has made of them for as long as the same stamp is read again: :func:`kept` does
so with values, `kernel.page_cache` with whole pages.

A stamp is drawn by lot and never comes again: a count would, after a transaction that was rolled back or a restored backup,
and what was kept in between would be taken for new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from kexie.base.kernel import clock
from kexie.base.kernel.registry import Registry

T = TypeVar("T")

#: Where a door in front of Django (`kernel.page_cache`) puts the stamp that it has read, before it lets a request in.
STAMP_READ: Final = "kexie.stamp"
#: Where what answers the request leaves word for that door until when the answer may be kept.
KEEP_UNTIL: Final = "kexie.keep_until"
#: So many values are kept at most: names are few, but for those that hold a page number or a filter.
MOST_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Watch:
    """A model whose rows public pages show.

    ``unseen`` are fields that no public page shows. ``where`` is a condition in SQL, good for every database, on ``{row}``:
    the rows that the public sees at all. What concerns neither leaves the edition as it is: a draft that saves itself every
    few seconds. Without ``inserts`` a new row changes nothing that was shown.
    """

    model: str
    unseen: tuple[str, ...] = ()
    where: str = ""
    inserts: bool = True


#: What is watched, by the model's label.
watched: Final[Registry[Watch]] = Registry("watched model")

#: Dotted paths of functions that tell when something changes next by time alone: `(after: datetime) -> datetime | None`.
turns: Final[Registry[str]] = Registry("turn of time")


def watch(*models: str, unseen: tuple[str, ...] = (), where: str = "", inserts: bool = True) -> None:
    """Name models whose rows public pages show (see :class:`Watch`); a third party's are named by the app that uses them."""
    for model in models:
        watched.register(model, Watch(model, unseen, where, inserts))


@dataclass(frozen=True, slots=True)
class Edition:
    """What the public sees, from a commit on (``stamp``) until something changes by time alone (``until``, aware)."""

    stamp: str
    until: datetime


@dataclass(slots=True)
class _Reading:
    """What a request that only reads has learnt of the edition (``stamp`` None: nothing yet), and whether it is whole.

    ``values`` are those that were computed while no edition could be read; they are this request's alone.
    """

    stamp: str | None = None
    edition: Edition | None = None
    whole: bool = True
    values: dict[tuple[str, str | None], Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Known:
    """The edition for which this process has last asked when it ends, and the moment at which it did: written as one."""

    last: tuple[Edition, datetime] | None = None


_reading: ContextVar[_Reading | None] = ContextVar("kexie_edition", default=None)
_known = _Known()
_values: dict[tuple[str, str | None], tuple[Edition, Any]] = {}


def current() -> Edition | None:
    """The edition that the database holds now; one query, and within one reading request one in all.

    None inside a transaction, whose own changes no stamp speaks of yet, and while the tables are being changed: nothing can be
    kept then.
    """
    if connection.in_atomic_block:
        return None
    reading = _reading.get()
    if reading is not None and reading.edition is not None:
        return reading.edition
    stamp = reading.stamp if reading is not None else None
    if stamp is None:
        stamp = read_stamp(connection)
    found = _dated(stamp, clock.now()) if stamp else None
    if reading is not None:
        reading.stamp, reading.edition = stamp, found
    return found


def read_stamp(using: Any) -> str:
    """The stamp, by a connection of Django; empty while there is none. One query."""
    with using.cursor() as cursor:
        cursor.execute("SELECT stamp FROM kernel_publicedition WHERE id = 1")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


@contextmanager
def reading(stamp: str | None = None) -> Iterator[_Reading]:
    """Let what is asked inside be of one edition, read once when it is first needed; or of ``stamp``, read before.

    For requests that only read: after a change of one's own the edition has to be read anew.
    """
    read = _Reading(stamp)
    token = _reading.set(read)
    try:
        yield read
    finally:
        _reading.reset(token)


def do_not_keep() -> None:
    """Say that what is being made is not as it should be (a section has failed, something else stands in its place).

    Neither the page of this request nor the value that is being computed is kept.
    """
    reading = _reading.get()
    if reading is not None:
        reading.whole = False


def kept(name: str, compute: Callable[[], T]) -> T:
    """What ``compute`` tells of what everybody may see; computed once for an edition in each process.

    ``name`` says all that the value depends on but for the language, and ``compute`` asks nothing about who asks. The value is
    plain (see :func:`_check_plain`), is shared by all requests and must not be changed. All that one request takes out hangs
    on the same question for the edition. Inside a transaction it is computed, once in a request that only reads, and not kept.
    """
    edition = current()
    key = name, get_language()
    if edition is None:
        return _once(key, compute)
    found = _values.get(key)
    if found is not None and found[0] == edition:
        value: T = found[1]
        return value
    value = compute()
    _check_plain(name, value)
    reading = _reading.get()
    if reading is not None and not reading.whole:
        return value
    if len(_values) >= MOST_KEPT:
        _values.clear()
    _values[key] = (edition, value)
    return value


def _once(key: tuple[str, str | None], compute: Callable[[], T]) -> T:
    reading = _reading.get()
    if reading is None:
        return compute()
    if key not in reading.values:
        reading.values[key] = compute()
    value: T = reading.values[key]
    return value


def forget() -> None:
    """Let everything be computed anew; for measurements and tests."""
    _values.clear()
    _known.last = None


def _dated(stamp: str, now: datetime) -> Edition:
    """The edition of ``stamp``; when it ends is asked once in each process, by few queries, and anew by a clock put back."""
    if _known.last is not None:
        known, asked_at = _known.last
        if known.stamp == stamp and asked_at <= now < known.until:
            return known
    found = Edition(stamp, _next_turn(now))
    _known.last = found, now
    return found


def _next_turn(now: datetime) -> datetime:
    """When what the public sees changes next by time alone: at midnight, when "today" is another day, or before."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))
    found: list[datetime | None] = [import_string(path)(now) for path in turns]
    return min([midnight, *(moment for moment in found if moment is not None)])


_PLAIN: Final = (str, int, float, bool, date, time, timedelta, Decimal, UUID, type(None))


def _check_plain(name: str, value: Any) -> None:
    """Raise TypeError for what is not made of text, numbers, days, ids, and containers or frozen dataclasses of such.

    A row would drag its connection, its wall and its next queries into other requests.
    """
    if isinstance(value, _PLAIN):
        return
    parts: list[Any]
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | Set):
        parts = list(value)
    elif is_dataclass(value) and not isinstance(value, type) and value.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        parts = [getattr(value, part.name) for part in fields(value)]
    else:
        raise TypeError(f"{name!r}: {type(value).__name__} is not plain")
    for part in parts:
        _check_plain(name, part)


class EditionMiddleware:
    """A request that only reads asks for the edition once at most, and when it needs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; with the stamp that was read in front of Django, if it was."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading(request.META.get(STAMP_READ)) as read:
            response = self.get_response(request)
        if not read.whole:
            request.META.pop(KEEP_UNTIL, None)
        return response
