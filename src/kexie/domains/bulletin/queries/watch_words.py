"""The list of watched words, for those who keep it: the register, one word with its history, a sheet and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.standards import api as standards
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.models import WatchWord
from kexie.domains.bulletin.rules.editing import fingerprint
from kexie.domains.bulletin.rules.watch_words import (
    LONGEST_NOTE,
    LONGEST_WORD,
    MOST_WORDS,
    WordEntry,
    WordFault,
    WordPlan,
    plan_words,
)
from kexie.domains.bulletin.rules.wording import tidied_title

SHEET: Final = standards.Sheet(
    code="watch_words",
    title="敏感词表",
    columns=(
        standards.Column("watch_word", key="word", heading="词语", required=True),
        standards.Column("watch_word_grade", key="grade", heading="级别", required=True),
        standards.Column("watch_word_instead", key="instead", heading="建议改为"),
        standards.Column("watch_word_note", key="note", heading="说明"),
        standards.Column("watch_word_active", key="active", heading="启用"),
    ),
    most_rows=MOST_WORDS,
)

_SENTENCES: Final = {
    "missing": gettext_lazy("请填写词语。"),
    "too_long": gettext_lazy("太长了，词语和建议最多%(word)s字，说明最多%(note)s字。"),
    "too_short": gettext_lazy("词语至少要有两个字，单个字会到处命中。"),
    "grade": gettext_lazy("请选择级别：禁用或者敏感。"),
    "same": gettext_lazy("“建议改为”和词语一样，请改正或者留空。"),
    "twice": gettext_lazy("与第%(about)s行是同一个词，请只保留一行。"),
}


@dataclass(frozen=True, slots=True)
class CheckedWords:
    """What a sheet says: what it would do, or the problems by cell."""

    plan: WordPlan
    problems: list[standards.Problem]

    @property
    def digest(self) -> str:
        """What the confirmation must name."""
        return self.plan.digest


def sentence_of(fault: WordFault) -> str:
    """What is wrong, and how it is mended."""
    return str(_SENTENCES[fault.why]) % {"about": fault.about, "word": LONGEST_WORD, "note": LONGEST_NOTE}


def watch_words(actor: Actor, *, text: str = "", grade: str = "", active: str = "") -> QuerySet[WatchWord]:
    """The list; ``text`` narrows to words, suggestions and notes that hold it, ``active`` to "on" or "off"."""
    check(actor, KEEP)
    found = WatchWord.objects.all()
    if text:
        found = found.filter(Q(word__icontains=text) | Q(instead__icontains=text) | Q(note__icontains=text))
    if grade:
        found = found.filter(grade=grade)
    if active:
        found = found.filter(active=active == "on")
    return found


def watch_word(actor: Actor, word_id: int) -> WatchWord:
    """One word with its history; NotFound if there is none."""
    check(actor, KEEP)
    found = WatchWord.objects.prefetch_related("changes").filter(pk=word_id).first()
    if found is None:
        raise NotFound
    return found


def entry_of(word: WatchWord) -> WordEntry:
    """The word as the rules see it."""
    return WordEntry(word=word.word, grade=word.grade, instead=word.instead, note=word.note, active=word.active)


def seen_words(word: WatchWord) -> str:
    """The fingerprint of what the list says of the word now: who changes it says which one he began from."""
    return fingerprint({"word": word.word, "grade": word.grade, "instead": word.instead, "note": word.note})


def check_words_sheet(actor: Actor, content: bytes, name: str) -> CheckedWords:
    """Read a sheet and decide what it would do; refusals for what is no sheet (`documents`), and for who keeps no list."""
    check(actor, KEEP)
    read = standards.read(SHEET, content, name)
    known = {word.word: entry_of(word) for word in WatchWord.objects.all()}
    rows = [(row.number, _entry(row.values, known)) for row in read.rows]
    made = plan_words(rows, known)
    told = {(problem.row, problem.heading) for problem in read.problems}
    problems = [*read.problems]
    problems += [
        problem for fault in made.faults if (problem := _problem(fault)) and (problem.row, problem.heading) not in told
    ]
    problems.sort(key=lambda problem: (problem.row, problem.column))
    return CheckedWords(WordPlan() if problems else made, problems)


def _entry(values: Mapping[str, Any], known: Mapping[str, WordEntry]) -> WordEntry:
    """A row of the sheet; without a word on it, a known word stays on or off as it is, and a new one is looked for."""
    said = {key: values.get(key) or "" for key in ("word", "grade", "instead", "note")}
    active = values.get("active")
    if active is None:
        before = known.get(tidied_title(said["word"]))
        active = before.active if before else True
    return WordEntry(**said, active=active)


def _problem(fault: WordFault) -> standards.Problem:
    names = [column.name for column in SHEET.columns]
    place = names.index(fault.field)
    heading = SHEET.columns[place].title
    letter = chr(ord("A") + place)
    return standards.Problem(SHEET.title, fault.row, letter, heading, "", fault.why, sentence_of(fault))


def words_report(checked: CheckedWords) -> tuple[list[str], list[tuple[object, ...]]]:
    """The problems as head and rows of a sheet."""
    head = [_("行"), _("列"), _("表头"), _("内容"), _("怎样修改")]
    return head, [(one.row, one.column, one.heading, one.value, one.message) for one in checked.problems]
