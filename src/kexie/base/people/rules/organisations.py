"""Pure rules on units: what usually stands below what, how a name is spelt, how a credit code is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Final

from pypinyin import Style, lazy_pinyin

#: Length of `Organisation.letters`.
MOST_LETTERS: Final = 800

#: How a city's association begins: with the city.
_PLACE: Final = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:市|自治州|地区|盟)")

_ASSOCIATIONS: Final = ("city", "district", "park", "university", "enterprise_association", "society", "grass_roots")

#: Kind of unit → kinds of unit under which it usually stands. Another place is said beside the form, never refused:
#: cities differ in whether a park's association belongs to the city or to its district, and so on.
USUAL_PLACES: Final[Mapping[str, frozenset[str]]] = {
    "city": frozenset(),
    "department": frozenset({"city", "district"}),
    "district": frozenset({"city"}),
    "society": frozenset({"city", "district", "society"}),
    "foundation": frozenset({"city", "district", "society"}),
    "park": frozenset({"city", "district"}),
    "university": frozenset({"city", "district"}),
    "enterprise_association": frozenset({"city", "district", "park", "enterprise"}),
    "grass_roots": frozenset(_ASSOCIATIONS),
    "enterprise": frozenset({"city", "district", "park", "enterprise", "society"}),
    "venue": frozenset({"city", "district", "department", "foundation", "park", "university", "enterprise", "society"}),
    "unknown": frozenset(),
}

#: Kinds that stand at the top of a tree.
TOP: Final = frozenset({"city", "unknown"})


class Fit(Enum):
    """How well a kind of unit fits its place."""

    USUAL = "usual"
    UNUSUAL = "unusual"
    NEVER = "never"


def fit(kind: str, parent_kind: str | None) -> Fit:
    """How well a unit of ``kind`` stands below one of ``parent_kind`` (None: at the top)."""
    if parent_kind is None:
        return Fit.USUAL if kind in TOP else Fit.UNUSUAL
    if kind == "city" or parent_kind == "unknown":
        return Fit.NEVER
    return Fit.USUAL if parent_kind in USUAL_PLACES.get(kind, frozenset()) else Fit.UNUSUAL


def is_below(path: str, root: str) -> bool:
    """Whether the unit at ``path`` is the one at ``root`` or stands below it."""
    return path.startswith(root)


def letters_of(names: Iterable[str]) -> str:
    """Pinyin and initials of each name, apart by blanks, as `Organisation.letters` holds them; what does not fit is left.

    ``["青溪区科协"]`` gives ``qingxiqukexie qxqkx``.
    """
    words: list[str] = []
    for name in names:
        plain = "".join(name.casefold().split())
        for style in (Style.NORMAL, Style.FIRST_LETTER):
            word = "".join(lazy_pinyin(plain, style=style))
            if word and word not in words and len(" ".join([*words, word])) <= MOST_LETTERS:
                words.append(word)
    return " ".join(words)


def place_in(name: str) -> str:
    """The city in the name of its association: 云川市 of 云川市科学技术协会; empty where the name begins with none."""
    found = _PLACE.match(name)
    return found[0] if found else ""


def initial_of(name: str, place: str = "") -> str:
    """The letter under which a directory lists ``name``: of what is left of it without the city's ``place`` (云川市).

    云川市天文学会 stands under T, as does 云川天文学会; what begins with neither a character nor a letter under "#".
    """
    short = place.removesuffix("市")
    for prefix in filter(None, (place, short)):
        if name.startswith(prefix) and name != place:
            name = name.removeprefix(prefix)
            break
    letter = "".join(lazy_pinyin(name[:1], style=Style.FIRST_LETTER))[:1].upper()
    return letter if letter.isascii() and letter.isalpha() else "#"


def as_typed(text: str) -> str:
    """What somebody typed, as it is looked for in letters: small, without blanks."""
    return "".join(text.casefold().split())


def grouped_code(code: str) -> str:
    """A credit code in its parts (GB 32100-2015, 4.1): registering office and kind, district, body, check character."""
    if len(code) != 18:
        return code
    return " ".join((code[:2], code[2:8], code[8:17], code[17]))


def name_on(names: Iterable[tuple[str, date]], present: str, on: date) -> str:
    """What a unit was called on a day; ``names`` are former names, each with its last day."""
    borne = [(until, name) for name, until in names if on <= until]
    return min(borne)[1] if borne else present
