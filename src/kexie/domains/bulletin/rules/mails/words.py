"""What a submission takes from a mail: a title without Re: and 转发：, the text without greeting, signature and quoted mails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from kexie.base.documents.model import Block, BlockKind
from kexie.domains.bulletin.rules.mails.reading import Attachment, ReadMail
from kexie.domains.bulletin.rules.reading_submissions import UnderstoodSubmission, understand_submission
from kexie.domains.bulletin.rules.submissions import LONGEST_TITLE
from kexie.domains.bulletin.rules.wording import clean

#: A shorter text is a word to the office (收到，谢谢), not a piece of news.
SHORTEST_TEXT: Final = 30
#: Files that hold a text which is not read here.
_PAPERS: Final = frozenset(
    {
        ".doc",
        ".wps",
        ".wpt",
        ".rtf",
        ".odt",
        ".pdf",
        ".ofd",
        ".xls",
        ".xlsx",
        ".et",
        ".ppt",
        ".pptx",
        ".zip",
        ".rar",
        ".7z",
    }
)
_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png"})
#: Smaller ones are the signs and logos of signatures.
_SMALLEST_PICTURE: Final = 10_000

_PREFIX: Final = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|回复|答复|转发|转寄|自动转发)(?:\[\d+\])?\s*[:：]|[\[【](?:外部邮件|external)[\]】])\s*",
    re.I,
)
_NO_TITLE: Final = re.compile(
    r"[（(]?(?:无主题|no subject)[）)]?|(?:信息|稿件|新闻|简报)?(?:报送|投稿|来稿|上报)(?:信息|稿件)?", re.I
)
_QUOTE_HEAD: Final = re.compile(
    r"^\s*(?:[-—_]{2,}\s*(?:原始邮件|原邮件|回复的原邮件|转发的邮件|转发邮件信息|original message|forwarded message)"
    r"|在.{0,80}(?:写道|wrote)\s*[:：]$|on .{0,120} wrote:$|于\s?\d{4}年.{0,80}写道\s*[:：]$|发自我的|sent from my)",
    re.I,
)
_FORWARD_HEAD: Final = re.compile(r"^\s*(?:[-—_]{2,}\s*(?:转发的邮件|转发邮件信息|forwarded message))", re.I)
_HEAD_LINE: Final = re.compile(
    r"^\s*>?\s*(?:发件人|发送时间|收件人|抄送人?|主题|日期|from|to|cc|sent|date|subject)\s*[:：]", re.I
)
_SIGNATURE: Final = re.compile(r"^--\s?$|^[-—_=*＊]{3,}\s*$")
_GREETING: Final = re.compile(
    r"^(?:尊敬的)?.{0,14}(?:您好|你好|老师好|大家好|领导好|同志好|编辑好|各位好|早上好|下午好|上午好)[，,。！!：:～~]*$|^尊敬的.{0,16}[：:，,]$"
)
_CLOSING: Final = re.compile(
    r"^(?:(?:此致)?敬礼|此致|顺颂.{0,6}|祝.{0,10}|谢谢.{0,6}|感谢.{0,8}|请(?:予以?)?(?:查收|审阅|审核|采用|查阅).{0,8}|妥否.{0,8})[。！!～~]*$"
)


def title_of(subject: str) -> str:
    """The title that a subject gives, without the prefixes of replies and forwards; empty where it says nothing."""
    text = clean(subject)
    while (shorter := _PREFIX.sub("", text, count=1)) != text:
        text = shorter
    return "" if _NO_TITLE.fullmatch(text) else text[:LONGEST_TITLE]


def body_lines(text: str) -> tuple[str, ...]:
    """The lines that the sender has written: no greeting, no signature, no quoted mail.

    A mail that was only handed on has no words before the quotation: then the words of the quoted one are taken.
    """
    lines = text.split("\n")
    own = _own(lines)
    if own:
        return own
    begin = next((place for place, line in enumerate(lines) if _FORWARD_HEAD.match(line)), None)
    if begin is None:
        return ()
    rest = [line for line in lines[begin + 1 :] if not _HEAD_LINE.match(line)]
    return _own(rest)


def _own(lines: Sequence[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for place, line in enumerate(lines):
        if _is_quote_head(lines, place) or _SIGNATURE.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            kept.append(clean(line))
    told = [line for line in kept if line]
    while told and _GREETING.match(told[0]):
        told.pop(0)
    while told and _CLOSING.match(told[-1]):
        told.pop()
    return tuple(told)


def _is_quote_head(lines: Sequence[str], place: int) -> bool:
    if _QUOTE_HEAD.match(lines[place]):
        return True
    following = [line for line in lines[place : place + 5] if line.strip()][:2]
    return len(following) == 2 and all(_HEAD_LINE.match(line) for line in following)


def understood(mail: ReadMail, *, near: date) -> UnderstoodSubmission:
    """What the words of a mail say as a submission; the title is the text's own, else the subject."""
    lines = body_lines(mail.text)
    subject = title_of(mail.subject)
    if lines and subject and clean(lines[0]).rstrip("。") == subject.rstrip("。"):
        lines = lines[1:]
        heading = [Block(kind=BlockKind.HEADING, text=subject, line=0)]
    else:
        heading = []
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=line, line=place) for place, line in enumerate(lines, start=1)]
    return understand_submission([*heading, *blocks], near=near)


def papers(mail: ReadMail) -> list[Attachment]:
    """The files that become submissions."""
    return [each for each in mail.attachments if each.extension in (".docx", ".docm")]


def unread_papers(mail: ReadMail) -> list[Attachment]:
    """The files that hold a text which cannot be read here, such as those of older office programs."""
    return [each for each in mail.attachments if each.extension in _PAPERS]


def pictures(mail: ReadMail) -> list[Attachment]:
    """The pictures that go along, without those of signatures."""
    return [
        each
        for each in mail.attachments
        if len(each.data) >= _SMALLEST_PICTURE
        and (each.extension in _PICTURES or (not each.extension and each.media_type in ("image/jpeg", "image/png")))
    ]
