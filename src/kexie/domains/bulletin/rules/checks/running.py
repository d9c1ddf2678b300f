"""Running the checks over an issue or over one item, and mending what they found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from kexie.domains.bulletin.rules.checks.dates import date_spots, dated_findings
from kexie.domains.bulletin.rules.checks.frame import (
    CheckedIssue,
    CheckedItem,
    Finding,
    Grade,
    Known,
    Part,
    Passage,
    Spot,
    TextCheck,
    found_in,
    passages,
    replaced,
    told_apart,
    unveiled,
    veiled,
)
from kexie.domains.bulletin.rules.checks.leaders import Register, leader_check, register_of
from kexie.domains.bulletin.rules.checks.likeness import doubled_findings
from kexie.domains.bulletin.rules.checks.numbers import consistent_units, number_spots
from kexie.domains.bulletin.rules.checks.pairs import pair_spots
from kexie.domains.bulletin.rules.checks.punctuation import punctuation_spots
from kexie.domains.bulletin.rules.checks.sentences import sentence_spots
from kexie.domains.bulletin.rules.checks.slips import slip_spots
from kexie.domains.bulletin.rules.checks.whole import highlight_findings, whole_findings
from kexie.domains.bulletin.rules.checks.words import present, ready, word_spots

Checks: TypeAlias = tuple[TextCheck, ...]
#: How often what was found where, with which weight.
Weights: TypeAlias = Counter[tuple[str, str, Grade]]

#: The checks that need one text alone.
TEXT_CHECKS: Final[Checks] = (
    date_spots,
    word_spots,
    punctuation_spots,
    pair_spots,
    number_spots,
    slip_spots,
    sentence_spots,
)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the checks: all that is known, and as much of it as can matter to the words as they are now."""

    known: Known
    lean: Known
    checks: Checks

    def spots(self, passage: Passage) -> list[Spot]:
        """What is found in a text of the issue."""
        return _spots(passage, self.lean, self.checks)

    def weights_with(self, passage: Passage, start: int, end: int, mend: str) -> Weights:
        """What would be found with a mend made; a text of which nothing is left is worse than any."""
        changed = passage._replace(text=replaced(passage.text, start, end, mend))
        if not changed.text.strip():
            return Counter({("empty", "", Grade.MUST): 1})
        return _weigh(changed, _spots(changed, self.known, self.checks))


def check_issue(issue: CheckedIssue, known: Known) -> list[Finding]:
    """All that the checks find in an issue: item by item in the order of the paper, then 目录提要."""
    known = replace(known, words=ready(known.words))
    text = "".join(passage.text for item in issue.items for passage in passages(item))
    register = register_of(known)
    lines = [Passage("", Part.HIGHLIGHTS, number, line.text) for number, line in enumerate(issue.highlights)]
    run = _Run(known, replace(known, words=present(known.words, [text, *(line.text for line in lines)])), TEXT_CHECKS)
    doubled: dict[str, list[Finding]] = {}
    for finding in doubled_findings(issue.items, known):
        doubled.setdefault(finding.place.item, []).append(finding)
    findings = []
    for item in issue.items:
        findings += [*_of_item(item, run, register), *doubled.get(item.key, ())]
    for line in lines:
        findings += _in_text(line, run)
    return told_apart([*findings, *highlight_findings(issue.highlights)])


def check_item(item: CheckedItem, known: Known) -> list[Finding]:
    """All that the checks find in one item, beside the texts of the past."""
    return check_issue(CheckedIssue(date=known.date, items=(item,)), known)


def _of_item(item: CheckedItem, run: _Run, register: Register) -> Iterator[Finding]:
    yield from whole_findings(item, run.known)
    if leaders := leader_check(item, run.known, register):
        run = replace(run, checks=(*TEXT_CHECKS, leaders))
    within = [*dated_findings(item, run.known), *consistent_units(item, run.known)]
    within = [_safe(found, item, run) for found in within]
    for passage in passages(item):
        within += _in_text(passage, run)
    order = {Part.EVENT: 0, Part.TITLE: 1, Part.TEXT: 2}
    yield from sorted(
        within, key=lambda found: (order[found.place.part], found.place.paragraph, found.place.start, found.place.end)
    )


def _in_text(passage: Passage, run: _Run) -> list[Finding]:
    """The findings of one text; a mend is offered only where it mends and breaks nothing."""
    spots = run.spots(passage)
    before = _weigh(passage, spots)
    return found_in(passage, [_offered(spot, passage, before, run) for spot in spots])


def _offered(spot: Spot, passage: Passage, before: Weights, run: _Run) -> Spot:
    """The spot with its mend, if that makes it go."""
    if spot.mend is None:
        return spot
    own = (spot.code, passage.text[spot.start : spot.end], spot.grade)
    after = run.weights_with(passage, spot.start, spot.end, spot.mend)
    return spot if _is_better(before, after) and after[own] < before[own] else spot._replace(mend=None)


def _safe(finding: Finding, item: CheckedItem, run: _Run) -> Finding:
    """A finding on an item with its mend, if that breaks nothing in the text that it stands in."""
    if finding.mend is None:
        return finding
    place = finding.place
    passage = next(each for each in passages(item) if (each.part, each.paragraph) == (place.part, place.paragraph))
    after = run.weights_with(passage, place.start, place.end, finding.mend)
    return finding if _is_better(_weigh(passage, run.spots(passage)), after) else replace(finding, mend=None)


def _spots(passage: Passage, known: Known, checks: Checks) -> list[Spot]:
    text = veiled(passage.text)
    return [unveiled(spot) for check in checks for spot in check(text, passage, known)]


def _weigh(passage: Passage, spots: Iterable[Spot]) -> Weights:
    return Counter((spot.code, passage.text[spot.start : spot.end], spot.grade) for spot in spots)


def _is_better(before: Weights, after: Weights) -> bool:
    """Whether nothing that must be mended has come."""
    return not any(grade is Grade.MUST for _code, _text, grade in after - before)


def mended(item: CheckedItem, findings: Iterable[Finding]) -> CheckedItem:
    """The item with the mends of ``findings`` in its words, from the end to the beginning; of two that overlap, the later
    one in the text is made.
    """
    title, paragraphs = item.title, list(item.paragraphs)
    reached: dict[tuple[Part, int], int] = {}
    for finding in sorted(findings, key=lambda found: (found.place.start, found.place.end), reverse=True):
        place = finding.place
        if finding.mend is None or place.end > reached.get((place.part, place.paragraph), place.end):
            continue
        reached[place.part, place.paragraph] = place.start
        if place.part is Part.TITLE:
            title = replaced(title, place.start, place.end, finding.mend)
        elif place.part is Part.TEXT:
            text = paragraphs[place.paragraph]
            paragraphs[place.paragraph] = replaced(text, place.start, place.end, finding.mend)
    return replace(item, title=title, paragraphs=tuple(paragraphs))
