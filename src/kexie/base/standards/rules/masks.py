"""How personal values are shown by default: enough to recognise, too little to use (PIPL, article 51)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final


def _keep(text: str, head: int, tail: int) -> str:
    """``text`` with all but ``head`` first and ``tail`` last characters starred; all of it when too short for that."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _phone(text: str) -> str:
    return _keep(text, 3, 4)


def _identity_number(text: str) -> str:
    return _keep(text, 1, 1)


def _name(text: str) -> str:
    return _keep(text, 1, 0)


def _email(text: str) -> str:
    name, at, domain = text.rpartition("@")
    return f"{_keep(name, 1, 0)}{at}{domain}" if at else "*" * len(text)


def _address(text: str) -> str:
    return _keep(text, 6, 0)


#: Masks that a data element may name.
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "phone": _phone,
    "identity_number": _identity_number,
    "name": _name,
    "email": _email,
    "address": _address,
}


def mask(name: str, text: str) -> str:
    """``text`` under the mask ``name``; without a name as it is."""
    return MASKS[name](text) if name else text
