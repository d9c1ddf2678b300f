"""Identifiers: sortable by time of birth, unguessable, the same on both databases."""

from __future__ import annotations

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A new UUID version 7 (RFC 9562, 5.7): milliseconds first, then 74 random bits."""
    return uuid_utils.compat.uuid7()
