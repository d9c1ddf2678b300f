"""Links of a page: which it has, and what is wrong with one by its form alone. Pure; `actions.links` asks what lies behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote, urlsplit

#: As much of an address and of its words is kept.
ADDRESS_LIMIT: Final = 500
TEXT_LIMIT: Final = 120
_HOST: Final = re.compile(
    r"(?:[\w\u4e00-\u9fff](?:[\w\u4e00-\u9fff-]{0,61}[\w\u4e00-\u9fff])?\.)+[a-zA-Z\u4e00-\u9fff]{2,}\Z"
)
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_TELEPHONE: Final = re.compile(r"\+?[0-9()\- ]{3,20}\Z")
_NUMBERS: Final = re.compile(r"[0-9.]+\Z|\[")


class Fault(StrEnum):
    """What is wrong with a link; ``OUTSIDE`` is not wrong, but nobody here can tell: a person looks."""

    GONE = "gone"
    ANCHOR = "anchor"
    FILE = "file"
    PICTURE = "picture"
    FORM = "form"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page as the reader's browser sees it: the address, the words, whether it is a picture or a file shown."""

    address: str
    text: str = ""
    shown: bool = False


class _Reader(HTMLParser):
    """Collects links inside the main part of a page, and every name that an anchor can lead to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.names: set[str] = set()
        self._open: tuple[str, list[str]] | None = None
        self._main = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link begins, a picture stands, a name is given."""
        said = {key: value or "" for key, value in attrs}
        for key in ("id", "name"):
            if said.get(key):
                self.names.add(said[key])
        if tag == "main":
            self._main += 1
        if not self._main:
            return
        if tag == "a" and "href" in said:
            self._open = (said["href"].strip(), [])
        elif tag in ("img", "video", "source", "audio") and said.get("src"):
            self.links.append(Link(said["src"].strip(), said.get("alt", "")[:TEXT_LIMIT], shown=True))

    def handle_endtag(self, tag: str) -> None:
        """A link ends."""
        if tag == "a" and self._open is not None:
            address, words = self._open
            self.links.append(Link(address, " ".join("".join(words).split())[:TEXT_LIMIT]))
            self._open = None
        elif tag == "main":
            self._main -= 1

    def handle_data(self, data: str) -> None:
        """Words of a link."""
        if self._open is not None:
            self._open[1].append(data)


@dataclass(frozen=True, slots=True)
class Contents:
    """A page as a browser gets it: its links, once each, and the names that anchors lead to."""

    links: tuple[Link, ...] = ()
    names: frozenset[str] = frozenset()


def contents_of(html: str) -> Contents:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Contents(tuple(dict.fromkeys(reader.links)), frozenset(reader.names))


def is_inside(address: str, hosts: Iterable[str]) -> bool:
    """Whether an address leads to this site: a path, an anchor, or one of its own hosts."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in ("", "http", "https"):
        return False
    return not parts.netloc or (parts.hostname or "") in set(hosts)


def fault_of_form(address: str) -> Fault | None:
    """What an address that leads elsewhere shows by its form: FORM when no browser could follow it, OUTSIDE otherwise; None
    for a mail address or a telephone number that is well formed.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return Fault.FORM
    rest = unquote(parts.path)
    if parts.scheme == "mailto":
        return None if _MAIL.match(rest) else Fault.FORM
    if parts.scheme == "tel":
        return None if _TELEPHONE.match(rest) else Fault.FORM
    if parts.scheme not in ("http", "https") or parts.username is not None or re.search(r"\s", address):
        return Fault.FORM
    return Fault.OUTSIDE if _HOST.match(host) and not _NUMBERS.match(host) else Fault.FORM


def path_and_anchor(address: str) -> tuple[str, str]:
    """The path with its query, and the name behind #, both readable; the path is empty for an anchor in the same page."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path, unquote(parts.fragment)


def is_file(path: str) -> bool:
    """Whether a path leads to a file of ours, not to a page."""
    return path.startswith(("/files/", "/films/", "/media/"))


def kind_of_missing(path: str, *, shown: bool) -> Fault:
    """What it is that is not there."""
    if shown or path.startswith("/media/"):
        return Fault.PICTURE
    return Fault.FILE if is_file(path) else Fault.GONE
