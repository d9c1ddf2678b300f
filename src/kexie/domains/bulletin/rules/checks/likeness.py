"""Doubled news: how much of one text another holds, measured by runs of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import CheckedItem, Finding, Grade, Known, Part, on_whole

#: Characters in a run; three tell two reports of one kind of event from two reports of one event.
_RUN: Final = 3
#: Texts of fewer runs say too little to be compared.
_FEWEST: Final = 30
#: Every fourth run is enough to see whether a closer look is worth it.
_SAMPLE: Final = 4
SAME: Final = 0.6
ALIKE: Final = 0.4
_GLANCE: Final = 0.25
_BLANKS: Final = re.compile(r"[\W_]+")


class Shape:
    """The runs of a text, told when they are asked for, and the sample of them by which it is looked at first."""

    def __init__(self, text: str) -> None:
        self._plain = plain = _BLANKS.sub("", text)
        self.sample = frozenset(
            plain[at - 1 : at + 2] for at in range(1, len(plain) - 1) if ord(plain[at]) % _SAMPLE == 0
        )

    @cached_property
    def runs(self) -> frozenset[str]:
        """All runs of three characters, without punctuation."""
        return frozenset(self._plain[at : at + _RUN] for at in range(len(self._plain) - _RUN + 1))


def likeness(one: Shape, other: Shape) -> float:
    """The share of the shorter text's runs that the other holds too; 0 for texts too short to tell."""
    sampled = min(len(one.sample), len(other.sample))
    if sampled >= _FEWEST and len(one.sample & other.sample) < _GLANCE * sampled:
        return 0.0
    fewer = min(len(one.runs), len(other.runs))
    return len(one.runs & other.runs) / fewer if fewer >= _FEWEST else 0.0


def doubled_findings(items: tuple[CheckedItem, ...], known: Known) -> Iterator[Finding]:
    """Items that say what another of the issue, or one of the past weeks, says."""
    shapes = [Shape(_whole(item.title, item.paragraphs)) for item in items]
    past = [Shape(_whole(text.title, (text.text,))) for text in known.past]
    for place, item in enumerate(items):
        for earlier in range(place):
            share = likeness(shapes[place], shapes[earlier])
            if share >= ALIKE or (item.title == items[earlier].title and share):
                yield _within(item, items[earlier], share)
        close = [(likeness(shapes[place], other), number) for number, other in enumerate(past)]
        share, number = max(close, default=(0.0, 0))
        if share >= ALIKE and known.past[number].key != item.key:
            yield _before(item, share, known, number)


def _whole(title: str, paragraphs: tuple[str, ...]) -> str:
    return f"{title}。{''.join(paragraphs)}"


def _within(item: CheckedItem, other: CheckedItem, share: float) -> Finding:
    sentence = _("与本期“%(title)s”有%(share)s的文字相同，是不是同一件事？")
    reason = sentence % {"title": other.title, "share": f"{share:.0%}"}
    grade = Grade.MUST if share >= SAME else Grade.SHOULD
    return on_whole("doubled", item.key, Part.TEXT, reason, grade=grade, about=other.key)


def _before(item: CheckedItem, share: float, known: Known, number: int) -> Finding:
    other = known.past[number]
    sentence = _("与%(source)s“%(title)s”有%(share)s的文字相同，请核对是否已经报过。")
    reason = sentence % {"source": other.source, "title": other.title, "share": f"{share:.0%}"}
    return on_whole("near_duplicate", item.key, Part.TEXT, reason, grade=Grade.SHOULD, about=other.key)
