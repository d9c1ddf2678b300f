"""The list of watched words (敏感词表): what a word's entry may say, and what a sheet of them would do to the list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from kexie.domains.bulletin.rules.wording import tidied_title

LONGEST_WORD: Final = 60
LONGEST_NOTE: Final = 200
MOST_WORDS: Final = 5000
BANNED: Final = "banned"
SENSITIVE: Final = "sensitive"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEntry:
    """What the list says of one word; ``grade`` is banned or sensitive, ``instead`` what mends it, ``note`` why; one that
    is not ``active`` is not looked for.
    """

    word: str
    grade: str
    instead: str = ""
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class WordFault:
    """What is wrong with one field: ``why`` is a stable word, ``row`` that of a sheet (0 for a form)."""

    field: str
    why: str
    row: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class WordPlan:
    """What a sheet would do: words to add, words to change (before, after), and how many stay as they are."""

    additions: tuple[WordEntry, ...] = ()
    updates: tuple[tuple[WordEntry, WordEntry], ...] = ()
    unchanged: int = 0
    faults: tuple[WordFault, ...] = field(default=())

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that differ when the plan does."""
        said = [[asdict(one) for one in self.additions], [[asdict(a), asdict(b)] for a, b in self.updates]]
        return hashlib.sha256(json.dumps([said, self.unchanged], ensure_ascii=False).encode()).hexdigest()[:16]


def tidied(entry: WordEntry) -> WordEntry:
    """The entry with its blanks tidied."""
    return WordEntry(
        word=tidied_title(entry.word),
        grade=entry.grade,
        instead=tidied_title(entry.instead),
        note=tidied_title(entry.note),
        active=entry.active,
    )


def faults_of(entry: WordEntry) -> list[WordFault]:
    """What is wrong with a tidied entry."""
    wrong = []
    if not entry.word:
        wrong.append(WordFault("word", "missing"))
    elif len(entry.word) > LONGEST_WORD:
        wrong.append(WordFault("word", "too_long"))
    elif len(entry.word) < 2:
        wrong.append(WordFault("word", "too_short"))
    if entry.grade not in (BANNED, SENSITIVE):
        wrong.append(WordFault("grade", "grade"))
    if len(entry.instead) > LONGEST_WORD:
        wrong.append(WordFault("instead", "too_long"))
    elif entry.instead and entry.instead == entry.word:
        wrong.append(WordFault("instead", "same"))
    if len(entry.note) > LONGEST_NOTE:
        wrong.append(WordFault("note", "too_long"))
    return wrong


def plan_words(rows: Iterable[tuple[int, WordEntry]], known: Mapping[str, WordEntry]) -> WordPlan:
    """What the rows of a sheet would do to the words that are known; a word that is not in the sheet stays as it is."""
    additions, updates, faults = [], [], []
    unchanged, first = 0, dict[str, int]()
    for row, raw in rows:
        entry = tidied(raw)
        wrong = faults_of(entry)
        faults += [WordFault(fault.field, fault.why, row) for fault in wrong]
        if entry.word in first:
            faults.append(WordFault("word", "twice", row, str(first[entry.word])))
        if wrong or entry.word in first:
            continue
        first[entry.word] = row
        before = known.get(entry.word)
        if before is None:
            additions.append(entry)
        elif before != entry:
            updates.append((before, entry))
        else:
            unchanged += 1
    return WordPlan(tuple(additions), tuple(updates), unchanged, tuple(faults))
