"""Understanding a paper that a unit has written in Word: which line is the title, who signs it, when it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from kexie.base.documents.model import Block, BlockKind
from kexie.domains.bulletin.rules.checks.days import Day, days_in
from kexie.domains.bulletin.rules.pasting import CELL
from kexie.domains.bulletin.rules.submissions import LONGEST_TITLE
from kexie.domains.bulletin.rules.wording import (
    LONGEST_PLAIN_TITLE,
    clean,
    is_complete,
    is_furniture,
    is_like_title,
    split_credits,
)

_UNITS: Final = re.compile(r"(?:报送|供稿|撰稿|来稿|信息)?(?:单位|来源)|供稿")
#: What stands around a paper and is no part of it.
_OFFICE: Final = re.compile(
    r"(?:撰稿人?|作者|联系人|联系电话|电话|手机|审核人?|审稿人?|签发人?|核稿人?|编辑|日期|报送日期|报送时间|报送人|邮箱)"
)
_LABEL: Final = re.compile(r"(?P<label>[^：:\s]{1,8})\s*[：:]\s*(?P<value>.*)")
_HEADS: Final = re.compile(r"信息(?:报送|上报)(?:单|表|稿)?|工作信息|动态信息|信息稿|新闻稿")
_CAPTION: Final = re.compile(r"[（(]?(?:图为|图[一二三四五六七八九十\d]+|△|▲|上图|下图)")
_LONGEST_CAPTION: Final = 60
#: What programs write for those who cannot see a picture, which helps them little.
_BY_MACHINE: Final = re.compile(
    r"自动生成|automatically generated|\.(?:jpe?g|png|bmp|heic)$"
    r"|^(?:IMG|DSC|MVIMG|mmexport|微信图片|图片|Picture|image)[\s_\d-]*$",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s?(?:至|到|[-—–－~～―]{1,2})\s?")
_APART: Final = re.compile("[、，,；;]")


class PlacedPicture(NamedTuple):
    """A picture of the paper: which one in reading order (from 0), behind which paragraph, with which words."""

    which: int
    after: int
    alt: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodSubmission:
    """What a paper says. ``credits`` are names as they stand there; ``left_out`` are lines that belong to the office, not to
    the text, such as a telephone number.
    """

    title: str
    paragraphs: tuple[str, ...]
    credits: tuple[str, ...] = ()
    event_on: date | None = None
    event_until: date | None = None
    pictures: tuple[PlacedPicture, ...] = ()
    left_out: tuple[str, ...] = ()


def understand_submission(blocks: Sequence[Block], *, near: date) -> UnderstoodSubmission:
    """What a paper says; a date without a year is the one nearest to ``near``."""
    lines, pictures = _read(blocks)
    units, left_out = _taken_around(lines)
    title = _taken_title(lines)
    paragraphs = [line.text for line in lines]
    signed: tuple[str, ...] = ()
    if paragraphs:
        last, signed = split_credits(paragraphs[-1])
        paragraphs[-1:] = [last] if last else []
    begin, end = event_days([title, *paragraphs], near=near)
    return UnderstoodSubmission(
        title=title,
        paragraphs=tuple(paragraphs),
        credits=tuple(dict.fromkeys([*signed, *units])),
        event_on=begin,
        event_until=end,
        pictures=tuple(_placed(pictures, lines, len(paragraphs))),
        left_out=tuple(left_out),
    )


def event_days(texts: Sequence[str], *, near: date) -> tuple[date | None, date | None]:
    """The day of the event that a text reports, and its last day where it took several: the first date that stands there."""
    for text in texts:
        days = [each for each in days_in(text, near) if each.value]
        if days:
            return days[0].value, _until(text, days)
    return None, None


def _until(text: str, days: list[Day]) -> date | None:
    """The last day, where the second date follows the first one by 至: its span may begin with that word, or behind it."""
    between = _BETWEEN.match(text, days[0].end)
    if len(days) < 2 or between is None or between.end() < days[1].start:
        return None
    first, last = days[0].value, days[1].value
    return last if first and last and last > first else None


@dataclass(slots=True)
class _Line:
    """A line of the paper; ``key`` tells where it stood, for the pictures behind it."""

    text: str
    key: int
    prominent: bool


@dataclass(slots=True)
class _Picture:
    which: int
    behind: int
    alt: str
    caption: str = ""


def _read(blocks: Sequence[Block]) -> tuple[list[_Line], list[_Picture]]:
    lines: list[_Line] = []
    pictures: list[_Picture] = []
    fresh: list[_Picture] = []
    for block in blocks:
        if block.kind is BlockKind.PICTURE:
            alt = clean(block.text)
            fresh.append(_Picture(len(pictures), len(lines), "" if _BY_MACHINE.search(alt) else alt))
            pictures.append(fresh[-1])
            continue
        for text in _texts(block):
            if fresh and not fresh[0].caption and _is_caption(text):
                fresh[0].caption = text.strip("（）()△▲ ")
                fresh = fresh[1:]
                continue
            lines.append(_Line(text, len(lines) + 1, block.kind is BlockKind.HEADING or block.strong))
            fresh = []
    return lines, pictures


def _texts(block: Block) -> Iterator[str]:
    if block.kind is BlockKind.TABLE_ROW:
        row = CELL.join(cell for each in block.cells if (cell := clean(each)))
        yield from [row] if row else []
        return
    texts = [clean(part) for part in block.text.split("\n")]
    if block.number and texts:
        glue = " " if block.number[-1] in ".．" else ""
        texts[0] = f"{block.number}{glue}{texts[0]}"
    yield from (text for text in texts if not is_furniture(text))


def _is_caption(text: str) -> bool:
    return len(text) <= _LONGEST_CAPTION and _CAPTION.match(text) is not None


def _taken_around(lines: list[_Line]) -> tuple[list[str], list[str]]:
    """Take the lines before the title and after the text that are none of it; the units that they name, and the rest."""
    units: list[str] = []
    left_out: list[_Line] = []
    for place in (0, -1):
        while lines and (found := _around(lines[place].text, first=place == 0)) is not None:
            named, line = found, lines.pop(place)
            units += named
            if not named:
                left_out.append(line)
    return units, [line.text for line in sorted(left_out, key=lambda line: line.key)]


def _around(text: str, *, first: bool) -> list[str] | None:
    """The units that a line around the text names, none if it names something else; None for a line of the text."""
    if first and _HEADS.fullmatch(text):
        return []
    label = _LABEL.fullmatch(text.strip("（）()"))
    if label and _UNITS.fullmatch(label["label"]):
        return [unit for part in _APART.split(label["value"]) if (unit := clean(part))]
    if label and _OFFICE.fullmatch(label["label"]):
        return []
    days = days_in(text, date(2000, 1, 1))
    if not first and days and days[0].start == 0 and days[-1].end == len(text):
        return []
    return None


def _taken_title(lines: list[_Line]) -> str:
    """Take the title from the head of the paper: a heading or a short line, over two lines where both stand out."""
    if not lines or len(lines[0].text) > LONGEST_TITLE:
        return ""
    if not (is_like_title(lines[0].text) or (lines[0].prominent and not is_complete(lines[0].text))):
        return ""
    title = lines.pop(0)
    if len(lines) > 1 and title.prominent and lines[0].prominent and is_like_title(lines[0].text):
        both = title.text + lines[0].text
        if len(both) <= LONGEST_PLAIN_TITLE:
            lines.pop(0)
            return both
    return title.text


def _placed(pictures: Sequence[_Picture], lines: Sequence[_Line], count: int) -> Iterator[PlacedPicture]:
    for picture in pictures:
        behind = sum(line.key <= picture.behind for line in lines)
        yield PlacedPicture(picture.which, min(behind, count), picture.alt, picture.caption)
