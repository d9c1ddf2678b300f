"""What a unit has changed between two versions of a submission, word by word, as one text with insertions and deletions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, NamedTuple

import rjieba
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.dates import day

_CLAUSE: Final = re.compile(r"[^，。！？；：、]*[，。！？；：、]+|[^，。！？；：、]+")
#: Pairs of equal words that a comparison looks at, at the most; where there are more, whole clauses are compared.
_PAIRS: Final = 1_000_000
#: From this share of common pairs of characters on, two paragraphs are one that was changed.
_ALIKE: Final = 0.3


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    INSERTED = "ins"
    DELETED = "del"


class Piece(NamedTuple):
    """A run of words, and what became of it."""

    mark: Mark
    text: str


Line = tuple[Piece, ...]


class Fact(NamedTuple):
    """Something beside the text that was changed: before and after, empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two versions have not in common; ``text`` holds all paragraphs, the unchanged ones too."""

    title: Line
    text: tuple[Line, ...]
    facts: tuple[Fact, ...]

    @property
    def is_none(self) -> bool:
        """Whether the two say the same."""
        lines = (self.title, *self.text)
        return not self.facts and all(piece.mark is Mark.SAME for line in lines for piece in line)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """From the words of one version to those of another (`queries.submissions.words_of`)."""
    return Difference(
        title=marked(before["title"], after["title"]),
        text=tuple(_lines(before["text"].split("\n"), after["text"].split("\n"))),
        facts=tuple(_facts(before, after)),
    )


def marked(before: str, after: str) -> Line:
    """One text with what was taken out of ``before`` and put in for ``after``."""
    old, new = _words(before, after)
    pieces: list[Piece] = []
    for kind, begin, end, new_begin, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Mark.SAME, "".join(old[begin:end])))
            continue
        pieces.append(Piece(Mark.DELETED, "".join(old[begin:end])))
        pieces.append(Piece(Mark.INSERTED, "".join(new[new_begin:new_end])))
    return tuple(piece for piece in pieces if piece.text)


def _words(*texts: str) -> list[list[str]]:
    """Texts cut into words, or into clauses where so many words are alike that comparing them would take long."""
    cut = [list(rjieba.cut(text)) for text in texts]
    old, new = Counter(cut[0]), Counter(cut[1])
    if sum(count * new[word] for word, count in old.items()) <= _PAIRS:
        return cut
    return [_CLAUSE.findall(text) for text in texts]


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for kind, begin, end, new_begin, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (_whole(Mark.SAME, line) for line in before[begin:end] if line)
        else:
            yield from _replaced(before[begin:end], after[new_begin:new_end])


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Paragraphs for others: each new one beside the first of the old ones that resembles it, in order."""
    left = list(before)
    for line in after:
        twin = next((place for place, old in enumerate(left) if _alike(old, line)), None)
        if twin is None:
            if line:
                yield _whole(Mark.INSERTED, line)
            continue
        yield from (_whole(Mark.DELETED, old) for old in left[:twin] if old)
        yield marked(left[twin], line)
        del left[: twin + 1]
    yield from (_whole(Mark.DELETED, old) for old in left if old)


def _whole(mark: Mark, line: str) -> Line:
    return (Piece(mark, line),)


def _alike(one: str, other: str) -> bool:
    """Whether two paragraphs are two wordings of one (Dice's coefficient of their pairs of characters)."""
    ours, theirs = Counter(pairwise(one)), Counter(pairwise(other))
    both = sum((ours & theirs).values())
    return 2 * both >= _ALIKE * (ours.total() + theirs.total()) if both else False


_LABELS: Final[Mapping[str, Promise]] = {
    "credits": _("署名单位"),
    "event_on": _("活动日期"),
    "event_until": _("活动结束日期"),
    "place": _("活动地点"),
    "column": _("栏目"),
    "kind": _("信息类别"),
}


def _facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Fact]:
    for name, label in _LABELS.items():
        if before[name] != after[name]:
            yield Fact(str(label), _said(name, before[name]), _said(name, after[name]))
    yield from _pictures(before["pictures"], after["pictures"])


def _said(name: str, value: Any) -> str:
    if name == "credits":
        return "、".join(value)
    if name.startswith("event_") and value:
        return day(date.fromisoformat(value), year=True)
    return str(value)


def _pictures(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    old, new = ({picture["sha256"]: picture for picture in pictures} for pictures in (before, after))
    for sha256 in [*old, *(each for each in new if each not in old)]:
        was, now = _picture(old.get(sha256)), _picture(new.get(sha256))
        if was != now:
            yield Fact(str(_("图片")), was, now)
    if list(old) != list(new) and set(old) == set(new):
        yield Fact(str(_("图片顺序")), _order(old.values()), _order(new.values()))


def _picture(picture: Mapping[str, Any] | None) -> str:
    if picture is None:
        return ""
    words = picture["caption"] or picture["alt"] or _("（无说明）")
    place = _("第%(number)s段之后") % {"number": picture["after"]} if picture["after"] else _("文首")
    return f"{words}（{place}）"


def _order(pictures: Any) -> str:
    return "、".join(str(picture["caption"] or picture["alt"] or _("（无说明）")) for picture in pictures)
