"""The history of a case as a chain: each step carries the SHA-256 of itself and of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

GENESIS: Final = "0" * 64


def content_hash(answers: Mapping[str, Any]) -> str:
    """SHA-256 of what was said in a step: canonical JSON (sorted keys, no spaces, UTF-8)."""
    return _digest(answers)


def step_hash(previous: str, **said: Any) -> str:
    """SHA-256 of a step: all that it says (``content`` stands for its answers), after the hash of the step before."""
    return _digest({"previous": previous, **said})


def _digest(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
