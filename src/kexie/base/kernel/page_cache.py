"""Whole pages for visitors, kept in each worker's memory and given out in front of Django, for as long as they are exact.

A view says by `kept_pages.kept_page` that what it shows a visitor may be kept. Before anything else the edition's stamp is
read (`kernel.edition`), by a connection of the thread's own: a page goes out only if it was made under that stamp, and a page
that Django makes is kept under the stamp that was read before it was made. So no worker shows what was true before a commit
to somebody who asks after it.

What is kept depends on its key alone: scheme, host, path, the words of the query that the view reads, and the registered
cookies, each brought into its one form. Django is given these, and no other header, cookie or word: what it does not see
cannot poison a page. Whoever has a session or a message, or asks with credentials, by htmx or for JSON, goes past all this.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import structlog
from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.db import DatabaseError, InterfaceError, connections
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from kexie.base.kernel import clock
from kexie.base.kernel.edition import KEEP_UNTIL, STAMP_READ
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.kept_pages import kept_query, varieties

log = structlog.get_logger("kexie.page_cache")

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]
Key = tuple[str, ...]

#: Bytes of pages that a worker keeps, and of one page.
MOST_BYTES: Final = 64 * 1024 * 1024
LARGEST_PAGE: Final = 2 * 1024 * 1024
#: A worker says how many pages it has given out at most so often; a line for each would cost more than the page.
TELL_EVERY_S: Final = 60.0

_STAMP: Final = "SELECT stamp FROM kernel_publicedition WHERE id = 1"
#: What a word of a query may be to have a page of its own: a number, a code, a letter; anything else is asked of Django.
_WORD: Final = re.compile(r"[\w-]{1,40}\Z")
_LONGEST_ADDRESS: Final = 2_000
#: Headers of the answer that are made anew each time.
_MADE_ANEW: Final = frozenset(
    {"x-request-id", "content-length", "etag", "cache-control", "vary", "last-modified", "expires"}
)
#: Whoever says one of these is a person, or asks for something else than a page.
_PAST: Final = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_TRANSFER_ENCODING")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes out: plain and packed, under the stamp by which it was made, until ``until``.

    Packed pages of visitors hold no secret whose length could tell anything (BREACH): neither tokens nor anybody's words.
    """

    stamp: str
    until: datetime
    headers: Headers
    body: bytes
    packed: bytes
    digest: str

    @property
    def weight(self) -> int:
        """Bytes of memory, roughly."""
        return len(self.body) + len(self.packed) + 1_000


class Shelf:
    """Pages by key; the ones that were not asked for longest go first. Safe among threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._weight = most_bytes, 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        """The page of ``key``, of whatever stamp."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep a page in the place of an older one."""
        with self._lock:
            if (older := self._pages.pop(key, None)) is not None:
                self._weight -= older.weight
            self._pages[key] = page
            self._weight += page.weight
            while self._weight > self._most:
                self._weight -= self._pages.popitem(last=False)[1].weight


@dataclass(slots=True)
class _Counts:
    """What this worker has given out since it told of it last."""

    since: float = field(default_factory=time.monotonic)
    hits: int = 0
    unchanged: int = 0
    made: int = 0

    def tell_if_due(self) -> None:
        now = time.monotonic()
        if now - self.since >= TELL_EVERY_S:
            log.info("pages", hits=self.hits, unchanged=self.unchanged, made=self.made, s=round(now - self.since))
            self.since, self.hits, self.unchanged, self.made = now, 0, 0, 0


class PageCache:
    """The WSGI application of Django with kept pages in front; one for each worker."""

    def __init__(self, application: Application, *, most_bytes: int = MOST_BYTES) -> None:
        self._application = application
        self._shelf = Shelf(most_bytes)
        self._lines = threading.local()
        self._counts = _Counts()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """A kept page, or what Django says."""
        key = _key(environ)
        stamp = self._stamp() if key else ""
        if not key or not stamp:
            return self._application(environ, start_response)
        page = self._shelf.get(key)
        if page is not None and page.stamp == stamp and clock.now() < page.until:
            self._counts.hits += 1
        else:
            made = self._make(key, stamp, environ)
            if not isinstance(made, Page):
                status, headers, body = made
                start_response(status, headers)
                return [body] if environ["REQUEST_METHOD"] == "GET" else []
            page = made
            self._counts.made += 1
        self._counts.tell_if_due()
        return self._answer(page, environ, start_response)

    def _make(self, key: Key, stamp: str, environ: Environ) -> Page | tuple[str, Headers, bytes]:
        """The page that Django makes for ``key``, kept when it may be; otherwise what Django has said."""
        asked = _bare(environ, key) | {STAMP_READ: stamp}
        said: list[Any] = []

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            said[:] = [status, headers]
            return lambda data: None

        parts = self._application(asked, listen)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, headers = said
        until = asked.get(KEEP_UNTIL)
        if until is None or not _may_be_kept(status, headers) or len(body) > LARGEST_PAGE:
            return status, headers, body
        page = _page(stamp, until, headers, body)
        self._shelf.put(key, page)
        return page

    def _answer(self, page: Page, environ: Environ, start_response: Any) -> Iterable[bytes]:
        packed = bool(page.packed) and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = [*page.headers, ("ETag", f'"{page.digest}{"-gz" if packed else ""}"'), ("X-Request-ID", new_id().hex)]
        if _is_known(environ.get("HTTP_IF_NONE_MATCH", ""), page.digest):
            self._counts.unchanged += 1
            start_response("304 Not Modified", headers)
            return []
        body = page.packed if packed else page.body
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _stamp(self) -> str:
        """The stamp as the database has it now; empty where there is none, and where the database does not answer.

        A line that the database has cut is tried anew, once.
        """
        for _ in range(2):
            line = getattr(self._lines, "line", None)
            if line is None:
                line = self._lines.line = connections.create_connection("default")
            try:
                with line.wrap_database_errors:
                    line.ensure_connection()
                    rows = line.connection.execute(_STAMP).fetchall()
            except (DatabaseError, InterfaceError):
                self.hang_up()
                continue
            return str(rows[0][0]) if rows else ""
        return ""

    def hang_up(self) -> None:
        """Close this thread's connection."""
        line, self._lines.line = getattr(self._lines, "line", None), None
        if line is not None:
            line.close()


def _key(environ: Environ) -> Key | None:
    """What the page that is asked for depends on; None for whatever goes past the cache."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(name in environ for name in _PAST):
        return None
    if environ.get("SCRIPT_NAME") or environ.get("CONTENT_LENGTH", "0") not in ("", "0"):
        return None
    path, raw_query, host = environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_HOST", "")
    if len(path) + len(raw_query) > _LONGEST_ADDRESS or "json" in environ.get("HTTP_ACCEPT", ""):
        return None
    words = _words_read_at(get_path_info(environ))
    if words is None or settings.USE_X_FORWARDED_HOST or not _is_ours(host, tuple(settings.ALLOWED_HOSTS)):
        return None
    query = _query(raw_query, words) if raw_query else ""
    cookies = _cookies(environ["HTTP_COOKIE"]) if "HTTP_COOKIE" in environ else ""
    if query is None or cookies is None:
        return None
    return _scheme(environ), host, path, query, cookies


@lru_cache(maxsize=5_000)
def _words_read_at(path: str) -> frozenset[str] | None:
    """The words of a query that the view at ``path`` reads, if its pages may be kept."""
    try:
        return kept_query(resolve(path).func)
    except Resolver404:
        return None


@lru_cache(maxsize=100)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and host == host.lower() and validate_host(domain, allowed)


def _scheme(environ: Environ) -> str:
    """As Django tells it (`HttpRequest.scheme`)."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        said = environ.get(name)
        if said is not None:
            return "https" if said.split(",", 1)[0].strip() == secure else "http"
    return str(environ["wsgi.url_scheme"])


@lru_cache(maxsize=500)
def _query(raw: str, words: frozenset[str]) -> str | None:
    """The words that are read, in order; None where one is repeated or holds more than a word."""
    try:
        pairs = [(name, value) for name, value in parse_qsl(raw, max_num_fields=50) if name in words]
    except ValueError:
        return None
    if len(dict(pairs)) < len(pairs) or not all(_WORD.match(value) for _name, value in pairs):
        return None
    return urlencode(sorted(pairs))


@lru_cache(maxsize=500)
def _cookies(raw: str) -> str | None:
    """The registered cookies in their one form, as a header; None for somebody with a session or a message."""
    sent = parse_cookie(raw)
    if settings.SESSION_COOKIE_NAME in sent or "messages" in sent:
        return None
    found = {one.cookie: one.canonical(sent[one.cookie]) for one in varieties if one.cookie in sent}
    return "; ".join(f"{name}={value}" for name, value in sorted(found.items()) if value)


def _bare(environ: Environ, key: Key) -> Environ:
    """The request as Django may see it: what the key says, and what the server says of itself."""
    _scheme_asked, host, _path, query, cookies = key
    bare = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
    bare |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query, "HTTP_HOST": host, "wsgi.input": io.BytesIO()}
    if cookies:
        bare["HTTP_COOKIE"] = cookies
    if settings.SECURE_PROXY_SSL_HEADER and settings.SECURE_PROXY_SSL_HEADER[0] in environ:
        bare[settings.SECURE_PROXY_SSL_HEADER[0]] = environ[settings.SECURE_PROXY_SSL_HEADER[0]]
    return bare


def _may_be_kept(status: str, headers: Headers) -> bool:
    names = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and "set-cookie" not in names
        and "content-encoding" not in names
        and "no-store" not in names.get("cache-control", "")
        and "'nonce-" not in names.get("content-security-policy", "")
    )


def _page(stamp: str, until: datetime, headers: Headers, body: bytes) -> Page:
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    own = [(name, value) for name, value in headers if name.lower() not in _MADE_ANEW]
    own += [("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding, Cookie")]
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Page(stamp, until, own, body, packed if len(packed) < len(body) else b"", digest)


@lru_cache(maxsize=200)
def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _semicolon, quality = part.partition(";")
        if name.strip() == "gzip":
            return not re.fullmatch(r"q=0(\.0*)?", quality.strip())
    return False


def _is_known(asked: str, digest: str) -> bool:
    """Whether the browser names this page, plain or packed (RFC 9110, 13.1.2: compared weakly)."""
    return asked.strip() == "*" or any(f'"{digest}{end}"' in asked for end in ("", "-gz")) if asked else False
