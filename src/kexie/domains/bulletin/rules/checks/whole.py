"""What an item or the issue must have as a whole: credits, pictures described, a fair length, highlights that fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import CheckedItem, CheckedLine, Finding, Grade, Known, Part, on_whole

LONGEST_TITLE: Final = 40
SHORTEST_TEXT: Final = 60
LONGEST_TEXT: Final = 1500


def whole_findings(item: CheckedItem, _known: Known) -> Iterator[Finding]:
    """Credits, pictures and length of one item."""
    if not any(credit.strip() for credit in item.credits):
        reason = _("没有署名单位，请写明由哪个单位报送。")
        yield on_whole("no_credit", item.key, Part.CREDITS, reason, grade=Grade.MUST)
    yield from _pictures(item)
    yield from _length(item)


def _pictures(item: CheckedItem) -> Iterator[Finding]:
    for number, picture in enumerate(item.pictures):
        named = {"number": number + 1}
        if not picture.caption.strip():
            reason = _("第%(number)s张图片没有图片说明。") % named
            yield on_whole("no_caption", item.key, Part.PICTURES, reason, grade=Grade.MUST, number=number)
        if not picture.alt.strip():
            reason = _("第%(number)s张图片没有替代文字，看不见图片的读者不知道画面内容。") % named
            yield on_whole("no_alt", item.key, Part.PICTURES, reason, grade=Grade.SHOULD, number=number)


def _length(item: CheckedItem) -> Iterator[Finding]:
    if len(item.title) > LONGEST_TITLE:
        sentence = _("标题有%(count)s字，宜在%(most)s字以内。")
        reason = sentence % {"count": len(item.title), "most": LONGEST_TITLE}
        yield on_whole("length", item.key, Part.TITLE, reason, grade=Grade.SHOULD)
    count = sum(len(paragraph) for paragraph in item.paragraphs)
    if count < SHORTEST_TEXT:
        reason = _("正文只有%(count)s字，请写清时间、地点、参加人和结果。") % {"count": count}
        yield on_whole("length", item.key, Part.TEXT, reason, grade=Grade.SHOULD)
    elif count > LONGEST_TEXT:
        sentence = _("正文有%(count)s字，宜在%(most)s字以内，请精简。")
        reason = sentence % {"count": count, "most": LONGEST_TEXT}
        yield on_whole("length", item.key, Part.TEXT, reason, grade=Grade.SHOULD)


def highlight_findings(lines: tuple[CheckedLine, ...]) -> Iterator[Finding]:
    """Lines of 目录提要 that speak of no item, or of one that another line has already."""
    spoken_of: dict[str, str] = {}
    for number, line in enumerate(lines):
        if not line.item:
            reason = _("看不出这条提要说的是哪一条信息，请核对措辞，或者删去。")
            yield on_whole(
                "highlight_of_nothing",
                "",
                Part.HIGHLIGHTS,
                reason,
                grade=Grade.SHOULD,
                about=line.text,
                number=number,
            )
        elif line.item in spoken_of:
            reason = _("这条提要和“%(other)s”说的是同一条信息。") % {"other": spoken_of[line.item]}
            yield on_whole(
                "highlight_twice", "", Part.HIGHLIGHTS, reason, grade=Grade.SHOULD, about=line.text, number=number
            )
        spoken_of.setdefault(line.item, line.text)
