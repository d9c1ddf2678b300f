"""Numbers and units by GB/T 15835—2011: one kind of digits, units that cannot be misread, one unit for one quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.days import number
from kexie.domains.bulletin.rules.checks.frame import CheckedItem, Finding, Known, Passage, Spot, found_in, passages

_ARABIC: Final = r"\d+(?:\.\d+)?"
_CHINESE: Final = "[一二三四五六七八九十]{1,3}"
_COUNTED: Final = "[个名人天日年月周次项条家位岁场台套件所座支篇份户期类种级批]"
_MIXED_RANGE: Final = re.compile(
    rf"(?<![\d.月年日])(?P<low>\d{{1,2}})(?P<unit>{_COUNTED})?[至到—–~～](?P<high>{_CHINESE})(?={_COUNTED})"
    rf"|(?<![一二三四五六七八九十百千万第月年日])(?P<low2>{_CHINESE})(?P<unit2>{_COUNTED})?[至到—–~～](?P<high2>\d{{1,2}})(?={_COUNTED})"
)
#: 5至10万元 may mean 5元 to 10万元; 15至30% may mean 15 to 0.3.
_LOOSE_RANGE: Final = re.compile(
    rf"(?<![\d.\-—–/:：月年日第])(?P<low>{_ARABIC})(?P<to>[至到—–－~～\-])(?P<high>{_ARABIC})(?P<unit>[万亿%％‰])"
)
_THOUSANDS: Final = re.compile(r"(?<![\d，,.])\d{1,3}(?:，\d{3})+(?![\d，])")
_GROUPED: Final = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_LONG: Final = re.compile(
    r"(?<![\d.,\-/:A-Za-z])[1-9]\d{4,}(?=[元人名个册份次家户台套件亩吨米公平户多余]|[ 　]?[千平立])"
)
#: 千 and 百 as prefixes of units, or of further digits, are no mistake.
_HYBRID: Final = re.compile(
    r"(?<![\d.])(?P<count>[1-9]\d?)(?P<size>[百千])(?![克米瓦伏赫帕焦卡安吨牛兆比字周欧万亿一二三四五六七八九十\d]|分[之点])"
)
_APPROXIMATE: Final = re.compile(
    rf"(?P<about>大约|约|近|将近)(?P<count>{_ARABIC}[百千万亿]?[余多]?)(?P<unit>[{'个名人天年月次项条家位岁场台套件所座米吨元亩户'}]|公里|千米|平方米|万元)?"
    r"(?P<more>左右|上下)"
    rf"|(?P<about2>大约|约|近|将近)(?P<count2>{_ARABIC}[百千万亿]?)(?P<more2>[余多])(?=[{'个名人天年月次项条家位岁场台套件所座米吨元亩户万'}])"
)
_NEIGHBOURS: Final = re.compile(
    "(?<![第一二三四五六七八九十百千万、])([一二三四五六七八])、([二三四五六七八九])(?=[个人名天次岁位])(?!个一|人行)"
)

#: Units of one size that have two names; an item keeps to one of them.
_TWO_NAMES: Final = (
    ("公里", "千米", re.compile(r"(?<=[\d一二三四五六七八九十百千万亿余多])(?:平方)?(公里|千米)")),
    ("公斤", "千克", re.compile(r"(?<=[\d一二三四五六七八九十百千万亿余多])(公斤|千克)")),
)


def number_spots(text: str, _passage: Passage, _known: Known) -> Iterator[Spot]:
    """What is wrong with the numbers of one text."""
    yield from _ranges(text)
    for found in _THOUSANDS.finditer(text):
        reason = _("数字中间不用全角逗号。")
        yield Spot("number_style", *found.span(), reason, mend=found[0].replace("，", ""))
    for found in _HYBRID.finditer(text):
        sentence = _("阿拉伯数字后面只能用“万”“亿”作单位，不用“%(size)s”。") % {"size": found["size"]}
        mend = str(int(found["count"]) * (100 if found["size"] == "百" else 1000))
        yield Spot("number_style", *found.span(), sentence, mend=mend)
    for found in _APPROXIMATE.finditer(text):
        about = found["about"] or found["about2"]
        more = found["more"] or found["more2"]
        sentence = _("“%(about)s”和“%(more)s”都表示概数，留一个即可。") % {"about": about, "more": more}
        yield Spot("approximate", *found.span(), sentence, mend=found[0].removeprefix(about))
    for found in _NEIGHBOURS.finditer(text):
        if number(found[2]) == (number(found[1]) or 0) + 1:
            reason = _("相邻两个数字连用表示概数时，中间不用顿号（GB/T 15835—2011）。")
            yield Spot("approximate", *found.span(), reason, mend=found[1] + found[2])


def _ranges(text: str) -> Iterator[Spot]:
    for found in _MIXED_RANGE.finditer(text):
        name = "high" if found["high"] else "low2"
        value = number(found[name])
        reason = _("一个范围里的两个数字要用同一种写法（GB/T 15835—2011）。")
        yield Spot("range_mixed", *found.span(name), reason, mend=str(value) if value is not None else None)
    for found in _LOOSE_RANGE.finditer(text):
        unit = found["unit"]
        sentence = _("前一个数字也要写上“%(unit)s”，以免误读（GB/T 15835—2011）。") % {"unit": unit}
        yield Spot("range_unit", *found.span("low"), sentence, mend=f"{found['low']}{unit}")


def consistent_units(item: CheckedItem, _known: Known) -> Iterator[Finding]:
    """One name for one unit, and one way of writing long numbers, within an item: the first one used."""
    texts = list(passages(item))
    for _one, _other, pattern in _TWO_NAMES:
        used = [(passage, found) for passage in texts for found in pattern.finditer(passage.text)]
        first = used[0][1][1] if used else ""
        for passage, found in used:
            if found[1] != first:
                sentence = _("前文用“%(first)s”，这里用“%(here)s”，全文请统一。") % {"first": first, "here": found[1]}
                yield from found_in(passage, [Spot("unit_varies", *found.span(1), sentence, mend=first)])
    yield from _grouped(texts)


def _grouped(texts: list[Passage]) -> Iterator[Finding]:
    grouped = [(passage, found) for passage in texts for found in _GROUPED.finditer(passage.text)]
    if not grouped or not any(_LONG.search(passage.text) for passage in texts):
        return
    for passage, found in grouped:
        reason = _("有的多位数用逗号分节，有的不分，全文请统一。")
        yield from found_in(passage, [Spot("unit_varies", *found.span(), reason, mend=found[0].replace(",", ""))])
