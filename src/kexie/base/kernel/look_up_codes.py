"""Codes with which somebody without a log-in looks his own thing up again, beside its number."""

from __future__ import annotations

import unicodedata
from typing import Final

#: Letters and digits that nobody takes for another.
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH: Final = 12


def code_of(digest: bytes) -> str:
    """Twelve signs of a digest (12 bytes at least), in groups of four, as a look-up code: 60 bits."""
    signs = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:_LENGTH])
    return "-".join(signs[start : start + 4] for start in range(0, _LENGTH, 4))


def plain(typed: str) -> str:
    """A number or a code as somebody types it: in capitals, half-width, without what stands between its signs."""
    half_width = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in half_width.upper() if sign.isascii() and sign.isalnum())
