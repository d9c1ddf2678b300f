"""Secrets of addresses: what is kept of one."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """The SHA-256 of a secret: what is kept says nothing of the secret itself."""
    return hashlib.sha256(secret.encode()).hexdigest()
