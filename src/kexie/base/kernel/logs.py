"""What may stand in a log line: one line, the route and not the address, no personal data, no text of an exception.

Processors for structlog's `ProcessorFormatter`; the settings put them in front of the renderer.
"""

from __future__ import annotations

import traceback
from collections.abc import MutableMapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final

import structlog

from kexie.base.kernel.plain import impersonal, plain

Event = MutableMapping[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

#: Rendered tracebacks have several lines.
_MANY_LINES: Final = frozenset({"exception", "stack"})
_AS_THEY_ARE: Final = (bool, int, float, type(None))


def route_not_address(logger: Any, method: str, event: Event) -> Event:
    """Django names the address of a request that it complains about; the address may name a person, the route does not."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if record is None or request is None or not record.name.startswith("django."):
        return event
    match = getattr(request, "resolver_match", None)
    status = getattr(record, "status_code", 0)
    event["event"] = HTTPStatus(status).phrase if status in set(HTTPStatus) else "complaint"
    event["route"] = match.route if match else ""
    return event


def without_personal_data(logger: Any, method: str, event: Event) -> Event:
    """The second net: line breaks, e-mail addresses, mobile and identity numbers are taken out of every value."""
    for name, value in list(event.items()):
        if name in _MANY_LINES:
            event[name] = impersonal(str(value))
        elif not isinstance(value, _AS_THEY_ARE):
            event[name] = plain(str(value))
    return event


def places_not_words(exc_info: ExcInfo) -> str:
    """A traceback with places and kinds of exceptions, without their words: those repeat what somebody typed."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(lines) < 400:
        frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__))
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        lines = [*frames.format(), f"{kind}\n", *(["after which\n", *lines] if lines else [])]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines).rstrip()


def processors(renderer: Any, *, reveal: bool) -> list[Any]:
    """The whole chain; ``reveal`` (never in production) keeps the words of exceptions."""
    exceptions = None if reveal else places_not_words
    return [
        route_not_address,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(exceptions) if exceptions else structlog.processors.format_exc_info,
        without_personal_data,
        renderer,
    ]
