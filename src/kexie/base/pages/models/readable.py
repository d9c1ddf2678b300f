"""Which pages everyone may read.

A page that is over (`expire_at`) is gone from that second on; Wagtail takes it down when its job runs next. What stands below a
page that is taken down or over goes with it, and comes back with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Q
from wagtail.models import Page, PageQuerySet

from kexie.base.kernel import clock
from kexie.base.kernel.edition import kept

#: Pages stand below pages down to here (root, home page, section); articles have none below them.
_DEEPEST_ABOVE = 3


def not_over(at: datetime) -> Q:
    """Pages that are not over at ``at``."""
    return Q(expire_at__isnull=True) | Q(expire_at__gt=at)


@dataclass(frozen=True, slots=True)
class Closed:
    """The paths in the tree at and below which nobody finds anything (``shut``), or not everyone (``restricted``)."""

    shut: tuple[str, ...]
    restricted: tuple[str, ...]


def closed() -> Closed:
    """Home pages and sections that are taken down or over, and pages that are restricted; one query for an edition."""
    return kept("pages.closed", _closed)


def _closed() -> Closed:
    below = Q(depth__gt=1, depth__lte=_DEEPEST_ABOVE) & ~(Q(live=True) & not_over(clock.now()))
    rows = Page.objects.filter(below | Q(view_restrictions__isnull=False)).order_by("path")
    found = rows.values_list("path", "depth", "live", "expire_at", "view_restrictions")
    now = clock.now()
    return Closed(
        shut=tuple(
            path for path, depth, live, over, _key in found if depth <= _DEEPEST_ABOVE and _is_shut(live, over, now)
        ),
        restricted=tuple(path for path, _depth, _live, _over, key in found if key),
    )


def _is_shut(live: bool, over: datetime | None, now: datetime) -> bool:
    return not live or (over is not None and over <= now)


class ReadableQuerySet(PageQuerySet):
    """Filters that chain."""

    def readable(self) -> Self:
        """Live pages that everyone may read now: neither over, nor is a page above them taken down, over or restricted.

        There is hardly ever such a page above: asking for all of them once costs less than asking the database for each row.
        """
        found = self.live().filter(not_over(clock.now()))
        gone = closed()
        for path in (*gone.shut, *gone.restricted):
            found = found.exclude(path__startswith=path)
        return found  # type: ignore[no-any-return]

    def in_language(self, language: str) -> Self:
        """Pages of one language's tree."""
        return self.filter(locale__language_code=language)  # type: ignore[no-any-return]
