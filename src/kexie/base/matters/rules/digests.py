"""Digests by which a change is told: of values as canonical JSON, of secrets."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def digest_of_values(value: Any) -> str:
    """SHA-256, in hexadecimal, of canonical JSON: sorted keys, no spaces, UTF-8; days, keys and the like by their text."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_secret(secret: str) -> str:
    """SHA-256 of a secret: what is kept says nothing of the secret itself."""
    return hashlib.sha256(secret.encode()).hexdigest()
