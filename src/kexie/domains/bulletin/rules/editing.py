"""The words that an editor changes, as plain texts, and the fingerprint by which a change in between is noticed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_SEPARATORS = re.compile(r"[、，,；;\n]")


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
