"""Which pages everyone may read."""

from __future__ import annotations

from functools import cache
from typing import Self

from django.db.models import Exists, F, OuterRef
from django.db.models.lookups import StartsWith
from wagtail.models import PageQuerySet, PageViewRestriction


@cache
def _restricted() -> Exists:
    """Whether a page at or above this one is restricted; composed once, because that costs as much as asking."""
    return Exists(PageViewRestriction.objects.filter(StartsWith(OuterRef("path"), F("page__path"))))


class ReadableQuerySet(PageQuerySet):
    """Filters that chain."""

    def readable(self) -> Self:
        """Live pages that everyone may read: none of the pages above them is restricted."""
        return self.live().filter(~_restricted())  # type: ignore[no-any-return]
