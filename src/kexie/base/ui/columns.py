"""Columns for lists (django-tables2): numbers to the right, days as we write them, status as word, icon and colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import django_tables2 as tables
from django.utils.safestring import SafeString

from kexie.base.ui import dates
from kexie.base.ui.templatetags.ui import status

#: Attributes of a column whose words do not break, such as codes.
WHOLE: Final = {"td": {"class": "whole"}}
#: Attributes of a column of short names, which is not squeezed to a character or two.
NAMING: Final = {"td": {"class": "name"}}


class NumberColumn(tables.Column):
    """A number: tabular figures, to the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"th": {"class": "number"}, "td": {"class": "number"}})
        super().__init__(*args, **kwargs)


class DayColumn(tables.Column):
    """A date or a moment as its day, in one piece: 2023年5月23日（周二）."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "day"}})
        super().__init__(*args, **kwargs)

    def render(self, value: date | datetime) -> str:
        """The day with its year."""
        return dates.day(value, year=True)


class IsoColumn(tables.Column):
    """A day as figures (2023-05-23), or with ``time`` a moment (2023-05-23 14:05): columns of them are read downwards.

    The library's own columns of this kind compile a template for every cell.
    """

    def __init__(self, *args: Any, time: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", WHOLE)
        super().__init__(*args, **kwargs)
        self.time = time

    def render(self, value: date | datetime) -> str:
        """The day, or the moment to the minute, in the association's time."""
        at = dates.local(value)
        return at.isoformat(" ", "minutes")[:16] if self.time and isinstance(at, datetime) else at.isoformat()[:10]

    def value(self, value: date | datetime) -> str:
        """The day, or the moment with its offset, for export."""
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()


class StatusColumn(tables.Column):
    """A state; ``show`` gives its tone and its word."""

    def __init__(self, *args: Any, show: Callable[[Any], tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show = show

    def render(self, value: Any) -> SafeString:
        """The status tag."""
        tone, label = self.show(value)
        return status(tone, label)
