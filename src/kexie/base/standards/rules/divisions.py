"""Administrative divisions over the years: from the editions of GB/T 2260, since when and until when a code is valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from kexie.base.standards.rules.definitions import CodeDefinition

#: What stands behind the name proper; 密云县 and 密云区 are one place.
_KIND: Final = re.compile(r"(自治州|自治县|自治旗|矿区|林区|特区|地区|盟|旗|县|市|区)$")


def divisions(editions: Iterable[tuple[date, Mapping[str, str]]]) -> tuple[CodeDefinition, ...]:
    """Every code of the ``editions`` (their days, earliest first), in order of code, under its last name.

    ``valid_from`` is the day of the edition in which the code first stands (None for the first edition: it may be older),
    ``valid_until`` the day of the first edition after its last one.
    """
    days: list[date] = []
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    names: dict[str, str] = {}
    for place, (day, edition) in enumerate(editions):
        days.append(day)
        for code, name in edition.items():
            first.setdefault(code, place)
            last[code] = place
            names[code] = name
    ended = {code for code, place in last.items() if place < len(days) - 1}
    successors = _successors(first, last, names, ended)
    return tuple(
        CodeDefinition(
            value=code,
            name=names[code],
            english_name="",
            parent=_parent(code),
            valid_from=days[first[code]] if first[code] else None,
            valid_until=days[last[code] + 1] if code in ended else None,
            successor=successors.get(code, ""),
        )
        for code in sorted(names)
    )


def _parent(code: str) -> str:
    """The province of a prefecture, the prefecture of a county: its code, whether or not the editions list it."""
    if code.endswith("0000"):
        return ""
    return code[:2] + "0000" if code.endswith("00") else code[:4] + "00"


def _successors(
    first: Mapping[str, int], last: Mapping[str, int], names: Mapping[str, str], ended: set[str]
) -> dict[str, str]:
    """Which code took the place of one that ended: it begins in the next edition, in the same province, with the same
    name but for its kind (密云县, 密云区). Where none or more than one does, nothing is said.
    """
    begun: dict[tuple[int, str, str], list[str]] = {}
    for code, place in first.items():
        begun.setdefault((place, code[:2], stem(names[code])), []).append(code)
    found = {}
    for code in ended:
        candidates = begun.get((last[code] + 1, code[:2], stem(names[code])), [])
        if len(candidates) == 1:
            found[code] = candidates[0]
    return found


def stem(name: str) -> str:
    """The name without its kind: 密云县 → 密云; a name of two characters stays whole (通县, 东区)."""
    return _KIND.sub("", name) if len(name) > 2 else name
