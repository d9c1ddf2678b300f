"""What is frozen when an issue is signed: everything that it says, with the identifiers of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kexie.domains.bulletin.rules.issue import UnderstoodIssue, as_json, from_json


def snapshot(
    issue: UnderstoodIssue, items: Sequence[Mapping[str, Any]], *, leads_to: Sequence[str] = ()
) -> dict[str, Any]:
    """The content of a revision; ``items`` holds, in the order of the items, what is kept of each beside its words: its
    ``id``, the submissions that it was made of, its facts. ``leads_to`` has, for each line of 目录提要, the id of the item
    that it speaks of, or nothing.
    """
    said = {"name": issue.name, **as_json(issue)}
    stored = [item for column in said["columns"] for item in column["items"]]
    for item, kept in zip(stored, items, strict=True):
        item.update(kept)
    if leads_to:
        said["leads_to"] = list(leads_to)
    return said


def understood_of(content: Mapping[str, Any]) -> UnderstoodIssue:
    """The issue that a revision holds."""
    return from_json(content, name=content["name"])
