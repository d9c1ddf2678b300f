"""Doubled news: how much of one text another holds, measured by runs of characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import CheckedItem, Finding, Grade, Known, Part, on_whole

#: Characters in a run; three tell two reports of one kind of event from two reports of one event.
_RUN: Final = 3
#: Texts of fewer runs say too little to be compared.
_FEWEST: Final = 30
#: Among so few texts no run counts as a phrase.
_FEW_TEXTS: Final = 6
SAME: Final = 0.6
ALIKE: Final = 0.4
_BLANKS: Final = re.compile(r"[\W_]+")


def runs_of(text: str) -> frozenset[str]:
    """All runs of three characters in ``text``, without its punctuation."""
    plain = _BLANKS.sub("", text)
    return frozenset(plain[at : at + _RUN] for at in range(len(plain) - _RUN + 1))


class Compared:
    """Some texts by their runs, ready to be compared with others. A run that stands in very many of them is a phrase that
    all reports use, and tells nothing.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        runs = [runs_of(text) for text in texts]
        places: dict[str, list[int]] = {}
        for place, own in enumerate(runs):
            for run in own:
                places.setdefault(run, []).append(place)
        most = max(_FEW_TEXTS, len(runs) // 3)
        self._phrases = frozenset(run for run, found in places.items() if len(found) > most)
        self._places = {run: found for run, found in places.items() if len(found) <= most}
        self.runs = [own - self._phrases for own in runs]

    def shares(self, runs: frozenset[str]) -> list[float]:
        """How much of the shorter text's runs the other holds too (0 to 1), for each text; 0 for texts too short to tell."""
        telling = runs - self._phrases
        together = Counter(place for run in telling & self._places.keys() for place in self._places[run])
        fewer = (min(len(telling), len(own)) for own in self.runs)
        return [together[place] / few if few >= _FEWEST else 0.0 for place, few in enumerate(fewer)]


def doubled_findings(items: tuple[CheckedItem, ...], known: Known) -> Iterator[Finding]:
    """Items that say what another of the issue, or one of the past weeks, says."""
    compared = Compared(_whole(item.title, item.paragraphs) for item in items)
    closest = [(0.0, 0)] * len(items)
    for number, text in enumerate(known.past):
        for place, share in enumerate(compared.shares(runs_of(_whole(text.title, (text.text,))))):
            if text.key != items[place].key:
                closest[place] = max(closest[place], (share, -number))
    for place, item in enumerate(items):
        shares = compared.shares(compared.runs[place])
        for earlier in range(place):
            share = shares[earlier]
            if share >= ALIKE or (item.title == items[earlier].title and share):
                yield _within(item, items[earlier], share)
        share, number = closest[place]
        if share >= ALIKE:
            yield _before(item, share, known, -number)


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
    found = on_whole("near_duplicate", item.key, Part.TEXT, reason, grade=Grade.SHOULD, about=other.key)
    return replace(found, see=other.address)
