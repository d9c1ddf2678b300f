"""Which unit of the register the words before a title name: 云川市科协, 市科协, 区科协, 科普部."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kexie.domains.bulletin.rules.checks.frame import NamedUnit

_PLACE: Final = re.compile("^(?P<place>[^省市区县]{1,7})(?P<rest>[省市区县].+)$")
#: What may stand before a short name without making it that of another city.
_OPENS: Final = re.compile(
    r"(?:^|[由和与及赴到在对是从向的同陪经请，、。；：“”《》（）\s]|领导|来自|邀请|会上|其中|下午|上午|日)$"
)
_DEPARTMENT: Final = re.compile("^[^省市区县]{1,7}(?:[部处室办]|办公室|委员会|中心)$")
_SESSION: Final = r"(?:新一届|上一届|第[一二三四五六七八九十\d]{1,3}届)"
_TERM: Final = re.compile(f"{_SESSION}(?:委员会)?$|{_SESSION}?[理监]事会$")
_UNIT_LIKE: Final = re.compile("[会协联部处院校所局委府司团心馆站组办系室社学区市县镇乡道村园厂店店厅盟队台网]$")


@dataclass(frozen=True, slots=True)
class Read:
    """``units`` that the words can mean; ``foreign`` where they name a unit that the register does not have."""

    units: frozenset[int] = frozenset()
    foreign: bool = False


class Units:
    """The units of the register by all ways of writing them: full, short, and without the place in front."""

    def __init__(self, units: Mapping[int, NamedUnit]) -> None:
        self._parents = {key: unit.parent for key, unit in units.items()}
        found: dict[str, set[int]] = {}
        for key, unit in units.items():
            for spelling in {spelling for name in unit.names if name for spelling in _spellings(name)}:
                found.setdefault(spelling, set()).add(key)
        self._known = {name: frozenset(keys) for name, keys in found.items()}

    def read(self, before: str) -> Read:
        """The unit that ends ``before``: the longest name counts. A name that others bear too (市科协, 办公室) counts only
        where nothing else stands before it, or the unit above.
        """
        before = _TERM.sub("", before)
        for begin in range(len(before)):
            units = self._known.get(before[begin:])
            if units is None:
                continue
            ahead = before[:begin]
            if not ahead or _OPENS.search(ahead) or not _is_general(before[begin:]):
                return Read(units=units)
            above = self.read(ahead).units
            below = frozenset(unit for unit in units if self._parents.get(unit) in above)
            return Read(units=below, foreign=not below)
        return Read(foreign=bool(_UNIT_LIKE.search(before)))

    def spoken_of(self, text: str) -> frozenset[int]:
        """The units that ``text`` names without leaving a doubt."""
        return frozenset(key for name, keys in self._known.items() if len(keys) == 1 and name in text for key in keys)


def _is_general(name: str) -> bool:
    """Whether other cities and other associations have a unit of this name."""
    return name[0] in "省市区县" or bool(_DEPARTMENT.search(name))


def _spellings(name: str) -> set[str]:
    shorter = name.replace("科学技术协会", "科协")
    found = {name, shorter}
    for each in (name, shorter):
        if cut := _PLACE.match(each):
            found.add(cut["rest"])
            if len(cut["rest"]) > 4:
                found.add(cut["rest"][1:])
    return found
