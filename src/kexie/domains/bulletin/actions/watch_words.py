"""Keeping the list of watched words: add, change, switch off and on, import; every change is kept."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.errors.checks import WordChanged, WordsPreviewChanged, WordsSheetWrong
from kexie.domains.bulletin.models import WatchWord, WatchWordChange, WordChangeKind
from kexie.domains.bulletin.queries.watch_words import check_words_sheet, entry_of, seen_words, sentence_of
from kexie.domains.bulletin.rules.watch_words import WordEntry, faults_of, tidied


def add_word(*, by: Actor, at: datetime, entry: WordEntry) -> WatchWord:
    """Put a word on the list. Raises WordsMissing: what is wrong by field, also a word that is on the list already."""
    check(by, KEEP)
    entry = _right(entry)
    with transaction.atomic():
        if WatchWord.objects.filter(word=entry.word).exists():
            raise WordsMissing({"word": _("词表里已有这个词，请在列表中查找并修改。")})
        word = _store(WatchWord(), entry, WordChangeKind.ADDED, by=by, at=at)
        _record(word, "bulletin.word_add", by=by, at=at)
    return word


def edit_word(*, by: Actor, at: datetime, word_id: int, seen: str, entry: WordEntry) -> WatchWord:
    """Change what the list says of a word; ``seen`` is `queries.seen_words` of what the actor began from.

    Raises NotFound, WordsMissing, WordChanged. The same entry again changes nothing.
    """
    check(by, KEEP)
    entry = _right(entry)
    with transaction.atomic():
        word = _locked(word_id)
        entry = replace(entry, active=word.active)
        if entry_of(word) == entry:
            return word
        if seen_words(word) != seen:
            raise WordChanged(by=word.changed_name)
        if WatchWord.objects.filter(word=entry.word).exclude(pk=word.pk).exists():
            raise WordsMissing({"word": _("词表里已有这个词，请在列表中查找并修改。")})
        _store(word, entry, WordChangeKind.EDITED, by=by, at=at)
        _record(word, "bulletin.word_edit", by=by, at=at)
    return word


def switch_word(*, by: Actor, at: datetime, word_id: int, active: bool) -> WatchWord:
    """Watch a word again, or no longer; it stays on the list. The same twice changes nothing. Raises NotFound."""
    check(by, KEEP)
    with transaction.atomic():
        word = _locked(word_id)
        if word.active != active:
            word.active, word.changed_at, word.changed_name = active, at, by.name
            word.save(update_fields=["active", "changed_at", "changed_name"])
            kind = WordChangeKind.SWITCHED_ON if active else WordChangeKind.SWITCHED_OFF
            _keep(word, kind, {}, {}, by=by, at=at)
            _record(word, "bulletin.word_switch", by=by, at=at, active=active)
    return word


def import_words(*, by: Actor, at: datetime, content: bytes, name: str, seen: str) -> dict[str, int]:
    """Do what a sheet says, all or nothing: how many words were added, changed, unchanged. A word that the sheet does not
    name stays; one that was switched off stays off. ``seen`` is the digest of the preview.

    Raises WordsSheetWrong, WordsPreviewChanged, and the refusals of `documents` for what is no sheet.
    """
    check(by, KEEP)
    checked = check_words_sheet(by, content, name)
    if checked.problems:
        raise WordsSheetWrong
    if checked.digest != seen:
        raise WordsPreviewChanged
    plan = checked.plan
    with transaction.atomic():
        words = {word.word: word for word in WatchWord.objects.select_for_update()}
        if any(entry.word in words for entry in plan.additions) or any(
            entry_of(words[before.word]) != before for before, _after in plan.updates
        ):
            raise WordsPreviewChanged
        for entry in plan.additions:
            _store(WatchWord(), entry, WordChangeKind.ADDED, by=by, at=at)
        for _before, entry in plan.updates:
            _store(words[entry.word], entry, WordChangeKind.EDITED, by=by, at=at)
        counts = {"added": len(plan.additions), "updated": len(plan.updates), "unchanged": plan.unchanged}
        told: dict[str, Any] = dict(counts)
        audit.record(by=by, at=at, action="bulletin.word_import", target="register:bulletin.watch-words", **told)
    return counts


def _right(entry: WordEntry) -> WordEntry:
    entry = tidied(entry)
    if wrong := faults_of(entry):
        raise WordsMissing({fault.field: sentence_of(fault) for fault in wrong})
    return entry


def _locked(word_id: int) -> WatchWord:
    word = WatchWord.objects.select_for_update().filter(pk=word_id).first()
    if word is None:
        raise NotFound
    return word


def _store(word: WatchWord, entry: WordEntry, kind: WordChangeKind, *, by: Actor, at: datetime) -> WatchWord:
    before = asdict(entry_of(word)) if word.pk else {}
    for name, value in asdict(entry).items():
        setattr(word, name, value)
    word.changed_at, word.changed_name = at, by.name
    word.save()
    _keep(word, kind, before, asdict(entry), by=by, at=at)
    return word


def _keep(
    word: WatchWord, kind: WordChangeKind, before: dict[str, str], after: dict[str, str], *, by: Actor, at: datetime
) -> None:
    WatchWordChange.objects.create(
        word=word, kind=kind.value, before=before, after=after, at=at, by_name=by.name, by_account=by.account_id
    )


def _record(word: WatchWord, action: str, *, by: Actor, at: datetime, **told: Any) -> None:
    audit.record(by=by, at=at, action=action, target=f"bulletin.watch_word:{word.pk}", **told)
