"""The frame of the checks: what they look at, what they know, what they find, and the key by which a finding is waived."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

HAN: Final = "㐀-䶿一-鿿〇"

#: Characters on each side of an excerpt that belong to what was waived.
_CONTEXT: Final = 8
#: Addresses are written by rules of their own; a character of private use stands for each of theirs.
_VEIL: Final = "\ue000"
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[\x21-\x7e]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII
)


class Grade(StrEnum):
    """How much a finding weighs: a ``must`` is mended or waived before the issue goes to review."""

    MUST = "must"
    SHOULD = "should"


class Part(StrEnum):
    """The part of an item, or of the issue, in which something was found."""

    TITLE = "title"
    TEXT = "text"
    CREDITS = "credits"
    EVENT = "event"
    PICTURES = "pictures"
    HIGHLIGHTS = "highlights"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPicture:
    """A picture of an item: what is printed below it, and what is said to those who cannot see it."""

    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedItem:
    """An item as the checks see it; ``key`` tells it from the others and lasts as long as the item."""

    key: str
    title: str
    paragraphs: tuple[str, ...]
    credits: tuple[str, ...] = ()
    column: str = ""
    event_on: date | None = None
    event_until: date | None = None
    pictures: tuple[CheckedPicture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLine:
    """A line of 目录提要 and the item that it speaks of; empty where it speaks of none for certain."""

    text: str
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIssue:
    """A whole issue; ``date`` is the day that it is printed on."""

    date: date
    items: tuple[CheckedItem, ...]
    highlights: tuple[CheckedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A line of the register of posts: who bears which title in which unit, from ``begin`` to ``end`` inclusive.

    ``place`` orders the bearers as a list of names is printed; ``precedence`` is the order that somebody has set.
    """

    person: str
    name: str
    unit: int
    title: str
    begin: date
    end: date | None
    precedence: int
    place: int

    def on(self, day: date) -> bool:
        """Whether the title is borne on ``day``."""
        return self.begin <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """A unit of the register by its names, full and short, past and present; ``parent`` is the key of the one above."""

    names: tuple[str, ...]
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastText:
    """A text that was printed, or sent in, before; ``source`` says where: 2023年第16期, ``address`` where it is read."""

    key: str
    source: str
    title: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the list that administrators keep (敏感词表); ``folded`` is how it is looked for."""

    word: str
    grade: Grade
    instead: str = ""
    note: str = ""
    folded: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the checks may know besides the text; ``units`` by their keys."""

    date: date
    bearings: tuple[Bearing, ...] = ()
    units: Mapping[int, NamedUnit] = field(default_factory=dict)
    past: tuple[PastText, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: ``paragraph`` counts from 0, ``start`` and ``end`` are characters of that paragraph, title or line.

    ``item`` is empty for 目录提要. A finding on the whole of a part has ``start`` equal to ``end``.
    """

    item: str
    part: Part
    paragraph: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to look at. ``mend`` is what replaces the excerpt with one click; None where only a person can mend it.

    ``key`` lasts while the words of the excerpt and around it do: with them a waiver dies. ``see`` is the address of what
    it speaks of besides.
    """

    code: str
    place: Place
    excerpt: str
    reason: str
    grade: Grade
    mend: str | None = None
    key: str = ""
    see: str = ""


class Spot(NamedTuple):
    """A finding within one text, before it is known which text that is. ``mend`` as in :class:`Finding`."""

    code: str
    start: int
    end: int
    reason: str
    grade: Grade = Grade.SHOULD
    mend: str | None = None


class Passage(NamedTuple):
    """One text of an item or of the issue; ``last`` is true of the paragraph that ends an item."""

    item: str
    part: Part
    paragraph: int
    text: str
    last: bool = False


#: A check of one text that needs nothing but the text, the passage that it stands in and what is known.
TextCheck = Callable[[str, Passage, Known], Iterator[Spot]]


def passages(item: CheckedItem) -> Iterator[Passage]:
    """The title and the paragraphs."""
    yield Passage(item.key, Part.TITLE, 0, item.title)
    final = len(item.paragraphs) - 1
    for number, text in enumerate(item.paragraphs):
        yield Passage(item.key, Part.TEXT, number, text, last=number == final)


def veiled(text: str) -> str:
    """``text``, as long as before, with web and mail addresses hidden from the checks of punctuation and words."""
    if "@" not in text and "://" not in text and "www." not in text:
        return text
    return _ADDRESS.sub(lambda found: _VEIL * len(found[0]), text)


def unveiled(spot: Spot) -> Spot:
    """The spot without a mend that would print the veil."""
    return spot._replace(mend=None) if spot.mend is not None and _VEIL in spot.mend else spot


def replaced(text: str, start: int, end: int, mend: str) -> str:
    """``text`` with ``mend`` in the place of what stood from ``start`` to ``end``."""
    return text[:start] + mend + text[end:]


def surroundings(text: str, start: int, end: int) -> str:
    """The words around a place that belong to what was waived."""
    return f"{text[max(0, start - _CONTEXT) : start]}|{text[end : end + _CONTEXT]}"


def found_in(passage: Passage, spots: Iterable[Spot]) -> list[Finding]:
    """The spots of one passage as findings, in the order of the text."""
    return [_found(passage, spot) for spot in sorted(spots, key=lambda spot: (spot.start, spot.end, spot.code))]


def _found(passage: Passage, spot: Spot) -> Finding:
    excerpt = passage.text[spot.start : spot.end]
    context = surroundings(passage.text, spot.start, spot.end)
    return Finding(
        code=spot.code,
        place=Place(item=passage.item, part=passage.part, paragraph=passage.paragraph, start=spot.start, end=spot.end),
        excerpt=excerpt,
        reason=spot.reason,
        grade=spot.grade,
        mend=spot.mend,
        key=key_of(spot.code, passage.item, passage.part, excerpt, context),
    )


def told_apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those in like words of one item with keys of their own, in the order of the text."""
    seen: Counter[str] = Counter()
    apart = []
    for finding in findings:
        turn = seen[finding.key]
        seen[finding.key] += 1
        apart.append(replace(finding, key=key_of(finding.key, str(turn))) if turn else finding)
    return apart


def on_whole(
    code: str, item: str, part: Part, reason: str, *, grade: Grade, about: str = "", number: int = 0
) -> Finding:
    """A finding on the whole of a part, not on words in it; ``about`` is what it depends on besides the item."""
    place = Place(item=item, part=part, paragraph=number)
    key = key_of(code, item, part, about, str(number))
    return Finding(code=code, place=place, excerpt="", reason=reason, grade=grade, key=key)


def key_of(*said: str) -> str:
    """Thirty-two hexadecimal digits for what was found."""
    return hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]
