"""Sending an issue out, decided: which addresses a text names, what the mail says, when a failed one is tried again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

#: Recipients in one message of the outbox: one connection, and little to look through after a crash.
BATCH: Final = 50
#: Tries before an address that is refused for the moment counts as failed.
MOST_ATTEMPTS: Final = 6
LONGEST_SUBJECT: Final = 200
LONGEST_NOTE: Final = 2000
MOST_RECIPIENTS: Final = 5000

_BETWEEN: Final = re.compile(r"[,，;；\n]+")
_FIRST_WAIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Named:
    """An address with the name to show beside it."""

    address: str
    name: str = ""


def normal(address: str) -> str:
    """An address as it is compared and stored: without blanks, in lower case."""
    return address.strip().lower()


def is_address(text: str) -> bool:
    """Whether ``text`` is one mail address, in ASCII as every server takes it, that fits into its column."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254 and text.isascii()


def read_addresses(text: str) -> tuple[list[Named], list[str]]:
    """The addresses that a typed or pasted text names (``张三 <a@b.cn>``, commas, lines), each once; and what is none."""
    found: dict[str, Named] = {}
    wrong: list[str] = []
    for piece in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        name, address = parseaddr(piece)
        if not address or not is_address(normal(address)):
            name, _blank, address = piece.rpartition(" ")  # 张三 a@b.cn
        if is_address(normal(address)):
            found.setdefault(normal(address), Named(normal(address), name.strip(" 　<>\"'：:")[:60]))
        else:
            wrong.append(piece)
    return list(found.values()), wrong


def batches(keys: Iterable[Any], size: int = BATCH) -> list[list[Any]]:
    """``keys`` in their order, cut into runs of at most ``size``."""
    rows = list(keys)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def wait_after(attempts: int) -> timedelta:
    """How long an address that was refused for the moment rests after so many tries: a minute, then double each time."""
    return _FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 8))


def mail_text(content: Mapping[str, Any], *, address: str, note: str = "", correction: str = "") -> str:
    """The body of the mail: the note, what the issue holds, where it can be read.

    ``content`` is what the revision holds (`rules.snapshot`), ``address`` the issue's public page, whole.
    """
    lines = [note.strip(), _("%(name)s%(year)d年第%(number)d期（总第%(total)d期）已印发。") % content]
    if correction:
        lines.append(_("本期为更正稿，更正说明：%(reason)s") % {"reason": correction})
    titles = content["highlights"] or [item["title"] for column in content["columns"] for item in column["items"]]
    lines.append("\n".join([_("目录提要："), *(f"· {title}" for title in titles)]))
    lines.append(_("网页阅读：%(address)s") % {"address": address})
    if content["mailbox"]:
        lines.append(_("信息报送邮箱：%(mailbox)s") % content)
    return "\n\n".join(line for line in lines if line) + "\n"
