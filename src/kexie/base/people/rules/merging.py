"""What two records of persons must not have between them if they are to be one human being."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from kexie.base.people.rules import EXCLUSIVE_ROLES


def filled(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """What the kept record takes over, field by field: only where it says nothing itself."""
    return {name: value for name, value in merged.items() if value not in ("", None) and kept.get(name) in ("", None)}


def differing(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> list[str]:
    """The fields of which the two records say different things; the kept record's word stands."""
    said = {name for name, value in merged.items() if value not in ("", None) and kept.get(name) not in ("", None)}
    return sorted(name for name in said if kept[name] != merged[name])


def excluding(one: Iterable[str], other: Iterable[str]) -> frozenset[str]:
    """The administrators' roles that would come together in one person (GB/T 22239-2019, 8.1.5); none if one at most."""
    together = (frozenset(one) | frozenset(other)) & EXCLUSIVE_ROLES
    return together if len(together) > 1 else frozenset()


def fingerprint(moved: list[dict[str, Any]]) -> str:
    """A digest of what a merge would do, by which one sees whether it still is what the preview has shown."""
    text = json.dumps(moved, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
