"""The order of an issue's items, decided: they stand by column, in the order of the columns' first appearance."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Place(NamedTuple):
    """An item and the column it stands in."""

    item: UUID
    column: int


class Move(StrEnum):
    """What can be done with one item, or with its whole column."""

    UP = "up"
    DOWN = "down"
    COLUMN = "column"
    COLUMN_UP = "column_up"
    COLUMN_DOWN = "column_down"


def grouped(places: Sequence[Place]) -> list[Place]:
    """``places`` with the items of a column together, columns in the order of their first item, else as they stand."""
    columns = list(dict.fromkeys(place.column for place in places))
    return [place for column in columns for place in places if place.column == column]


def moved(places: Sequence[Place], item: UUID, move: Move, column: int = 0) -> list[Place]:
    """The order after ``move``; the same where there is no way further. KeyError for an item that is not there.

    UP and DOWN go one place within the column. COLUMN puts the item behind the last one of ``column``, which comes last
    itself where it had no item yet. COLUMN_UP and COLUMN_DOWN take all items of the item's column along.
    """
    order = grouped(places)
    at = next((index for index, place in enumerate(order) if place.item == item), None)
    if at is None:
        raise KeyError(item)
    here = order[at].column
    if move is Move.COLUMN:
        return grouped([*(place for place in order if place.item != item), Place(item, column)])
    if move in (Move.UP, Move.DOWN):
        other = at + (-1 if move is Move.UP else 1)
        if 0 <= other < len(order) and order[other].column == here:
            order[at], order[other] = order[other], order[at]
        return order
    columns = list(dict.fromkeys(place.column for place in order))
    place = columns.index(here)
    other = place + (-1 if move is Move.COLUMN_UP else 1)
    if 0 <= other < len(columns):
        columns[place], columns[other] = columns[other], columns[place]
    return [entry for each in columns for entry in order if entry.column == each]


def is_rearranged(before: Sequence[Place], after: Sequence[Place]) -> bool:
    """Whether ``after`` holds each item of ``before`` once: what a page sends is the whole order, nothing less."""
    return sorted(place.item for place in before) == sorted(place.item for place in after)
