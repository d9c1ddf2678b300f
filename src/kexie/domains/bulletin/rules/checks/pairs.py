"""Quotes and brackets: opened and closed, of one kind, nested as GB/T 15834—2011 says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import HAN, Grade, Known, Part, Passage, Spot

_CLOSERS: Final = {
    "“": "”", "‘": "’", "（": "）", "《": "》", "〈": "〉", "【": "】", "〔": "〕", "「": "」", "『": "』", "(": ")",
}  # fmt: skip
_OPENERS: Final = {closer: opener for opener, closer in _CLOSERS.items()}
#: Halves that belong together although one of them is half-width.
_MIXED: Final = {("（", ")"): "）", ("(", "）"): "）"}
_MARKS: Final = re.compile('[“”‘’（）《》〈〉【】〔〕「」『』()"]')
_HAN: Final = re.compile(f"[{HAN}]")
#: 1） 2) a） 一） at the beginning of a clause number a list.
_NUMBERING: Final = re.compile(r"(?:^|[。；：，、！？\s])\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")
_APOSTROPHE: Final = re.compile(r"[A-Za-z]’[A-Za-z]")
_STRAIGHT: Final = re.compile(r'"([^"“”]*)"')
_SINGLES: Final = re.compile(f"(?<![A-Za-z])'([^']*[{HAN}][^']*)'")
_EMPTY: Final = re.compile("“”|‘’|（）|《》|【】|〔〕")
_PAUSES: Final = re.compile("(?<=[”》])、(?=[“《])")


class _Open(NamedTuple):
    mark: str
    at: int


def pair_spots(text: str, passage: Passage, _known: Known) -> Iterator[Spot]:
    """What is wrong with the quotes and brackets of one text."""
    for found in _EMPTY.finditer(text):
        yield Spot("empty_pair", *found.span(), _("这一对符号里面是空的。"), mend="")
    for found in _PAUSES.finditer(text):
        if _alike(text, found.start()):
            reason = _("并列的引号之间、书名号之间通常不用顿号（GB/T 15834—2011）。")
            yield Spot("pause_between", *found.span(), reason, mend="")
    straight, covered = [], set[int]()
    for found in _STRAIGHT.finditer(text):
        if _HAN.search(found[1]) or _beside_han(text, *found.span()):
            reason = _("中文里用弯引号“”，不用直引号。")
            straight.append(Spot("straight_quotes", *found.span(), reason, mend=f"“{found[1]}”"))
            covered.update((found.start(), found.end() - 1))
    yield from straight
    for found in _SINGLES.finditer(text):
        reason = _("中文里用弯引号“”，不用直引号。")
        yield Spot("straight_quotes", *found.span(), reason, mend=f"“{found[1]}”")
    yield from _unbalanced(text, covered, begins=passage.part is Part.TEXT)


def _alike(text: str, at: int) -> bool:
    """Whether the mark before and the mark behind a pause are of one kind."""
    return (text[at - 1], text[at + 1]) in (("”", "“"), ("》", "《"))


def _beside_han(text: str, start: int, end: int) -> bool:
    return bool(_HAN.match(text[start - 1 : start]) or _HAN.match(text[end : end + 1]))


def _unbalanced(text: str, covered: set[int], *, begins: bool) -> Iterator[Spot]:
    """Walk through the marks with a stack of those that stand open."""
    stack: list[_Open] = []
    lonely: list[_Open] = []
    for found in _MARKS.finditer(text):
        mark, at = found[0], found.start()
        if at in covered or (mark == "’" and _APOSTROPHE.fullmatch(text[at - 1 : at + 2])):
            continue
        if mark == '"':
            yield from _straight_half(stack, lonely, at, text)
        elif mark in _CLOSERS:
            if mark in "“‘" and any(each.mark == mark for each in stack):
                yield from _nested(text, mark, at)
            stack.append(_Open(mark, at))
        elif not _NUMBERING.search(text, 0, at) or _stands_open(stack, mark):
            yield from _closed(stack, lonely, mark, at)
    yield from _left_over(stack, lonely, text, begins=begins)


def _stands_open(stack: list[_Open], closer: str) -> bool:
    return any(each.mark == _OPENERS[closer] or (each.mark, closer) in _MIXED for each in stack)


def _closed(stack: list[_Open], lonely: list[_Open], closer: str, at: int) -> Iterator[Spot]:
    if stack and stack[-1].mark == _OPENERS[closer]:
        stack.pop()
    elif stack and (stack[-1].mark, closer) in _MIXED:
        opened = stack.pop()
        wrong = opened.at if opened.mark == "(" else at
        right = "（" if opened.mark == "(" else "）"
        reason = _("一对括号一半是全角，一半是半角。")
        yield Spot("mixed_pair", wrong, wrong + 1, reason, Grade.MUST, right)
    elif any(each.mark == _OPENERS[closer] for each in stack):
        while stack[-1].mark != _OPENERS[closer]:
            lonely.append(stack.pop())
        stack.pop()
    else:
        lonely.append(_Open(closer, at))


def _straight_half(stack: list[_Open], lonely: list[_Open], at: int, text: str) -> Iterator[Spot]:
    """A straight quote that has no straight partner: the other half of a curly one, or of nothing."""
    reason = _("一对引号一半是弯的，一半是直的。")
    if stack and stack[-1].mark == "“":
        stack.pop()
        yield Spot("mixed_pair", at, at + 1, reason, Grade.MUST, "”")
    elif re.match('[^“”"]*”', text[at + 1 :]):
        stack.append(_Open("“", at))
        yield Spot("mixed_pair", at, at + 1, reason, Grade.MUST, "“")
    elif _beside_han(text, at, at + 1):
        lonely.append(_Open('"', at))


def _nested(text: str, mark: str, at: int) -> Iterator[Spot]:
    """A quote within a quote of the same kind: the inner one takes single marks."""
    closer, inner = _CLOSERS[mark], "‘’" if mark == "“" else "“”"
    end = text.find(closer, at)
    again = text.find(mark, at + 1)
    if end < 0 or -1 < again < end or text.find(closer, end + 1) < 0:
        return
    reason = _("引号里面再用引号时，外面用双引号，里面用单引号（GB/T 15834—2011）。")
    mend = f"{inner[0]}{text[at + 1 : end]}{inner[1]}"
    yield Spot("nested_quotes", at, end + 1, reason, mend=mend)


def _left_over(stack: list[_Open], lonely: list[_Open], text: str, *, begins: bool) -> Iterator[Spot]:
    lonely = sorted([*lonely, *stack], key=lambda each: each.at)
    if len(lonely) == 2 and (lonely[0].mark, lonely[1].mark) in (("”", "“"), ("’", "‘")):
        (closer, first), (opener, second) = lonely
        mend = f"{opener}{text[first + 1 : second]}{closer}"
        yield Spot("reversed_quotes", first, second + 1, _("引号的前后两半写反了。"), Grade.MUST, mend)
        return
    for mark, at in lonely:
        if begins and at == 0 and mark == "“":
            # A quotation over several paragraphs opens each of them and closes the last.
            continue
        sentence = _("“%(mark)s”只有一半，请补上另一半或者删去。") % {"mark": mark}
        yield Spot("unbalanced", at, at + 1, sentence, Grade.MUST)
