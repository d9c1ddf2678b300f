"""Feeds (Atom, RFC 4287): what an app has published lately, written the same for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed, Enclosure

from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.etags import kept


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is: ``address`` is the page that it goes with, ``own`` its own address, both as paths; ``language`` is that of
    what is written in it (BCP 47).
    """

    title: str
    about: str
    address: str
    own: str
    author: str = ""
    language: str = "zh-Hans"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes with an entry; ``size`` in bytes."""

    address: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of a feed: ``summary`` is HTML that is safe, ``key`` an IRI that never changes, ``address`` a path."""

    title: str
    address: str
    key: str
    summary: str
    published: datetime
    updated: datetime
    author: str = ""
    categories: tuple[str, ...] = ()
    paper: Paper | None = None


def atom(request: HttpRequest, feed: Feed, entries: Iterable[Entry]) -> HttpResponseBase:
    """The feed as an answer, with whole addresses; a reader asks again and again: it is told when nothing is new."""
    document = Atom1Feed(
        title=readable(feed.title),
        link=absolute(feed.address),
        description=readable(feed.about),
        language=feed.language,
        feed_url=absolute(feed.own),
        author_name=readable(feed.author) or None,
    )
    for entry in entries:
        _add(document, entry)
    response = HttpResponse(document.writeString("utf-8"), content_type=document.content_type)
    return kept(request, response, "public, max-age=300")


def _add(document: Atom1Feed, entry: Entry) -> None:
    paper = entry.paper
    enclosure = paper and Enclosure(absolute(paper.address), str(paper.size), paper.content_type)
    document.add_item(
        title=readable(entry.title),
        link=absolute(entry.address),
        description=readable(entry.summary),
        unique_id=entry.key,
        author_name=readable(entry.author) or None,
        pubdate=entry.published,
        updateddate=entry.updated,
        categories=tuple(readable(name) for name in entry.categories),
        enclosures=[enclosure] if enclosure else None,
    )


def readable(text: str) -> str:
    """``text`` without the characters that XML 1.0 has no way to write."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
