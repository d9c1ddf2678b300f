"""Reading Chinese official text: blanks, paragraphs cut by a page break, titles, and the credit at an item's end."""

from __future__ import annotations

import re
from typing import Final

from kexie.base.documents.wording import clean as documents_clean

_INVISIBLE: Final = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")
_BLANKS: Final = re.compile(r"\s+")
_TYPED_RULE: Final = re.compile(r"[-—–_=*＿─━═]{2,}")
_PAGE_NUMBER: Final = re.compile(r"[—–\-－]\s*\d{1,4}\s*[—–\-－]")
_NUMERAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_MARK: Final = re.compile(_NUMERAL.pattern + r"|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]")
_BULLET: Final = re.compile(r"[·•●◆▪■◇○★☆]\s*|\d{1,2}[.．、](?!\d)\s*")

_STOPS: Final = "。！？；：…!?;:"
_CLOSING_QUOTES: Final = "”’》」』】〕\"'"
_BRACKETS: Final = {"）": "（", ")": "("}
_INDENT: Final = "\u3000"
_LINE: Final = 26
"""Characters in the first line of a paragraph: 28 to the line (GB/T 9704-2012), two of them indent."""

_UNIT: Final = re.compile(
    r".*(科协|[协学商]会|联合会|研究会|基金会|促进会|委员会|办公室|[部处室科院所校馆站社局委厅网台]|中心|大学|公司|集团|联盟)"
)
_SUPPLIED: Final = re.compile(r"^(?:供稿|来源|信息来源)(?:单位)?\s*[:：]\s*|\s*供稿$")
LONGEST_PLAIN_TITLE: Final = 60
_LONGEST_CREDIT: Final = 40


def clean(text: str) -> str:
    """``text`` without invisible characters, every run of blanks (full-width ones too) as one space, none around it."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def close_up(text: str) -> str:
    """A label without the blanks that spread it: ``科 创 工 作`` is 科创工作; blanks between Latin words stay."""
    return re.sub(r"(?<![!-~]) | (?![!-~])", "", clean(text))


def close_up_spread(text: str) -> str:
    """A name without blanks if each of its three or more characters stands alone (科 协 动 态), otherwise as it is."""
    pieces = clean(text).split(" ")
    return "".join(pieces) if len(pieces) > 2 and all(len(piece) == 1 for piece in pieces) else " ".join(pieces)


def join(first: str, second: str) -> str:
    """Two halves of one text: a line break means a blank between Latin words, and nothing beside a Chinese character
    or between digits.
    """
    if not first or not second:
        return first or second
    left, right = first[-1], second[0]
    blank = left.isascii() and right.isascii() and not (left.isdigit() and right.isdigit())
    return f"{first} {second}" if blank else first + second


def is_furniture(line: str) -> bool:
    """Whether a line is not text at all: empty, a rule typed with dashes, or a page number between dashes."""
    line = clean(line)
    return not line or bool(_TYPED_RULE.fullmatch(line.replace(" ", "")) or _PAGE_NUMBER.fullmatch(line))


def paragraphs_of(lines: list[str]) -> list[str]:
    """The paragraphs in the raw lines of one block: one, unless lines indented by full-width blanks begin further ones.

    An indent is kept as one full-width blank in front, for :func:`continues`.
    """
    paragraphs: list[str] = []
    for line in lines:
        indented = _INVISIBLE.sub("", line).lstrip(" \t").startswith(_INDENT)
        if indented or not paragraphs:
            paragraphs.append(_INDENT * indented + clean(line))
        else:
            paragraphs[-1] = join(paragraphs[-1], clean(line))
    return paragraphs


def without_bullet(text: str) -> str:
    """A list entry without the bullet or the number typed in front of it."""
    return _BULLET.sub("", text, count=1) if _BULLET.match(text) else text


def trailing_bracket(text: str) -> tuple[str, str] | None:
    """What stands before, and in, the bracket that ``text`` ends with; None if it ends otherwise."""
    closer = text[-1:]
    opener = _BRACKETS.get(closer)
    depth = 0
    for position in range(len(text) - 1, -1, -1) if opener else ():
        depth += (text[position] == closer) - (text[position] == opener)
        if depth == 0:
            return text[:position].rstrip(), text[position + 1 : -1].strip()
    return None


def is_complete(text: str) -> bool:
    """Whether ``text`` ends as a paragraph does: with a stop, inside or before closing quotes and brackets."""
    text = text.rstrip(_CLOSING_QUOTES)
    bracket = trailing_bracket(text)
    if bracket:
        before, inside = bracket
        return not before or is_complete(before) or is_complete(inside)
    return text.endswith(tuple(_STOPS))


def continues(previous: str, following: str) -> bool:
    """Whether ``following`` is the rest of ``previous``, cut off by a page break in mid-sentence.

    A paragraph without a stop is cut, unless it is a numbered heading shorter than a line, or unless the following one
    is indented or numbered, as a new paragraph is.
    """
    if is_complete(previous) or following.startswith(_INDENT) or _NUMERAL.match(following):
        return False
    return not (_MARK.match(previous) and len(previous) < _LINE)


def is_like_title(text: str) -> bool:
    """Whether a line that no style marks as a heading can be a title: short, one line, without a full stop."""
    if len(text) > LONGEST_PLAIN_TITLE or "。" in text or _MARK.match(text):
        return False
    return not text.endswith(("，", "、", "；", "：", ";", ":", ",")) and trailing_bracket(text) is None


def is_sentence(text: str) -> bool:
    """Whether a heading is really body text: a rule right below a paragraph makes Markdown take it for a heading."""
    return len(text) > LONGEST_PLAIN_TITLE and is_complete(text) and "。" in text


def split_credits(paragraph: str) -> tuple[str, tuple[str, ...]]:
    """A last paragraph without its credit, and the units of the credit: ``……。（科普部、某区科协）``.

    The final bracket is a credit if a sentence has ended before it; where the stop is missing, or where commas separate
    its parts, only if every part is named as units are. Any other bracket belongs to its sentence and stays.
    """
    before, inside = trailing_bracket(paragraph) or (paragraph, "")
    units = [_SUPPLIED.sub("", clean(unit)) for unit in re.split("[、，,；;]", _SUPPLIED.sub("", inside))]
    if not all(units) or any(mark in inside for mark in "。！？") or any("：" in unit for unit in units):
        return paragraph, ()
    certain = (not before or is_complete(before)) and not any(mark in inside for mark in "，,；;")
    if any(len(unit) > _LONGEST_CREDIT for unit in units) or not (certain or all(map(_UNIT.fullmatch, units))):
        return paragraph, ()
    return before, tuple(dict.fromkeys(units))


_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """``text`` without control characters and without marks that turn the direction of writing."""
    return _TURNING.sub("", documents_clean(text)).strip()


def tidied_title(text: str) -> str:
    """A title, a place or a name on one line, blanks tidied."""
    return " ".join(plain(text).split())


def tidied_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a typed text, one to the line, empty ones left out, each run of blanks one blank."""
    return tuple(line for part in plain(text).split("\n") if (line := clean(part)))
