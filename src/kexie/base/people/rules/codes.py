"""Pure decisions on one-time codes and the numbers they are sent to."""

from __future__ import annotations

import re
from typing import Final

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_BETWEEN: Final = re.compile(r"[\s()（）\-－]")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９＋", "0123456789+")


def mobile_of(text: str) -> str:
    """The eleven digits of a mobile number of the mainland in any usual spelling; empty when it is none."""
    digits = _BETWEEN.sub("", text.translate(_FULL_WIDTH))
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else ""


def masked_mobile(mobile: str) -> str:
    """138****5678."""
    return f"{mobile[:3]}****{mobile[-4:]}"


def masked_mail(email: str) -> str:
    """The first letter of the name and the host: l***@yunchuan.example."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"
