"""What differs between two texts, in runs that a person can read: two versions of one submission, two reports of one event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Final, NamedTuple

#: Into what a text is cut for the comparison, the finest first: characters, clauses, lines.
_CUTS: Final = (
    re.compile(r".", re.S),
    re.compile(r"[^，。！？；\n]*[，。！？；\n]+|[^，。！？；\n]+"),
    re.compile(r".*\n|.+"),
)
#: Pairs of equal pieces that a comparison looks at, at the most; where there are more, the pieces are made larger.
_PAIRS: Final = 200_000
#: A clause of so many characters that stands elsewhere in the other text has been moved, and is no difference.
_MOVED: Final = 6
#: So few equal characters between two differences are chance, and part of the difference.
_CHANCE: Final = 2


class Run(NamedTuple):
    """A run of characters, and whether the other text has it too."""

    text: str
    same: bool


Paragraph = tuple[Run, ...]


def compared(one: str, other: str, *, moved: bool = False) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Both texts by their paragraphs (lines), each cut into runs; empty lines are left out.

    Joined again, the runs give the paragraphs; those that are the same on both sides stand in the same order. With
    ``moved``, a clause that the other text has in another place is the same too.
    """
    left, right = _pieces(one, other)
    runs = list(_matched(left, right))
    lefts, rights = [run for run, _run in runs], [run for _run, run in runs]
    if moved:
        lefts, rights = list(_settled(lefts, other)), list(_settled(rights, one))
    return _paragraphs(lefts), _paragraphs(rights)


def share_alike(paragraphs: Iterable[Paragraph]) -> int:
    """How much of a text the other has too, in whole percent of its characters; 0 for no text."""
    runs = [run for paragraph in paragraphs for run in paragraph]
    length = sum(len(run.text) for run in runs)
    return round(100 * sum(len(run.text) for run in runs if run.same) / length) if length else 0


def _pieces(one: str, other: str) -> tuple[list[str], list[str]]:
    """Both texts in the smallest pieces that can be compared in bounded time."""
    for cut in _CUTS:
        left, right = cut.findall(one), cut.findall(other)
        often = Counter(right)
        if sum(count * often[piece] for piece, count in Counter(left).items()) <= _PAIRS:
            return left, right
    return [one], [other]


def _matched(left: list[str], right: list[str]) -> Iterator[tuple[Run, Run]]:
    """The runs of both texts, two by two; one of a pair may be empty."""
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for place, (kind, begin, end, other_begin, other_end) in enumerate(steps):
        one, other = "".join(left[begin:end]), "".join(right[other_begin:other_end])
        inside = 0 < place < len(steps) - 1
        same = kind == "equal" and not (inside and len(one) <= _CHANCE and "\n" not in one)
        yield Run(one, same), Run(other, same)


def _settled(runs: Iterable[Run], other: str) -> Iterator[Run]:
    """The runs, with clauses that stand anywhere in ``other`` as the same."""
    for run in runs:
        for clause in [run.text] if run.same else _CUTS[1].findall(run.text):
            yield Run(clause, run.same or (len(clause) >= _MOVED and clause.strip("，。！？；\n") in other))


def _paragraphs(runs: Iterable[Run]) -> tuple[Paragraph, ...]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        for place, part in enumerate(run.text.split("\n")):
            if place:
                lines.append([])
            if part:
                _add(lines[-1], Run(part, run.same))
    return tuple(tuple(line) for line in lines if line)


def _add(line: list[Run], run: Run) -> None:
    """Put ``run`` behind what is there, as one with its neighbour where both are of a kind."""
    if line and line[-1].same == run.same:
        line[-1] = Run(line[-1].text + run.text, run.same)
    else:
        line.append(run)
