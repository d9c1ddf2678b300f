"""Items, a register and a past for the tests of the checks; people and places of 云川市."""

from __future__ import annotations

from datetime import date

from kexie.domains.bulletin.rules.checks import (
    Bearing,
    CheckedItem,
    Finding,
    Known,
    NamedUnit,
    Part,
    check_item,
)

ISSUED = date(2023, 5, 26)
KNOWN = Known(date=ISSUED)
OPENING = "5月23日，市科协在云川科学中心召开座谈会，各区科协和市级学会负责人参加，会议研究了科普场馆开放时间和志愿者培训安排。"
CITY, QINGXI, YUNTAI, OFFICE, FARMERS = 1, 2, 3, 4, 5
UNITS = {
    CITY: NamedUnit(names=("云川市科学技术协会", "云川市科协")),
    QINGXI: NamedUnit(names=("青溪区科学技术协会", "青溪区科协"), parent=CITY),
    YUNTAI: NamedUnit(names=("云台区科学技术协会", "云台区科协"), parent=CITY),
    OFFICE: NamedUnit(names=("办公室",), parent=CITY),
    FARMERS: NamedUnit(names=("云川市农学会",), parent=CITY),
}


def bearing(name: str, unit: int, title: str, precedence: int, **changes: object) -> Bearing:
    """A line of the register; the name stands for the person."""
    values = {
        "person": name,
        "name": name,
        "unit": unit,
        "title": title,
        "begin": date(2020, 1, 1),
        "end": None,
        "precedence": precedence,
        "place": unit * 1000 + precedence,
    }
    return Bearing(**(values | changes))


REGISTER = (
    bearing("顾清和", CITY, "党组书记、常务副主席", 10),
    bearing("林若谷", CITY, "党组成员、副主席", 20),
    bearing("程望舒", CITY, "党组成员、副主席", 30),
    bearing("贺兰", CITY, "秘书长", 40),
    bearing("陆承安", CITY, "一级巡视员", 50),
    bearing("梁赟", QINGXI, "副主席", 20),
    bearing("苏明远", QINGXI, "主席", 10),
    bearing("韩思齐", YUNTAI, "主席", 10),
    bearing("周明远", OFFICE, "主任", 10),
    bearing("温若水", OFFICE, "副主任", 20),
    bearing("叶承泽", CITY, "副主席", 60, end=date(2023, 3, 31)),
    bearing("江一帆", FARMERS, "理事长", 10),
)
REGISTERED = Known(date=ISSUED, bearings=REGISTER, units=UNITS)


def item(*paragraphs: str, **changes: object) -> CheckedItem:
    """An item with nothing to find but what is put into it."""
    values = {"key": "one", "title": "市科协召开座谈会", "paragraphs": paragraphs or (OPENING,), "credits": ("办公室",)}
    return CheckedItem(**(values | changes))


def found_by(code: str, *paragraphs: str, known: Known = KNOWN, **changes: object) -> list[Finding]:
    """What the check called ``code`` finds in an item of these paragraphs, behind an opening that is in order."""
    return [found for found in check_item(item(OPENING, *paragraphs, **changes), known) if found.code == code]


def mended_text(text: str, found: Finding) -> str:
    """``text`` with the mend made."""
    assert found.place.part is not Part.TITLE
    assert found.mend is not None
    return text[: found.place.start] + found.mend + text[found.place.end :]
