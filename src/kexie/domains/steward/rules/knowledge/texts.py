"""What is written in an answer: brought into form, split into paragraphs and lists, and looked through for personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kexie.base.standards.rules.numbers import birth_date

LONGEST_QUESTION: Final = 80
LONGEST_TEXT: Final = 4000
MOST_WORDINGS: Final = 12
LONGEST_REASON: Final = 300

#: What begins an item: a sign and a blank, or a number; 3.5 begins none.
_ITEM: Final = re.compile(r"(?:[-*•·]\s+|(\d{1,2})(?:[.．](?![0-9])|[、)）])\s*)(?=\S)")
_BLANKS: Final = re.compile(r"[ \t\u3000]+")

#: Digits that may be written with blanks or hyphens between them.
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){9,18}(?:[ -]?[Xx])?(?![0-9A-Za-z])")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CARD: Final = range(16, 20)
#: Names shorter than this stand in other words.
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class Wording:
    """What an answer says, as it was typed or brought into form."""

    question: str
    wordings: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list: one line each, ``kind`` being "p", "ul" or "ol"."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Something that belongs to a person: "mobile", "identity", "card", "mail" or "name", and how it is written there."""

    kind: str
    text: str


def tidied(said: Wording) -> Wording:
    """Without what nobody sees: blanks at the ends, empty lines in rows, other wordings that say the same twice."""
    question = " ".join(said.question.split())
    lines = (" ".join(line.split()) for line in said.wordings.splitlines())
    wordings = [line for line in dict.fromkeys(lines) if line and line != question]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(_line(line) for line in said.text.splitlines())).strip()
    return Wording(question=question, wordings="\n".join(wordings), text=text)


def _line(line: str) -> str:
    shown = "".join(sign for sign in line if sign == "\t" or unicodedata.category(sign) not in {"Cc", "Cf"})
    return _BLANKS.sub(" ", shown).strip()


def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of an answer: lines that begin with "- " or "1. " are items, an empty line ends both."""
    found: list[Block] = []
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        item = _ITEM.match(line)
        now = "" if not line else ("ol" if item[1] else "ul") if item else "p"
        if lines and (now != kind or kind == "p"):
            found.append(Block(kind, tuple(lines)))
            lines = []
        if now:
            lines.append(line[item.end() :] if item else line)
        kind = now
    return found


def personal_in(said: Wording, names: Iterable[str] = ()) -> list[PersonalData]:
    """The mobile numbers, identity numbers, bank cards, mail addresses and ``names`` in it, each once, in order.

    Telephones of an office stand: they are no person's.
    """
    whole = unicodedata.normalize("NFKC", "\n".join((said.question, said.wordings, said.text)))
    found = [PersonalData(kind, written) for written in _DIGITS.findall(whole) if (kind := _kind(written))]
    found += [PersonalData("mail", written) for written in _MAIL.findall(whole)]
    plain = "".join(whole.split())
    for name in names:
        short = "".join(unicodedata.normalize("NFKC", name).split())
        if len(short) >= _SHORTEST_NAME and short in plain:
            found.append(PersonalData("name", name))
    return list(dict.fromkeys(found))


def without_personal(text: str, names: Iterable[str] = ()) -> str:
    """``text`` with all that :func:`personal_in` finds replaced by “＊＊”: where a draft begins, never what is published."""
    whole = unicodedata.normalize("NFKC", text) if personal_in(Wording("", "", text), names) else text
    for one in personal_in(Wording("", "", whole), names):
        whole = whole.replace(one.text, "＊＊")
    return whole


def _kind(written: str) -> str:
    digits = written.replace(" ", "").replace("-", "").upper()
    if len(digits) == 18 and birth_date(digits) is not None:
        return "identity"
    if _MOBILE.fullmatch(digits):
        return "mobile"
    return "card" if len(digits) in _CARD and digits.isdigit() else ""
