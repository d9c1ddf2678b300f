"""The words that an editor changes, as plain texts, and the fingerprint by which a change in between is noticed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

_SEPARATORS = re.compile(r"[、，,；;\n]")


class Captioned(NamedTuple):
    """A picture that stays, by its key, with what is printed below it and what is said to those who cannot see it."""

    key: int
    caption: str = ""
    alt: str = ""


def item_words(title: str, text: str, units: Sequence[str]) -> dict[str, str]:
    """An item as the form shows it; the units that sign it as one line, 科普部、某区科协."""
    return {"title": title, "text": text, "credits": "、".join(units)}


def highlights_words(lines: Sequence[str]) -> dict[str, str]:
    """目录提要 as the form shows it, one to the line."""
    return {"highlights": "\n".join(lines)}


def credits_in(line: str) -> list[str]:
    """The units that a line names, separated by 、 or commas."""
    return [name.strip() for name in _SEPARATORS.split(line) if name.strip()]


def fingerprint(words: Mapping[str, str]) -> str:
    """Sixteen hexadecimal digits that differ when the words do."""
    canonical = json.dumps(dict(sorted(words.items())), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def head_words(issue: Any) -> dict[str, str]:
    """The head of an issue as the form shows it; the lines of 分送 one to the line."""
    said = {name: getattr(issue, name) for name in ("name", "publisher", "mailbox", "editor", "reviewer")}
    return said | {"date": issue.date.isoformat(), "distribution": "\n".join(issue.distribution)}


def picture_lines(pictures: Sequence[Any]) -> str:
    """What is said of the pictures of an item, one to the line, as its history keeps it."""
    return "\n".join(
        _("第%(number)s张：%(caption)s；替代文字：%(alt)s")
        % {"number": number, "caption": picture.caption or "—", "alt": picture.alt or "—"}
        for number, picture in enumerate(pictures, start=1)
    )


def picture_marks(pictures: Sequence[Any]) -> dict[str, str]:
    """The pictures of an item by their keys, for :func:`fingerprint`."""
    return {str(picture.pk): f"{picture.caption}\n{picture.alt}" for picture in pictures}
