"""Punctuation of Chinese text by GB/T 15834—2011: full-width marks, none doubled, no blanks between characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import HAN, Known, Part, Passage, Spot

_FULL: Final = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_BEFORE: Final = f"{HAN}”’》〉）】〕」？！"
_AFTER: Final = f"{HAN}“‘《〈（【〔「"
_HALF: Final = re.compile(f"(?<=[{_BEFORE}]) ?([,;:?!]) ?|([,;:?!]) ?(?=[{_AFTER}])")
_POINT: Final = re.compile(f"(?<=[{HAN}”’》）])\\.(?![.A-Za-z0-9_])")
_BRACKETS: Final = re.compile(r"\(([^()（）]{0,200})\)")
_HAN: Final = re.compile(f"[{HAN}]")
_WIDE: Final = re.compile("[０-９]+(?:．[０-９]+)?|[Ａ-Ｚａ-ｚ]+")
_DOTS: Final = re.compile(r"\.{3,}|。{3,}|(?<!…)…(?!…)|・{3,}|·{3,}")
_DOUBLED: Final = re.compile("([，、；：])\\1+|(?<!。)。。(?!。)")
_CLASHING: Final = re.compile("([，、；：])(?!\\1)[，、；：。！？]")
_BLANK: Final = re.compile(f"(?<=[{HAN}，。、；：！？”’》）0-9])[ \u3000]+(?=[{HAN}“‘《（0-9])")
_AND_SO_ON: Final = re.compile("(?<=[^\\s])、(?=等(?![级候于额离同效待温高价边比式号次份级量压身]))")
_QUOTED: Final = re.compile("“[^“”]*”|《[^《》]*》")
_TITLE_END: Final = re.compile("[。，、；：,.;:]+$")


def punctuation_spots(text: str, passage: Passage, _known: Known) -> Iterator[Spot]:
    """Marks that are half-width, doubled or out of place in one text."""
    for found in _HALF.finditer(text):
        mark = found[1] or found[2]
        sentence = _("中文里用全角标点“%(mark)s”。") % {"mark": _FULL[mark]}
        yield Spot("half_width", *found.span(), sentence, mend=_FULL[mark])
    for found in _POINT.finditer(text):
        yield Spot("half_width", *found.span(), _("中文里用全角标点“。”。"), mend="。")
    yield from _brackets(text)
    for found in _WIDE.finditer(text):
        reason = _("数字和字母用半角。")
        yield Spot("full_width", *found.span(), reason, mend=unicodedata.normalize("NFKC", found[0]))
    yield from _out_of_place(text)
    if passage.part is Part.TEXT:
        yield from _blanks(text)
    elif (found_end := _TITLE_END.search(text)) and found_end.start():
        yield Spot("title_end", *found_end.span(), _("标题末尾不用标点。"), mend="")


def _brackets(text: str) -> Iterator[Spot]:
    for found in _BRACKETS.finditer(text):
        beside = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
        if _HAN.search(found[1]) or _HAN.search(beside):
            yield Spot("half_width", *found.span(), _("中文里用全角括号“（）”。"), mend=f"（{found[1]}）")


def _out_of_place(text: str) -> Iterator[Spot]:
    for found in _DOTS.finditer(text):
        yield Spot("ellipsis", *found.span(), _("省略号写作“……”，占两个字的位置。"), mend="……")
    for found in _DOUBLED.finditer(text):
        sentence = _("标点“%(mark)s”重复了。") % {"mark": found[0][0]}
        yield Spot("doubled_mark", *found.span(), sentence, mend=found[0][0])
    for found in _CLASHING.finditer(text):
        mend = found[0][1] if found[0][1] in "。！？" else None
        sentence = _("标点“%(marks)s”不能连用，请留一个。") % {"marks": found[0]}
        yield Spot("doubled_mark", *found.span(), sentence, mend=mend)
    for found in _AND_SO_ON.finditer(text):
        yield Spot("and_so_on", *found.span(), _("“等”字前面不用顿号。"), mend="")


def _blanks(text: str) -> Iterator[Spot]:
    """Blanks between characters; a slogan within quotes may have them between its halves."""
    if " " not in text and "\u3000" not in text:
        return
    quoted = {at for found in _QUOTED.finditer(text) for at in range(*found.span())}
    for found in _BLANK.finditer(text):
        before, after = text[found.start() - 1], text[found.end()]
        if found.start() not in quoted and not (before.isdigit() and after.isdigit()):
            yield Spot("blank", *found.span(), _("这里多了空格。"), mend="")
