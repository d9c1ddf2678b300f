"""Workers of the web server for tests of what they keep: each with a cache, a thread and connections of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import RequestFactory

from kexie.base.kernel import clock
from kexie.base.kernel.page_cache import PageCache


@dataclass(frozen=True)
class Answer:
    """What a browser got, and whether Django was asked for it."""

    status: int
    headers: dict[str, str]
    text: str
    made: bool


class Worker:
    """One worker; `before` and `after` are called around what Django does."""

    def __init__(self) -> None:
        self._django = get_wsgi_application()
        self.cache = PageCache(self._answered)
        self._thread = ThreadPoolExecutor(1)
        self.before: Callable[[], Any] = lambda: None
        self.after: Callable[[], Any] = lambda: None
        self._made = 0

    def _answered(self, environ: dict[str, Any], start_response: Any) -> Any:
        self._made += 1
        self.before()
        parts = self._django(environ, start_response)
        self.after()
        return parts

    def asked(self, path: str, at: datetime, **extra: str) -> Future[Answer]:
        """The answer, once it is there."""
        return self._thread.submit(self._ask, path, at, extra)

    def ask(self, path: str, at: datetime, **extra: str) -> Answer:
        """The answer, waited for."""
        return self.asked(path, at, **extra).result(60)

    def _ask(self, path: str, at: datetime, extra: dict[str, str]) -> Answer:
        environ = RequestFactory().get(path).environ | {"HTTP_HOST": "testserver", **extra}
        if not environ.get("HTTP_COOKIE"):
            environ.pop("HTTP_COOKIE", None)
        told: list[Any] = []
        made = self._made
        with clock.fixed(at):
            parts = self.cache(environ, lambda status, headers, exc_info=None: told.append((status, headers)))
            body = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        ((status, headers),) = told
        return Answer(int(status[:3]), dict(headers), body.decode(), self._made > made)

    def end(self) -> None:
        """Close what it holds."""
        self._thread.submit(self.cache.hang_up).result(60)
        self._thread.submit(connections.close_all).result(60)
        self._thread.shutdown()


@contextmanager
def two_workers() -> Iterator[tuple[Worker, Worker]]:
    """Two workers of one server."""
    pair = Worker(), Worker()
    try:
        yield pair
    finally:
        for worker in pair:
            worker.end()
