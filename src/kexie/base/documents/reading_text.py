"""Read plain text: its encoding (UTF-8 with or without mark, GB18030), and a paragraph for each line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kexie.base.documents.kinds import is_wide
from kexie.base.documents.model import Block, BlockKind
from kexie.base.documents.reading_limits import check_characters
from kexie.base.documents.refusals import BrokenEncoding
from kexie.base.documents.wording import clean

_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_RULE = re.compile(r"[-—─=_＿*]{3,}")


def decoded(data: bytes) -> str:
    """The text of ``data``; BrokenEncoding with the line of the first bad byte when it is in no encoding known here."""
    try:
        text = data.decode("utf-16" if is_wide(data) else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = _gb18030(data, error)
    text = clean(text)
    line = text.count("\n", 0, 300_000) + 1
    check_characters(len(text), line)
    return text


def _gb18030(data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    if is_wide(data):
        raise BrokenEncoding(line=line) from error
    loose = data.decode("utf-8", "replace")
    if len(_IDEOGRAPH.findall(loose)) > loose.count("\ufffd"):
        raise BrokenEncoding(line=line) from error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as other:
        raise BrokenEncoding(line=data.count(b"\n", 0, other.start) + 1) from other
    if private := _PRIVATE.search(text):
        raise BrokenEncoding(line=text.count("\n", 0, private.start()) + 1)
    return text


def text_blocks(text: str) -> Iterator[Block]:
    """A paragraph for each line with words on it; a line of dashes is a rule."""
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if _RULE.fullmatch(words):
            yield Block(kind=BlockKind.RULE, text="", line=number)
        elif words:
            yield Block(kind=BlockKind.PARAGRAPH, text=words, line=number)
