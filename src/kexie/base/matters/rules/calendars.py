"""Deadlines as a calendar (iCalendar, RFC 5545): few lines, so that no library is needed for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

#: Octets of a line before it is folded (RFC 5545, 3.1).
_LONGEST: Final = 75
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline: ``key`` is the same in every edition of the calendar, ``changed`` when it was made or set anew."""

    key: str
    title: str
    due: datetime
    changed: datetime
    about: str = ""
    url: str = ""


def calendar(name: str, deadlines: Iterable[Deadline], *, domain: str) -> bytes:
    """The calendar ``name``; each deadline is a moment that takes no time, as calendar programs show it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kexie//matters//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for deadline in deadlines for line in _event(deadline, domain)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(deadline: Deadline, domain: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{deadline.key}@{domain}",
        f"DTSTAMP:{_moment(deadline.changed)}",
        f"DTSTART:{_moment(deadline.due)}",
        f"SUMMARY:{_text(deadline.title)}",
    ]
    if deadline.about:
        lines.append(f"DESCRIPTION:{_text(deadline.about)}")
    if deadline.url:
        lines.append(f"URL:{_CONTROL.sub('', deadline.url)}")
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Text with what has a meaning in a calendar escaped (RFC 5545, 3.3.11)."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never in the middle of a character; those after the first begin with a blank."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece
