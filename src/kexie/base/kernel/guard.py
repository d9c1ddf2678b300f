"""Declared access for third parties' addresses: `path("editors/", include(guarded(patterns, requires(ABILITY))))`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

Door = Callable[..., HttpResponseBase]


def guarded(
    patterns: Sequence[URLPattern | URLResolver], declare: Callable[[Door], Door]
) -> list[URLPattern | URLResolver]:
    """Declare the same access on every view below ``patterns``; ``declare`` is one of `kernel.access`'s decorators.

    The patterns are changed where they stand, as Wagtail does with its own; a view that is mounted elsewhere too keeps
    its own declaration there, because each pattern gets a door of its own.
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            guarded(pattern.url_patterns, declare)
        else:
            pattern.callback = declare(_door(pattern.callback))
    return list(patterns)


def _door(view: Door) -> Door:
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return door
