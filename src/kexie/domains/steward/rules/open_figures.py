"""What everybody may see of a month: counts and rates by group of matters, small numbers left out (`rules.suppression`).

A rate shows its whole wherever that is no small number, and its part only where neither the part nor the rest is one. Wholes that
belong together are hidden together: otherwise one rate would tell what another hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kexie.domains.steward.rules.figures import Figures, Rate, Share, total
from kexie.domains.steward.rules.suppression import hide

#: The counts that are published, in their order.
COUNTS: Final = ("received", "closed", "called", "left_out")
#: Counts that are hidden together, and the rates of which they are the wholes.
_FAMILIES: Final = (
    (("received",), ()),
    (("left_out",), ()),
    (("closed", "timed", "limited"), (Rate.RESPONSE, Rate.KEPT)),
    (("called",), (Rate.SOLVED, Rate.SATISFIED)),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A rate as it was published: ``share`` where all of it was; else ``whole``, or nothing (None)."""

    share: Share | None
    whole: int | None


def published(lines: Sequence[tuple[str, Figures]]) -> list[dict[str, Any]]:
    """The rows of ``lines`` (name of the group and its figures) with the total last (its name None), as plain values.

    A count is a number, or None where it is hidden; a rate is ``[part, whole]``, of which either may be None. What is hidden is
    nowhere in the answer.
    """
    figures = [one for _name, one in lines]
    every, size = [*figures, total(figures)], len(lines)
    rows: list[dict[str, Any]] = [{"group": name} for name, _one in lines] + [{"group": None}]
    for counts, rates in _FAMILIES:
        base = hide([tuple(getattr(one, name) for name in counts) for one in figures])
        for place, one in enumerate(every):
            for name in set(counts) & set(COUNTS):
                rows[place][name] = None if base.holds(place, size) else getattr(one, name)
        for rate in rates:
            shares = [one.share(rate) for one in every]
            hidden = hide([(share.part, share.rest) for share in shares[:-1]], within=base)
            for place, share in enumerate(shares):
                part = None if hidden.holds(place, size) else share.part
                rows[place][rate.value] = [part, None if base.holds(place, size) else share.whole]
    return rows


def shown(value: Sequence[int | None]) -> Shown:
    """A rate as it is read from what was published."""
    part, whole = value
    return Shown(Share(part, whole) if part is not None and whole is not None else None, whole)
