"""Reading catalogues of words as translators write them (`.po`).

They are read as they stand, so that there is no compiled copy beside them that could be older, and none to ship.
"""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: gettext's own sign between a context and a message.
CONTEXT_SIGN = "\x04"

_PART = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$')

Key = str | tuple[str, int]


@dataclass(slots=True)
class Message:
    """One entry: ``text`` in the language of the source, ``said`` in the catalogue's, one for each plural form."""

    text: str = ""
    plural: str = ""
    context: str | None = None
    said: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """By what gettext asks for it."""
        return self.text if self.context is None else f"{self.context}{CONTEXT_SIGN}{self.text}"

    @property
    def is_said(self) -> bool:
        """Whether there is a translation, in every plural form."""
        return bool(self.said) and all(self.said) and not self.fuzzy


def read(file: Path) -> Iterator[Message]:
    """The messages of a catalogue, the head (the message "") first; what is marked as obsolete is passed over."""
    part, fuzzy = "", False
    parts: dict[str, str] = {}
    for line in [*map(str.strip, file.read_text(encoding="utf-8").splitlines()), "#"]:
        found = _PART.match(line)
        begins = line.startswith("#") or (found is not None and found[1] in ("msgctxt", "msgid"))
        if begins and part.startswith("msgstr"):
            yield Message(
                text=parts["msgid"],
                plural=parts.get("msgid_plural", ""),
                context=parts.get("msgctxt"),
                said=[said for name, said in parts.items() if name.startswith("msgstr")],
                fuzzy=fuzzy,
            )
            parts, part, fuzzy = {}, "", False
        if line.startswith("#,"):
            fuzzy = "fuzzy" in line
        elif found:
            part = found[1]
            parts[part] = json.loads(found[2])
        elif line.startswith('"'):
            parts[part] += json.loads(line)


def words(file: Path) -> dict[Key, str]:
    """A catalogue as gettext holds it: a plural form stands under the message and the number of the form."""
    result: dict[Key, str] = {}
    for message in read(file):
        if not message.text or not message.is_said:
            continue
        if message.plural:
            result.update({(message.key, number): said for number, said in enumerate(message.said)})
        else:
            result[message.key] = message.said[0]
    return result


def forms(file: Path) -> dict[str, str | list[str]]:
    """A catalogue as Django's scripts hold it: a message with a plural has a list of its forms."""
    found = [message for message in read(file) if message.text and message.is_said]
    return {message.key: message.said if message.plural else message.said[0] for message in found}


def plural_rule(file: Path) -> Callable[[int], int]:
    """Which form of a plural a number takes, as the head of the catalogue says."""
    head = next(read(file)).said[0]
    rule = re.search(r"Plural-Forms:.*plural=([^;]+)", head)
    if rule is None:
        raise ValueError(f"{file}: no Plural-Forms in the head")
    compiled: Callable[[int], int] = gettext.c2py(rule[1])
    return compiled
