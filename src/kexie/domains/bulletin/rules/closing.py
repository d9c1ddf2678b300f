"""Reading the end of an issue: the mailbox, the editor, the reviewer, and the distribution list (分送)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kexie.domains.bulletin import errors
from kexie.domains.bulletin.rules.wording import clean, without_bullet

_LABELS: Final = {
    "mailbox": r"(?:信息)?\s*(?:报\s*送|投\s*稿|联\s*系|电\s*子)?\s*邮\s*箱",
    "editor": r"(?:责\s*任|本\s*期|执\s*行)?\s*编\s*辑",
    "reviewer": r"审\s*核(?:\s*人)?",
    "distribution": r"(?:分|发)\s*送(?:\s*(?:范\s*围|单\s*位))?",
}
_LABEL: Final = re.compile(
    r"(?:^|\s)(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()) + r")\s*[:：]\s*"
)
_LONGEST_VALUE: Final = 120
_LONGEST_RECIPIENT: Final = 300


def begins_closing(line: str) -> bool:
    """Whether a line begins with one of the labels that only the end of an issue has."""
    return _LABEL.match(clean(line)) is not None


def _labelled(line: str) -> Iterator[tuple[str, str, str]]:
    """The field, the label as written, and the value, of each label in a line: 编辑：甲　审核：乙."""
    found = list(_LABEL.finditer(line))
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(line)
        yield match.lastgroup or "", clean(match[0]), line[match.end() : end].strip()


@dataclass(slots=True)
class ClosingReader:
    """Takes the lines after the last item; everything below the label 分送 belongs to the distribution list."""

    unit: str = "行"
    _values: dict[str, str] = field(default_factory=dict)
    _recipients: list[str] = field(default_factory=list)

    def take(self, raw: str, *, line: int) -> None:
        """Take one line in."""
        text = clean(raw)
        if begins_closing(text):
            for name, label, value in _labelled(text):
                if name in self._values:
                    raise errors.StatedTwice(line=line, unit=self.unit, what=label.rstrip(":："))
                self._values[name] = self._bounded(label.rstrip(":："), value, _LONGEST_VALUE, line)
                if name == "distribution" and value:
                    self._recipients.append(value)
        elif "distribution" in self._values:
            self._recipients.append(self._bounded(text[:10], without_bullet(text), _LONGEST_RECIPIENT, line))
        else:
            raise errors.StrayText(line=line, unit=self.unit, text=text[:30])

    def result(self) -> dict[str, Any]:
        """The fields of the issue that its end holds."""
        values = {name: self._values.get(name, "") for name in ("mailbox", "editor", "reviewer")}
        return values | {"distribution": tuple(self._recipients)}

    def _bounded(self, what: str, text: str, limit: int, line: int) -> str:
        if len(text) > limit:
            raise errors.TooLong(line=line, unit=self.unit, what=what, limit=limit)
        return text
