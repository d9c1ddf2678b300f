"""Whether a mail is what it says: made by a machine, or with a sender that somebody has put there.

Sources: RFC 3834 (automatic answers), RFC 2919 and 2369 (lists), RFC 8601 (Authentication-Results), RFC 7489 (alignment).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.mails.reading import LOOP_HEADER, ReadMail

_BULK: Final = frozenset({"bulk", "list", "junk", "auto_reply"})
_MACHINES: Final = re.compile(
    r"(?:mailer-daemon|postmaster|no-?_?reply|do-?not-?reply|bounces?|mail-?daemon)(?:[+._-].*)?@", re.I
)
_RESULT: Final = re.compile(r"\b(?P<method>spf|dkim|dmarc)\s*=\s*(?P<result>[a-z]+)(?P<rest>[^;]*)", re.I)
_PROPERTY: Final = re.compile(r"\b(?:smtp\.mailfrom|header\.d|header\.i)\s*=\s*\"?(?P<value>[^\s;\"]+)", re.I)
_COMMENT: Final = re.compile(r"\([^()]*\)")
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def why_automatic(mail: ReadMail, *, own: Collection[str]) -> str:
    """Why a mail was written by no person, or is one of ours come back (``own`` are our addresses); empty for a person's.

    Such a mail is never answered.
    """
    if mail.mark(LOOP_HEADER.lower()) is not None or mail.sender.address in own:
        return _("本系统自己发出的邮件")
    if (mail.mark("auto-submitted") or "no").partition(";")[0].strip() != "no":
        return _("自动回复或自动发出的邮件")
    if any(mail.mark(name) is not None for name in ("x-autoreply", "x-autorespond", "x-auto-response")):
        return _("自动回复")
    if mail.mark("precedence") in _BULK or any(
        mail.mark(name) is not None for name in ("list-id", "list-post", "list-unsubscribe")
    ):
        return _("群发邮件")
    if mail.return_path == "" or _MACHINES.match(mail.sender.address):
        return _("邮件系统发出的通知")
    return ""


def why_forged(mail: ReadMail, *, trusted: str = "") -> str:
    """Why the sender may be somebody else; empty where nothing speaks for it.

    ``trusted`` names the receiving server whose Authentication-Results are believed; without one, only what the mail says of
    itself is compared.
    """
    if mail.from_lines != 1 or len(mail.senders) != 1:
        return _("没有唯一的发件人") if mail.senders else _("没有有效的发件人地址")
    domain = mail.sender.domain
    shown = _ADDRESS.search(mail.sender.name)
    if shown and shown[0].lower() != mail.sender.address:
        return _("显示的名称是另一个邮箱地址")
    if trusted:
        results = _trusted_results(mail, trusted)
        if results is None:
            return _("收信服务器没有验证发件人")
        return "" if _passed(results, domain) else _("发件人没有通过收信服务器的验证（SPF、DKIM、DMARC）")
    if mail.sender_line and not any(aligned(each.domain, domain) for each in mail.sender_line):
        return _("实际发信人（Sender）与发件人不属于同一域名")
    if mail.return_path and not aligned(mail.return_path.rpartition("@")[2], domain):
        return _("退信地址（Return-Path）与发件人不属于同一域名")
    return ""


def aligned(one: str, other: str) -> bool:
    """Whether two domains are one, or one lies below the other (which has a dot itself)."""
    one, other = one.strip(".").lower(), other.strip(".").lower()
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=len)
    return one == other or ("." in shorter and longer.endswith(f".{shorter}"))


def _trusted_results(mail: ReadMail, trusted: str) -> str | None:
    """What the trusted server has noted: its first line alone, which stands on top; others may be the sender's own."""
    for value in mail.results:
        name, _semicolon, rest = _COMMENT.sub(" ", value).partition(";")
        if name.split()[:1] == [trusted.lower()] or name.strip().lower() == trusted.lower():
            return rest
    return None


def _passed(results: str, domain: str) -> bool:
    passed = False
    for match in _RESULT.finditer(results):
        method, result = match["method"].lower(), match["result"].lower()
        if method == "dmarc" and result != "none":
            return result in ("pass", "bestguesspass")
        if result != "pass":
            continue
        given = _PROPERTY.search(match["rest"])
        said = given["value"].rpartition("@")[2] if given else ""
        passed = passed or aligned(said, domain)
    return passed
