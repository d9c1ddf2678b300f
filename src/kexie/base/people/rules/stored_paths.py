"""Columns that hold the tree path of a unit and must follow when it moves.

Rights follow by themselves: a holding takes its path from the tree at every request. What an app has stored as text, it
names here in ``ready()``. The audit is not named: it is sealed, and says where a unit stood then.
"""

from __future__ import annotations

from dataclasses import dataclass

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class StoredPath:
    """A column by its model's label and its name."""

    model: str
    column: str


stored_paths: Registry[StoredPath] = Registry("stored path")


def follow_moves(model: str, column: str) -> None:
    """Let ``column`` of ``model`` (such as ``search.SearchEntry``, ``unit_path``) follow units that move."""
    stored_paths.register(f"{model}.{column}", StoredPath(model, column))
