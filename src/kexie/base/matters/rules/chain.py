"""The history of a case as a chain: each step carries the SHA-256 of itself and of the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final

from kexie.base.matters.rules.digests import digest_of_values

GENESIS: Final = "0" * 64


def content_hash(answers: Mapping[str, Any]) -> str:
    """SHA-256 of what was said in a step: canonical JSON (sorted keys, no spaces, UTF-8)."""
    return digest_of_values(answers)


def step_hash(previous: str, **said: Any) -> str:
    """SHA-256 of a step: all that it says (``content`` stands for its answers), after the hash of the step before."""
    return digest_of_values({"previous": previous, **said})


def hash_of(previous: str, step: Any) -> str:
    """The hash of a step (a row of the history, or one that becomes it) after the one of hash ``previous``."""
    return step_hash(
        previous,
        case=str(step.case_id),
        number=step.number,
        at=step.at.astimezone(UTC).isoformat(timespec="microseconds"),
        kind=str(step.kind),
        node=step.node,
        name=step.name,
        unit=step.unit_name,
        by=step.by_name,
        account=str(step.by_account or ""),
        content=step.content_hash,
        data=step.data,
    )
