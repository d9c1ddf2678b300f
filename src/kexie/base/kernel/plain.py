"""Text for logs and the audit: one line, and no personal numbers or addresses in it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Shown in the place of what has been taken out.
HIDDEN: Final = "[已隐去]"

_EMAIL = r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"
_BIRTHDAY = r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY_NUMBER = rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_BIRTHDAY}\d{{3}}[\dXx](?![0-9A-Za-z])"
_MOBILE = r"(?<![0-9A-Za-z.-])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9A-Za-z-])"
_PERSONAL: Final = re.compile(f"{_EMAIL}|{_IDENTITY_NUMBER}|{_MOBILE}")
_NOT_IN_A_LINE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """``text`` with every control, format and line-separating character (and lone surrogates) turned into a space."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(sign) in _NOT_IN_A_LINE else sign for sign in text)


def impersonal(text: str) -> str:
    """``text`` with e-mail addresses, mobile numbers and identity numbers (GB 11643) replaced by :data:`HIDDEN`.

    A second net: whoever writes into a log or the audit leaves personal data out in the first place.
    """
    return _PERSONAL.sub(HIDDEN, text)


def plain(text: str) -> str:
    """Both: one line, without personal numbers and addresses."""
    return impersonal(one_line(text))
