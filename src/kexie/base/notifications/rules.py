"""Pure decisions on notices: when mail may go out, what a notice may hold, how a mail is recognised."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

#: Where people sleep; the night is the same for every reader of a Chinese association.
HOME: Final = ZoneInfo("Asia/Shanghai")
#: No mail from 22:00 to 7:00 (craft: no mail at night).
NIGHT_FROM: Final = time(22)
NIGHT_TO: Final = time(7)

#: Lengths in characters.
TITLE_LIMIT: Final = 120
BODY_LIMIT: Final = 2000
URL_LIMIT: Final = 300


def mail_time(at: datetime) -> datetime:
    """The first moment not before ``at`` (aware) when mail may go out: ``at`` itself by day, else the next 7:00."""
    local = at.astimezone(HOME)
    if NIGHT_TO <= local.time() < NIGHT_FROM:
        return at
    morning = local.date() if local.time() < NIGHT_TO else local.date() + timedelta(days=1)
    return datetime.combine(morning, NIGHT_TO, tzinfo=HOME).astimezone(at.tzinfo)


def is_own_address(url: str) -> bool:
    """Whether ``url`` stays on this site: an absolute path, or nothing; no scheme, no host, nothing a browser bends."""
    if not url:
        return True
    if not url.startswith("/") or url.startswith(("//", "/\\")) or has_control(url) or "\\" in url:
        return False
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc


def has_control(text: str) -> bool:
    """Whether ``text`` holds a control character or a line separator: such a title could smuggle in a mail header."""
    return any(ord(char) < 32 or ord(char) in (0x7F, 0x85, 0x2028, 0x2029) for char in text)


def faults(*, title: str, body: str, url: str, key: str) -> dict[str, list[str]]:
    """Sentences, by field, for what a notice may not hold."""
    errors: dict[str, list[str]] = {}
    if not title.strip():
        errors["title"] = [_("请填写消息标题。")]
    elif len(title) > TITLE_LIMIT:
        errors["title"] = [_("消息标题不超过%(limit)d个字，请缩短。") % {"limit": TITLE_LIMIT}]
    elif has_control(title):
        errors["title"] = [_("消息标题不能换行，也不能含有控制字符，请删去。")]
    if len(body) > BODY_LIMIT:
        errors["body"] = [_("消息正文不超过%(limit)d个字，请缩短。") % {"limit": BODY_LIMIT}]
    if not is_own_address(url) or len(url) > URL_LIMIT:
        errors["url"] = [_("消息链接须是本站内以“/”开头的地址。")]
    if not key or len(key) > TITLE_LIMIT or has_control(key):
        errors["key"] = [_("请给出消息的唯一标识。")]
    return errors


def message_id(key: str, domain: str) -> str:
    """A Message-ID (RFC 5322, 3.6.4) that is the same for every delivery of ``key``, and tells nothing of it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def is_permanent(code: int) -> bool:
    """Whether an SMTP reply (RFC 5321, 4.2.1) means that trying again is of no use."""
    return 500 <= code <= 599
