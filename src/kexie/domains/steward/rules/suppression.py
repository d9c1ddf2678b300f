"""Small numbers of published tables: what would tell of few people is left out, and so much besides that nobody can compute it.

A table has rows and a total of each column. A row with a number from 1 to 4 is hidden (nought tells of nobody). The total minus
what is shown would give hidden numbers away, where there is one hidden row, or where the hidden ones have few cases together; so
rows are hidden besides, the smallest first, until that is no longer so; where no rows are left for it, the total is hidden too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Numbers from 1 to below this are small.
LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Hidden:
    """The places of the rows that are hidden, and whether the total is."""

    rows: frozenset[int] = frozenset()
    total: bool = False

    def holds(self, place: int, rows: int) -> bool:
        """Whether the row at ``place`` of so many is hidden; the one behind the last is the total."""
        return self.total if place == rows else place in self.rows


def is_small(number: int) -> bool:
    """Whether a number may not be told: some, but few."""
    return 0 < number < LEAST


def hide(rows: Sequence[tuple[int, ...]], within: Hidden = Hidden()) -> Hidden:
    """What to hide of ``rows``, whose columns are published, or hidden, together; ``within``: what is hidden already, because
    these columns are parts of others.
    """
    hidden = set(within.rows) | {place for place, row in enumerate(rows) if any(map(is_small, row))}
    if not hidden or within.total:
        return Hidden(frozenset(hidden), within.total)
    others = [place for place, row in enumerate(rows) if place not in hidden and any(row)]
    others.sort(key=lambda place: (sum(rows[place]), place))
    while not _is_safe(rows, hidden):
        if not others:
            return Hidden(frozenset(hidden), total=True)
        hidden.add(others.pop(0))
    return Hidden(frozenset(hidden))


def _is_safe(rows: Sequence[tuple[int, ...]], hidden: set[int]) -> bool:
    """Whether the totals of the hidden rows leave each of their numbers open, in every column that is not all noughts."""
    enough = max(LEAST, len(hidden) + 1)
    columns = zip(*(rows[place] for place in hidden), strict=True)
    sums = [sum(column) for column in columns]
    return len(hidden) > 1 and all(not found or found >= enough for found in sums)
