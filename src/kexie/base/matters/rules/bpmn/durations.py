"""Spans of working time as they are written in a drawing: 3d, 2h, 30m, or in ISO 8601 P3D, PT2H, PT30M, P1DT4H."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

_SHORT: Final = re.compile(r"(?:(\d{1,4})\s*d)?\s*(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*m)?", re.IGNORECASE | re.ASCII)
_ISO: Final = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?", re.ASCII)


class BadDuration(ValueError):
    """The text is no span of time; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A span counted in working days, and in minutes within office hours."""

    days: int = 0
    minutes: int = 0

    def amount(self, day: timedelta) -> timedelta:
        """As working time, for offices whose working day has the length ``day``."""
        return self.days * day + timedelta(minutes=self.minutes)

    def words(self) -> str:
        """As people say it: 3 个工作日, 2 小时, 1 个工作日 4 小时."""
        hours, minutes = divmod(self.minutes, 60)
        parts = (
            (self.days, _("%(count)d 个工作日")),
            (hours, _("%(count)d 小时")),
            (minutes, _("%(count)d 分钟")),
        )
        return " ".join(words % {"count": count} for count, words in parts if count)


def parse_duration(text: str) -> WorkingTime:
    """The working time that ``text`` says. Raises BadDuration."""
    written = text.strip()
    found = _SHORT.fullmatch(written) or _ISO.fullmatch(written)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    if not (days or hours or minutes):
        message = _("“%(text)s”不是一段时长，请写工作日 3d、工作小时 2h 或分钟 30m，也可以写 P3D、PT2H。")
        raise BadDuration(message % {"text": text})
    return WorkingTime(days, hours * 60 + minutes)
