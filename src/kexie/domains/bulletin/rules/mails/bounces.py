"""Mails that tell of a mail of ours which could not be delivered: reports of RFC 3464, and what providers write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.mails.headers import identifiers
from kexie.domains.bulletin.rules.mails.reading import ReadMail

_FIELD: Final = re.compile(r"^(?P<name>[A-Za-z-]+):[ \t]*(?P<value>.*)$", re.MULTILINE)
_SENDERS: Final = re.compile(r"(?:mailer-daemon|postmaster|mail-?daemon)@", re.I)
_SUBJECTS: Final = re.compile(
    r"退信|无法投递|投递失败|未送达|undeliver|delivery (?:status|failure)|returned mail|delivery failed|failure notice",
    re.I,
)
_CODE: Final = re.compile(r"\b(?:[45]\d\d[ -])?(?P<code>[45]\.\d{1,3}\.\d{1,3})\b")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that came back: the identifiers of the mails that it names; ``final`` is False while a server still tries."""

    identifiers: tuple[str, ...]
    detail: str
    final: bool = True


def read_bounce(mail: ReadMail) -> Bounce | None:
    """What a mail tells of one that came back; None for any other mail."""
    if mail.report_kind == "delivery-status":
        return _report(mail)
    from_machine = bool(_SENDERS.match(mail.sender.address)) or mail.return_path == ""
    failed = mail.mark("x-failed-recipients")
    if failed is None and not (from_machine and _SUBJECTS.search(mail.subject)):
        return None
    named = identifiers([mail.report, mail.text, *(_text_of(each.data) for each in mail.attachments)])
    return Bounce((*named, *mail.references), _detail("", mail.text))


def _report(mail: ReadMail) -> Bounce:
    fields = [(match["name"].lower(), match["value"].strip()) for match in _FIELD.finditer(mail.report)]
    actions = {value.lower() for name, value in fields if name == "action"}
    told = next((value for name, value in fields if name == "diagnostic-code" and value), "")
    status = next((value for name, value in fields if name == "status" and value), "")
    named = identifiers([value for name, value in fields if name in ("message-id", "x-original-message-id")])
    others = identifiers([*(_text_of(each.data) for each in mail.attachments)])
    # Some reports give back nothing but the identifier in References.
    return Bounce(
        (*named, *others, *mail.references),
        _detail(status, told.partition(";")[2].strip() or told),
        final="failed" in actions or not actions,
    )


def _detail(status: str, told: str) -> str:
    code = _CODE.search(status) or _CODE.search(told)
    words = " ".join(told.split())[:_LONGEST]
    if code and code["code"] not in words:
        words = f"{code['code']} {words}".strip()
    return _("邮件被退回：%(why)s") % {"why": words} if words else _("邮件被退回，没有说明原因")


def _text_of(data: bytes) -> str:
    return data[:20_000].decode("latin-1")
