"""How a person's name can be typed: as it is, in pinyin, by initials, surname first or the given name alone."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from typing import Final

from kexie.base.search.pinyin import readings

#: Surnames that are read otherwise than the same character elsewhere; the reading as a surname comes first.
_SURNAMES: Final = {
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"),
    "尉迟": ("yu", "chi"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "宰父": ("zai", "fu"),
    "亓官": ("qi", "guan"),
    "单": ("shan",),
    "仇": ("qiu",),
    "解": ("xie",),
    "查": ("zha",),
    "曾": ("zeng",),
    "任": ("ren",),
    "区": ("ou",),
    "朴": ("piao",),
    "盖": ("ge",),
    "华": ("hua",),
    "翟": ("zhai",),
    "覃": ("qin",),
    "缪": ("miao",),
    "种": ("chong",),
    "重": ("chong",),
    "折": ("she",),
    "秘": ("bi",),
    "冼": ("xian",),
    "员": ("yun",),
    "黑": ("he",),
    "繁": ("po",),
    "召": ("shao",),
    "隗": ("wei",),
    "宁": ("ning",),
    "祭": ("zhai",),
    "眭": ("sui",),
    "逄": ("pang",),
    "洗": ("xian",),
    "那": ("na",),
    "乐": ("yue",),
    "牟": ("mu",),
    "葛": ("ge",),
    "能": ("nai",),
    "炅": ("gui",),
    "郇": ("huan",),
    "石": ("shi",),
    "车": ("che",),
    "贾": ("jia",),
    "都": ("du",),
    "台": ("tai",),
    "叶": ("ye",),
    "费": ("fei",),
    "俞": ("yu",),
    "夏": ("xia",),
}
#: Surnames of two characters that are read as they look.
_DOUBLE: Final = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "公孙",
        "慕容",
        "司徒",
        "轩辕",
        "夏侯",
        "南宫",
        "端木",
        "西门",
        "百里",
        "呼延",
        "宇文",
    ]
)
_MOST_READINGS: Final = 4
_MOST_PARTS: Final = 8
LONGEST: Final = 60


def typed(text: str) -> str:
    """``text`` as it is compared: without blanks and the middle dot, in lower case, ü as v."""
    return "".join(char for char in text.casefold() if not char.isspace() and char not in "·•・'’").replace("ü", "v")


def surname_length(name: str) -> int:
    """How many characters of a Chinese ``name`` are the surname."""
    return 2 if len(name) > 2 and (name[:2] in _DOUBLE or name[:2] in _SURNAMES) else 1


@lru_cache(maxsize=16_384)
def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Readings of a name, syllable by syllable, the one by the surname's own reading first; none without letters."""
    found = [list(dict.fromkeys(column)) for column in zip(*readings(name), strict=True)]
    for length in (2, 1):
        surname = _SURNAMES.get(name[:length])
        if surname and len(found) == len(name) > length - 1:
            heads = [
                [own, *[one for one in several if one != own]] for own, several in zip(surname, found, strict=False)
            ]
            # Of two characters together only the surname's own reading is meant.
            found = [head[:1] if length == 2 else head for head in heads] + found[length:]
            break
    if not all(one.isascii() for column in found for one in column[:1]):
        return ()
    # The first reading of every character before any second one: the surname's second reading comes soon enough.
    order = sorted(product(*(range(len(column)) for column in found)), key=lambda places: (sum(places), places))
    return tuple(
        [
            tuple(column[at] for column, at in zip(found, places, strict=True))
            for places in islice(order, _MOST_READINGS)
        ]
    )


def letters(name: str) -> str:
    """Pinyin and initials of a name, the likeliest reading first: "shanxiongxin sxx danxiongxin dxx"."""
    words: dict[str, None] = {}
    for reading in _readings(typed(name)):
        words["".join(reading)] = None
        words["".join(syllable[:1] for syllable in reading)] = None
    return " ".join(words)[:400]


def spellings(name: str) -> list[str]:
    """The beginnings under which a name is found: itself, its parts to the end, pinyin, initials."""
    plain = typed(name)
    surname = surname_length(plain)
    starts = range(1 if plain.isascii() else min(len(plain), _MOST_PARTS))
    found = dict.fromkeys(part for start in starts if len(part := plain[start:]) > 1 or not start)
    for reading in _readings(plain):
        found["".join(reading)] = None
        found["".join(syllable[:1] for syllable in reading)] = None
        if len(reading) > surname and not plain.isascii():
            found["".join(reading[surname:])] = None
    return [text[:LONGEST] for text in found if text]
