"""Kept pages: for whom, by what they differ, what goes out, and what never gets in. The stamp is told by hand here; that it
is the database's own is tested with the pages themselves.
"""

from __future__ import annotations

import gzip
import io
from datetime import timedelta

import pytest

from kexie.base.kernel import clock, page_cache
from kexie.base.kernel.edition import KEEP_UNTIL, STAMP_READ
from kexie.base.kernel.kept_pages import Variety, varieties
from kexie.base.kernel.page_cache import Page, PageCache, Shelf
from kexie.base.kernel.tests.factories import AT

UNTIL = AT + timedelta(hours=1)
HOST = "portal.example"


class Behind:
    """An application behind the cache: it counts, remembers what it was shown, and answers as it is told."""

    def __init__(self):
        self.seen, self.status, self.headers, self.keep, self.closed = [], "200 OK", [], True, 0
        self.text = "页面"

    def __call__(self, environ, start_response):
        self.seen.append(environ)
        start_response(self.status, [("Content-Type", "text/html"), ("X-Request-ID", "of-the-first"), *self.headers])
        if self.keep and STAMP_READ in environ:
            environ[KEEP_UNTIL] = UNTIL
        return self.body(f"{self.text} {len(self.seen)} ".encode() * 50)

    def body(self, data):
        yield data[:10]
        yield data[10:]
        self.closed += 1


class Asker:
    """A worker with its cache, as browsers speak to it."""

    def __init__(self, **given):
        self.behind = Behind()
        self.cache = PageCache(self.behind, **given)
        self.stamp = "one"
        self.cache._stamp = lambda: self.stamp

    def __call__(self, path="/", query="", method="GET", host=HOST, **extra):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "SERVER_NAME": "s",
            "SERVER_PORT": "80",
            **extra,
        }
        told = []
        body = b"".join(self.cache(environ, lambda status, headers, exc_info=None: told.append((status, headers))))
        ((status, headers),) = told
        names = [name.lower() for name, _value in headers]
        assert len(set(names)) == len(names)
        return Answer(status, dict(headers), body, len(self.behind.seen))


class Answer:
    def __init__(self, status, headers, body, made):
        self.status, self.headers, self.body, self.made = int(status[:3]), headers, body, made


@pytest.fixture(autouse=True)
def ground(monkeypatch, settings):
    settings.ALLOWED_HOSTS = [HOST, ".city.example"]
    settings.SECURE_PROXY_SSL_HEADER = None
    words = {"/": frozenset(), "/list/": frozenset({"page", "year"})}
    monkeypatch.setattr(page_cache, "_words_read_at", words.get)
    look = Variety("display", lambda said: "elder" if said.startswith("elder") else "")
    monkeypatch.setattr(varieties, "_things", {"display": look})
    for function in (page_cache._cookies, page_cache._query):
        function.cache_clear()
    with clock.fixed(AT):
        yield
    page_cache._cookies.cache_clear()


@pytest.fixture
def ask():
    return Asker()


def test_what_was_made_once_is_given_out_until_there_is_another_edition(ask):
    assert [ask().made for _ in range(3)] == [1, 1, 1]
    assert ask.behind.closed == 1
    ask.stamp = "two"
    assert [ask().made for _ in range(2)] == [2, 2]
    ask.stamp = ""
    assert [ask().made for _ in range(2)] == [3, 4]


def test_until_its_time_has_come(ask):
    ask()
    with clock.fixed(UNTIL - timedelta(microseconds=1)):
        assert ask().made == 1
    with clock.fixed(UNTIL):
        assert ask().made == 2


def test_it_goes_out_with_what_browsers_need_and_each_time_with_an_id_of_its_own(ask):
    first, second = ask(), ask()
    assert first.body == second.body
    for answer in (first, second):
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Vary"] == "Accept-Encoding, Cookie"
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert answer.headers["Content-Type"] == "text/html"
        assert not [name for name in answer.headers if "kexie" in name.lower()]
    assert first.headers["ETag"] == second.headers["ETag"]
    assert "of-the-first" not in {first.headers["X-Request-ID"], second.headers["X-Request-ID"]}
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_a_browser_that_has_it_is_told_so(ask):
    etag = ask().headers["ETag"]
    packed = ask(HTTP_ACCEPT_ENCODING="gzip").headers["ETag"]
    assert etag != packed
    for said in (etag, packed, f"W/{etag}", f'"x", {etag}', "*"):
        answer = ask(HTTP_IF_NONE_MATCH=said)
        assert (answer.status, answer.body) == (304, b"")
        assert "Content-Length" not in answer.headers
        assert answer.headers["ETag"] == etag
    for said in ('"other"', etag.strip('"'), ""):
        assert ask(HTTP_IF_NONE_MATCH=said).status == 200
    ask.stamp = "two"
    assert ask(HTTP_IF_NONE_MATCH=etag).status == 200


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False), ("br", False), ("", False)],
)
def test_it_is_packed_for_who_takes_it(ask, accepted, packed):
    plain = ask().body
    answer = ask(HTTP_ACCEPT_ENCODING=accepted)
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    assert (gzip.decompress(answer.body) if packed else answer.body) == plain
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_head_tells_the_same_without_a_body_and_makes_the_page_for_all(ask):
    head = ask(method="HEAD")
    whole = ask()
    assert (head.body, head.status, whole.made) == (b"", 200, 1)
    assert head.headers["Content-Length"] == str(len(whole.body))
    ask.behind.keep = False
    assert ask(path="/list/", method="HEAD").body == b""


# Who goes past


@pytest.mark.parametrize(
    "extra",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"path": "/elsewhere/"},
        {"host": "evil.example"},
        {"host": ""},
        {"host": "portal.example/x"},
        {"host": "PORTAL.example"},
        {"query": "page=1&page=2", "path": "/list/"},
        {"query": "page=%00", "path": "/list/"},
        {"query": "page=../x", "path": "/list/"},
        {"query": "&".join(f"a{n}=1" for n in range(60)), "path": "/list/"},
        {"query": "a" * 3_000},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_ACCEPT": "application/json"},
        {"HTTP_COOKIE": "session=abc"},
        {"HTTP_COOKIE": "display=elder; session=abc"},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "5"},
        {"SCRIPT_NAME": "/app"},
    ],
)
def test_who_asks_otherwise_is_answered_by_django_with_all_that_was_sent(ask, settings, extra):
    settings.SESSION_COOKIE_NAME = "session"
    ask(), ask(path="/list/")
    for _ in range(2):
        ask(**extra)
    assert len(ask.behind.seen) == 4
    seen = ask.behind.seen[-1]
    assert STAMP_READ not in seen
    assert {name: seen[name] for name in extra if name.isupper()} == {
        name: value for name, value in extra.items() if name.isupper()
    }
    assert ask().made == 4


def test_behind_a_proxy_that_names_the_host_nothing_is_kept(ask, settings):
    settings.USE_X_FORWARDED_HOST = True
    assert [ask().made for _ in range(2)] == [1, 2]


# By what pages differ


def test_each_host_scheme_and_list_has_a_page_of_its_own(ask, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asked = [
        {},
        {"host": "a.city.example"},
        {"host": "portal.example:8000"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"path": "/list/"},
        {"path": "/list/", "query": "page=2"},
        {"path": "/list/", "query": "page=2&year=2026"},
        {"HTTP_COOKIE": "display=elder"},
    ]
    bodies = [ask(**extra).body for extra in asked]
    assert len(set(bodies)) == len(asked)
    assert [ask(**extra).body for extra in asked] == bodies
    assert ask(HTTP_X_FORWARDED_PROTO="http").body == bodies[0]
    assert ask(HTTP_X_FORWARDED_PROTO="https, http").body == bodies[3]


@pytest.mark.parametrize(
    "extra",
    [
        {"query": "utm_source=x&fbclid=1"},
        {"HTTP_COOKIE": "csrf=abc; tracker=1"},
        {"HTTP_COOKIE": "display=light"},
        {"HTTP_COOKIE": "\x00\xff;=;;display"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PORT": "1", "HTTP_FORWARDED": "host=evil"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_REFERER": "http://evil.example", "HTTP_USER_AGENT": "evil", "HTTP_X_ORIGINAL_URL": "/editors/"},
        {"HTTP_RANGE": "bytes=0-1", "HTTP_IF_MODIFIED_SINCE": "Sun, 29 Nov 2026 00:00:00 GMT"},
        {"RAW_URI": "/?x", "HTTP_KEXIE_STAMP": "x"},
    ],
)
def test_what_the_page_does_not_depend_on_is_not_shown_to_django_and_has_no_page_of_its_own(ask, extra):
    first = ask(**extra)
    (seen,) = ask.behind.seen
    assert {name for name in seen if name.startswith("HTTP_")} == {"HTTP_HOST"}
    assert (seen["QUERY_STRING"], seen["REQUEST_METHOD"]) == ("", "GET")
    assert ask().body == first.body


def test_django_is_shown_the_words_and_cookies_in_their_one_form(ask):
    cookie = "x=1; display=elder.and.more"
    ask(path="/list/", query="year=2026&utm=1&page=2&page2=", HTTP_COOKIE=cookie)
    (seen,) = ask.behind.seen
    assert (seen["QUERY_STRING"], seen["HTTP_COOKIE"]) == ("page=2&year=2026", "display=elder")
    assert ask(path="/list/", query="page=2&year=2026", HTTP_COOKIE="display=elder").made == 1
    assert ask(path="/list/", query="page=&year=2026&page=2", HTTP_COOKIE="display=elder").made == 1


# What never gets in


@pytest.mark.parametrize(
    "said",
    [
        {"keep": False},
        {"status": "404 Not Found"},
        {"status": "302 Found"},
        {"status": "500 Oops"},
        {"headers": [("Set-Cookie", "session=1")]},
        {"headers": [("Cache-Control", "private, no-store")]},
        {"headers": [("Content-Security-Policy", "script-src 'self' 'nonce-abc'")]},
        {"headers": [("Content-Encoding", "br")]},
        {"text": "长" * 20_000},
    ],
)
def test_an_answer_that_is_not_for_everybody_is_handed_on_as_it_is(ask, said):
    for name, value in said.items():
        setattr(ask.behind, name, value)
    first, second = ask(), ask()
    assert (first.made, second.made) == (1, 2)
    assert first.body != second.body
    assert first.headers["X-Request-ID"] == "of-the-first"
    assert set(dict(ask.behind.headers).items()) <= set(second.headers.items())
    assert ask.behind.closed == 2


def test_a_failure_of_django_is_django_s_own(ask):
    def fail(environ, start_response):
        raise ZeroDivisionError

    ask.cache._application = fail
    with pytest.raises(ZeroDivisionError):
        ask()


# Room


def page(size: int) -> Page:
    return Page("one", UNTIL, [], b"x" * size, b"", "d")


def test_the_page_that_nobody_asked_for_goes_first_and_the_shelf_never_overflows():
    shelf = Shelf(10_000)
    for name in "abc":
        shelf.put((name,), page(2_000))
    assert shelf.get(("a",)) is not None
    shelf.put(("d",), page(2_000))
    assert [name for name in "abcd" if shelf.get((name,))] == ["a", "c", "d"]
    for _ in range(50):
        shelf.put(("a",), page(2_000))
    assert len(shelf) == 3
    shelf.put(("whole",), page(9_000))
    assert shelf.get(("whole",)) is not None
    assert len(shelf) == 1
    shelf.put(("too much",), page(20_000))
    assert len(shelf) == 0


def test_addresses_without_end_fill_no_memory():
    ask = Asker(most_bytes=20_000)
    for number in range(200):
        ask(path="/list/", query=f"page={number}")
    assert len(ask.cache._shelf) < 20


def test_one_line_a_minute_says_what_was_given_out(ask, monkeypatch):
    told = []
    monkeypatch.setattr(page_cache.log, "info", lambda event, **said: told.append((event, said)))
    now = [page_cache.time.monotonic()]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now[0])
    etag = ask().headers["ETag"]
    ask(HTTP_IF_NONE_MATCH=etag)
    now[0] += 61
    ask()
    ask()
    assert told == [("pages", {"hits": 2, "unchanged": 1, "made": 1, "s": 61})]
