"""A form that was open while somebody else changed the same record: whose word stands, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def kept_apart(
    began: Mapping[str, Any], wanted: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What to write, and the columns on which two persons collide.

    ``began`` is what the form showed when it was opened (columns that it lacks are written as wanted), ``wanted`` what it
    sends, ``now`` what stands. What the sender has not touched keeps the other's change; what both have changed
    differently is a collision, and the sender decides.
    """
    write = {column: value for column, value in wanted.items() if column not in began or value != began[column]}
    collided = [
        column
        for column, value in write.items()
        if column in began and now[column] != began[column] and now[column] != value
    ]
    return write, collided
