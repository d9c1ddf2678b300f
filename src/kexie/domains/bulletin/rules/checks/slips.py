"""Slips of the pen: characters and words typed twice, 的 for 地, and what was left to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import HAN, Known, Passage, Spot

#: Function words that no sentence has twice in a row; with the words in which they do stand so.
_CHARACTERS: Final = re.compile(
    "(的(?!的确确)|在|是(?!是非非)|与|和(?!和美美|和气气|和睦睦)|对|为|于|及|把|被|将|并|从|向|由|或)\\1+"
)
_WORDS: Final = re.compile(f"([{HAN}]{{2,8}})\\1")
#: Words that Chinese says twice on purpose.
_MEANT_TWICE: Final = re.compile("^一|研究研究|考虑考虑|讨论讨论|商量商量|学习学习|交流交流|([一-鿿])\\1")
_LEFT_OPEN: Final = re.compile(
    "(?<![A-Za-z\\d])(?:[xX]{2,}|×{2,}|＊{2,}|\\*{2,}|○{2,}|_{2,}|＿{2,})(?![A-Za-z\\d])"
    "|待(?:补充|核实|定稿|确认后补)|[（(](?:此处|插图|配图|图片|照片)[^）)]{0,12}[）)]|？{2,}|\\?{2,}"
)
#: 的 before a verb for 地, where the words leave no doubt.
_ADVERB: Final = re.compile(
    "(?<=更好|踊跃|深刻)的(?=参与|报名|结合|发挥|推进|促进|融入|投身|适应|凝聚|认识到|体会到|意识到)(?!结合[点体部物])"
)


def slip_spots(text: str, _passage: Passage, _known: Known) -> Iterator[Spot]:
    """What was mistyped, or is still open, in one text."""
    for found in _CHARACTERS.finditer(text):
        if text[found.start() - 1 : found.start()] + found[0] not in ("目的的",) or len(found[0]) > 2:
            yield Spot("repeated", *found.span(), _said_twice(found[1]), mend=found[1])
    for found in _WORDS.finditer(text):
        if not _MEANT_TWICE.search(found[0]):
            yield Spot("repeated", *found.span(), _said_twice(found[1]), mend=found[1])
    for found in _ADVERB.finditer(text):
        yield Spot("adverb", *found.span(), _("动词前面用“地”，不用“的”。"), mend="地")
    for found in _LEFT_OPEN.finditer(text):
        sentence = _("“%(words)s”像是留待填写的内容，请补齐。") % {"words": found[0]}
        yield Spot("left_open", *found.span(), sentence)


def _said_twice(word: str) -> str:
    return _("“%(word)s”连写了两遍。") % {"word": word}
