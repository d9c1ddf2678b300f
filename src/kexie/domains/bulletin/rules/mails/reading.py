"""A mail as it came, read: who, when, about what, which words, which files. No bytes whatever make this fail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Final, NamedTuple

from kexie.domains.bulletin.rules.mails import headers
from kexie.domains.bulletin.rules.mails.headers import Address
from kexie.domains.bulletin.rules.pasting import lines_of_html

#: Parts of one mail that are looked at, and how deep they may lie in each other.
MOST_PARTS: Final = 100
_DEEPEST: Final = 12
#: Characters of the words of one mail that are read.
LONGEST_BODY: Final = 200_000
#: By this header our own answers know themselves when they come back.
LOOP_HEADER: Final = "X-Kexie-Loop"


class Attachment(NamedTuple):
    """A file that a mail brings along."""

    name: str
    data: bytes
    media_type: str

    @property
    def extension(self) -> str:
        """Its ending with the dot, in lower case."""
        stem, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot and stem else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """What a mail says of itself. ``return_path`` is None where the server has not noted it, "" for nobody (an automatic mail).

    ``text`` are its words, from plain text or HTML; ``report`` is the text of delivery reports and returned headers inside.
    """

    message_id: str
    senders: tuple[Address, ...] = ()
    from_lines: int = 1
    sender_line: tuple[Address, ...] = ()
    return_path: str | None = None
    to: str = ""
    copies: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    references: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    results: tuple[str, ...] = ()
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    report: str = ""
    report_kind: str = ""
    parts_left_out: bool = False

    @property
    def sender(self) -> Address:
        """Who has sent it, by its own word; empty where it names nobody."""
        return self.senders[0] if self.senders else Address("", "")

    def mark(self, name: str) -> str | None:
        """The value of one of the headers that tell of machines, in lower case; None without it."""
        return dict(self.marks).get(name)

    @property
    def content_digest(self) -> str:
        """What tells two mails with one identifier apart: SHA-256 over subject, words and files."""
        digest = hashlib.sha256()
        for piece in (self.subject.encode(), self.text.encode(), *(each.data for each in self.attachments)):
            digest.update(hashlib.sha256(piece).digest())
        return digest.hexdigest()


#: Headers by which machines make themselves known (RFC 3834, RFC 2919, and what is common).
MARKS: Final = (
    *("auto-submitted", "precedence", "list-id", "list-unsubscribe", "list-post", "x-autoreply", "x-autorespond"),
    *("x-auto-response", "x-failed-recipients", LOOP_HEADER.lower()),
)


def read_mail(data: bytes) -> ReadMail:
    """Read a whole message (RFC 5322). One without identifier gets one of its bytes' SHA-256."""
    message = message_from_bytes(data)
    parts, left_out = _parts(message)
    text, attachments, report = _contents(parts)
    return_path = headers.raw(message, "Return-Path")
    named = headers.identifiers(headers.raw(message, "Message-ID"))
    from_lines = headers.raw(message, "From")
    return ReadMail(
        message_id=named[0] if named else f"<{hashlib.sha256(data).hexdigest()}@no-id>",
        senders=headers.addresses(from_lines),
        from_lines=len(from_lines),
        sender_line=headers.addresses(headers.raw(message, "Sender")),
        return_path=_path(return_path[0]) if return_path else None,
        to=headers.first(message, "To")[:500],
        copies=headers.first(message, "Cc")[:500],
        subject=headers.first(message, "Subject")[:255],
        sent_at=headers.moment(next(iter(headers.raw(message, "Date")), "")),
        references=headers.identifiers(headers.raw(message, "References"))[-10:],
        marks=tuple(
            (name, value.strip().lower()) for name in MARKS for value in headers.raw(message, name)[:1] if value
        ),
        results=tuple(headers.words(value) for value in headers.raw(message, "Authentication-Results")),
        text=text,
        attachments=attachments,
        report=report,
        report_kind=_report_kind(message),
        parts_left_out=left_out,
    )


def _path(value: str) -> str:
    found = headers.addresses([value])
    return found[0].address if found else ""


def _report_kind(message: Message) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    try:
        return str(message.get_param("report-type") or "").lower()
    except (ValueError, TypeError, LookupError):
        return ""


def _parts(message: Message) -> tuple[list[Message], bool]:
    """The parts that hold something, in order; and whether there were more than are looked at."""
    found: list[Message] = []

    def walk(part: Message, depth: int) -> bool:
        if part.is_multipart() and part.get_content_maintype() != "message":
            inside = part.get_payload()
            if depth >= _DEEPEST:
                return bool(inside)
            # Every part is looked at, not only as many as it takes to know.
            left_out = [walk(each, depth + 1) for each in inside if isinstance(each, Message)]
            return any(left_out)
        if len(found) >= MOST_PARTS:
            return True
        found.append(part)
        return False

    return found, walk(message, 0)


def _contents(parts: list[Message]) -> tuple[str, tuple[Attachment, ...], str]:
    plain: list[str] = []
    html: list[str] = []
    files: list[Attachment] = []
    report: list[str] = []
    for part in parts:
        kind, name = part.get_content_type(), headers.file_name(part)
        if kind in _REPORTS or kind.startswith("message/"):
            report.append(_source(part))
        elif kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else html).append(_text(part))
        elif data := _bytes(part):
            files.append(Attachment(name[:200] or "", data, kind))
    return _said(plain, html), tuple(files), "\n".join(report)[:LONGEST_BODY]


_REPORTS: Final = frozenset({"message/delivery-status", "text/rfc822-headers", "message/rfc822"})


def _source(part: Message) -> str:
    """A report's lines, or the head of the mail that it gives back."""
    if not part.is_multipart():
        return _text(part)
    lines: list[str] = []
    for each in _messages(part.get_payload()):
        lines += [f"{name}: {headers.words(str(value))}" for name, value in each.raw_items()]
        lines.append("")
    return "\n".join(lines)


def _messages(inside: object) -> Iterator[Message]:
    if isinstance(inside, list):
        yield from (each for each in inside if isinstance(each, Message))


def _said(plain: list[str], html: list[str]) -> str:
    text = "\n".join(plain).strip()
    if not text and html:
        text = "\n".join(lines_of_html("\n".join(html)[:LONGEST_BODY]))
    return text.replace("\x00", "")[:LONGEST_BODY]


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset() or ""
    except (ValueError, TypeError, LookupError):
        charset = ""
    return headers.decoded(_bytes(part), charset).replace("\r\n", "\n").replace("\r", "\n")


def _bytes(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, TypeError, LookupError, AssertionError):
        return b""
    return data if isinstance(data, bytes) else b""


__all__ = ["LOOP_HEADER", "MOST_PARTS", "Attachment", "ReadMail", "read_mail"]
