"""Sentences that do not end, and paragraphs that were cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import Grade, Known, Part, Passage, Spot
from kexie.domains.bulletin.rules.wording import is_complete

_BROKEN: Final = re.compile("[，、,]\\s*$")
_HEADING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d))"
)
#: A heading within the text is shorter than a line (GB/T 9704—2012: 28 characters, two of them indent).
_LINE: Final = 26
_STOP: Final = re.compile("[，。；：！？]")


def sentence_spots(text: str, passage: Passage, _known: Known) -> Iterator[Spot]:
    """Whether a paragraph ends as a paragraph does; titles have no stop."""
    if passage.part is not Part.TEXT or not text.strip():
        return
    end = len(text.rstrip())
    if broken := _BROKEN.search(text):
        mark = text[broken.start()]
        sentence = _("这一段以“%(mark)s”结束，话没有说完，请补全。") % {"mark": mark}
        mend = "。" if passage.last and mark != "、" else None
        yield Spot("unfinished", broken.start(), broken.start() + 1, sentence, Grade.MUST, mend)
    elif not is_complete(text.rstrip()) and not _is_heading(text, last=passage.last):
        sentence = _("这一段末尾没有句号，请检查是否写完、是否被分页截断。")
        last = text[end - 1]
        yield Spot(
            "unfinished", end - 1, end, sentence, mend=f"{last}。" if last.isalnum() or last in "”）》" else None
        )


def _is_heading(text: str, *, last: bool) -> bool:
    """A short line without any mark, or with a number before it, heads what follows."""
    short = len(text) < _LINE
    return short and not last and bool(_HEADING.match(text) or not _STOP.search(text))
