"""Check digits of the numbers that China gives to organisations and persons."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

#: Digits and capitals without I, O, S, V, Z (GB 32100-2015, table 1); a character's place is its value.
USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_IDENTITY_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_IDENTITY_CHECK: Final = "10X98765432"

_USCC_BODY: Final = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{9}}")
_IDENTITY_BODY: Final = re.compile(r"[1-9][0-9]{16}")


def uscc_check_character(body: str) -> str:
    """The 18th character for the first 17 of a unified social credit code (GB 32100-2015, 4.6).

    (31 − Σ Cᵢ·Wᵢ mod 31) mod 31: the outer mod turns 31 into 0. ValueError if ``body`` is no such body.
    """
    if not _USCC_BODY.fullmatch(body):
        raise ValueError("a credit code begins with two characters, six digits and nine characters")
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def is_uscc(number: str) -> bool:
    """Whether ``number`` is a well-formed unified social credit code with a right check character."""
    return (
        len(number) == 18
        and _USCC_BODY.fullmatch(number[:17]) is not None
        and number[17] == uscc_check_character(number[:17])
    )


def identity_check_character(body: str) -> str:
    """The 18th character for the first 17 digits of a resident identity number (GB 11643-1999, 4.2; ISO 7064 MOD 11-2)."""
    if not _IDENTITY_BODY.fullmatch(body):
        raise ValueError("an identity number begins with 17 digits")
    total = sum(int(digit) * weight for digit, weight in zip(body, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECK[total % 11]


def birth_date(number: str) -> date | None:
    """The date of birth in an identity number (characters 7 to 14); None if there is no such day."""
    digits = number[6:14]
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def is_patent_number(number: str) -> bool:
    """Whether the check digit of a patent number with its ZL is right (ZC 0006-2003: weights 2 to 9, mod 11, 10 is X)."""
    digits, _, last = number.removeprefix("ZL").partition(".")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 12):
        return False
    rest = sum(int(digit) * (place % 8 + 2) for place, digit in enumerate(digits)) % 11
    return last == ("X" if rest == 10 else str(rest))
