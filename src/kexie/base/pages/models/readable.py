"""Which pages everyone may read.

A page that is over (`expire_at`) is gone from that second on; Wagtail takes it down when its job runs next.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Self

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import StartsWith
from wagtail.models import PageQuerySet, PageViewRestriction

from kexie.base.kernel import clock


@cache
def restricted() -> Exists:
    """Whether a page at or above this one is restricted; composed once, because that costs as much as asking."""
    return Exists(PageViewRestriction.objects.filter(StartsWith(OuterRef("path"), F("page__path"))))


def not_over(at: datetime) -> Q:
    """Pages that are not over at ``at``."""
    return Q(expire_at__isnull=True) | Q(expire_at__gt=at)


class ReadableQuerySet(PageQuerySet):
    """Filters that chain."""

    def readable(self) -> Self:
        """Live pages that everyone may read now: neither over, nor is one of the pages above them restricted."""
        return self.live().filter(~restricted(), not_over(clock.now()))  # type: ignore[no-any-return]

    def in_language(self, language: str) -> Self:
        """Pages of one language's tree."""
        return self.filter(locale__language_code=language)  # type: ignore[no-any-return]
