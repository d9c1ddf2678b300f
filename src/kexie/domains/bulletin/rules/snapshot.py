"""What is frozen when an issue is signed: everything that it says, with the identifiers of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kexie.domains.bulletin.rules.issue import UnderstoodIssue, as_json, from_json


def snapshot(issue: UnderstoodIssue, item_ids: Sequence[str]) -> dict[str, Any]:
    """The content of a revision; ``item_ids`` in the order of the items, one for each."""
    said = {"name": issue.name, **as_json(issue)}
    items = [item for column in said["columns"] for item in column["items"]]
    for item, item_id in zip(items, item_ids, strict=True):
        item["id"] = item_id
    return said


def understood_of(content: Mapping[str, Any]) -> UnderstoodIssue:
    """The issue that a revision holds."""
    return from_json(content, name=content["name"])
