"""The list of watched words: keeping it, its history, and taking in a sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import tabular
from kexie.base.kernel.errors import Invalid, NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.errors.checks import WordChanged, WordsPreviewChanged, WordsSheetWrong
from kexie.domains.bulletin.models import WatchWord, WatchWordChange
from kexie.domains.bulletin.queries.watch_words import seen_words
from kexie.domains.bulletin.rules.watch_words import WordEntry, faults_of, plan_words, tidied
from kexie.domains.bulletin.tests.factories import AT

HEAD = ["词语", "级别", "建议改为", "说明", "启用"]


def entry(word="中科协", grade="banned", **changes) -> WordEntry:
    return WordEntry(word=word, grade=grade, **changes)


def add(cast, *words: WordEntry) -> list[WatchWord]:
    return [actions.add_word(by=cast.actor("keeper"), at=AT, entry=word) for word in words]


def edit(cast, word: WatchWord, new: WordEntry, seen=None) -> WatchWord:
    seen = seen_words(word) if seen is None else seen
    return actions.edit_word(by=cast.actor("keeper"), at=AT, word_id=word.pk, seen=seen, entry=new)


def sheet(*rows) -> bytes:
    return tabular.csv_bytes(HEAD, rows)


def check(cast, *rows):
    return queries.check_words_sheet(cast.actor("keeper"), sheet(*rows), "词表.csv")


def take_in(cast, *rows, seen=None):
    seen = check(cast, *rows).digest if seen is None else seen
    return actions.import_words(by=cast.actor("keeper"), at=AT, content=sheet(*rows), name="词表.csv", seen=seen)


class TestRules:
    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            (entry(" "), [("word", "missing")]),
            (entry("长"), [("word", "too_short")]),
            (entry("长" * 61), [("word", "too_long")]),
            (entry(grade="other"), [("grade", "grade")]),
            (entry(instead="中科协"), [("instead", "same")]),
            (entry(instead="长" * 61, note="长" * 201), [("instead", "too_long"), ("note", "too_long")]),
            (entry(instead="中国科协", note="规范简称"), []),
        ],
    )
    def test_what_an_entry_may_say(self, wrong, expected):
        assert [(fault.field, fault.why) for fault in faults_of(tidied(wrong))] == expected

    def test_a_sheet_adds_changes_and_leaves(self):
        known = {"中科协": entry(), "老词": entry("老词", "sensitive")}
        plan = plan_words([(2, entry()), (3, entry("老词")), (4, entry("新词"))], known)
        assert plan.additions == (entry("新词"),)
        assert plan.updates == ((entry("老词", "sensitive"), entry("老词")),)
        assert (plan.unchanged, plan.faults) == (1, ())

    def test_a_word_twice_in_a_sheet_is_told_with_its_first_row(self):
        plan = plan_words([(2, entry()), (3, entry(" 中科协 ", "sensitive"))], {})
        assert [(fault.row, fault.why, fault.about) for fault in plan.faults] == [(3, "twice", "2")]

    @given(st.lists(st.tuples(st.text(max_size=5), st.sampled_from(["banned", "sensitive", "x"])), max_size=8))
    def test_doing_what_a_sheet_says_leaves_nothing_to_do(self, rows):
        numbered = [(row, entry(*words)) for row, words in enumerate(rows, start=2)]
        plan = plan_words(numbered, {})
        right = list(plan.additions)
        again = plan_words(enumerate(right, start=2), {word.word: word for word in right})
        assert (again.additions, again.updates, again.unchanged) == ((), (), len(right))


class TestKeeping:
    def test_added_with_history_and_audit(self, cast):
        (word,) = add(cast, entry(" 中科协 ", instead="中国科协", note="规范简称"))
        assert (word.word, word.active, word.changed_name) == ("中科协", True, "宋知微")
        change = word.changes.get()
        assert (change.kind, change.before, change.after["instead"]) == ("added", {}, "中国科协")
        assert change.by_account == cast.account("keeper").pk
        assert AuditEvent.objects.filter(action="bulletin.word_add").count() == 1

    def test_a_word_stands_once_on_the_list(self, cast):
        add(cast, entry())
        with pytest.raises(WordsMissing) as refusal:
            add(cast, entry(grade="sensitive"))
        assert "word" in refusal.value.errors

    def test_changed_with_before_and_after(self, cast):
        (word,) = add(cast, entry())
        edit(cast, word, entry(instead="中国科协"))
        change = word.changes.first()
        assert (change.kind, change.before["instead"], change.after["instead"]) == ("edited", "", "中国科协")

    def test_the_same_again_changes_nothing(self, cast):
        (word,) = add(cast, entry())
        edit(cast, word, entry(), seen="")
        assert WatchWordChange.objects.count() == 1

    def test_who_saves_second_is_told(self, cast):
        (word,) = add(cast, entry())
        seen = seen_words(word)
        edit(cast, word, entry(instead="中国科协"), seen)
        with pytest.raises(WordChanged):
            edit(cast, word, entry(note="慎用"), seen)

    def test_a_word_cannot_become_another_one(self, cast):
        first, _second = add(cast, entry(), entry("老词"))
        with pytest.raises(WordsMissing):
            edit(cast, first, entry("老词"))

    def test_switched_off_and_on(self, cast):
        (word,) = add(cast, entry())
        for active in (False, False, True):
            actions.switch_word(by=cast.actor("keeper"), at=AT, word_id=word.pk, active=active)
        assert [change.kind for change in word.changes.all()] == ["on", "off", "added"]

    def test_a_word_that_is_not_there(self, cast):
        with pytest.raises(NotFound):
            actions.switch_word(by=cast.actor("keeper"), at=AT, word_id=0, active=False)
        with pytest.raises(NotFound):
            queries.watch_word(cast.actor("keeper"), 0)

    @pytest.mark.parametrize("member", ["editor", "signer", "clerk_a", "system_admin"])
    def test_only_keepers_keep_it(self, cast, member):
        (word,) = add(cast, entry())
        by = cast.actor(member)
        for act in (
            lambda: actions.add_word(by=by, at=AT, entry=entry("新词")),
            lambda: actions.edit_word(by=by, at=AT, word_id=word.pk, seen="", entry=entry("新词")),
            lambda: actions.switch_word(by=by, at=AT, word_id=word.pk, active=False),
            lambda: actions.import_words(by=by, at=AT, content=b"", name="x.csv", seen=""),
            lambda: queries.watch_words(by),
            lambda: queries.watch_word(by, word.pk),
        ):
            with pytest.raises(NotPermitted):
                act()

    def test_filters(self, cast):
        first, _second = add(cast, entry(note="规范简称"), entry("老词", "sensitive"))
        actions.switch_word(by=cast.actor("keeper"), at=AT, word_id=first.pk, active=False)
        by = cast.actor("keeper")
        assert [word.word for word in queries.watch_words(by, text="规范")] == ["中科协"]
        assert [word.word for word in queries.watch_words(by, grade="sensitive")] == ["老词"]
        assert [word.word for word in queries.watch_words(by, active="on")] == ["老词"]
        assert queries.watch_words(by, active="off").count() == 1


class TestSheet:
    def test_what_it_would_do_and_what_it_does(self, cast):
        add(cast, entry(), entry("老词", "sensitive"))
        rows = [("中科协", "禁用", "中国科协", ""), ("新词", "敏感", "", "慎用"), ("老词", "敏感", "", "")]
        plan = check(cast, *rows).plan
        assert (len(plan.additions), len(plan.updates), plan.unchanged) == (1, 1, 1)
        assert take_in(cast, *rows) == {"added": 1, "updated": 1, "unchanged": 1}
        assert WatchWord.objects.get(word="中科协").instead == "中国科协"
        assert WatchWord.objects.get(word="新词").note == "慎用"
        assert take_in(cast, *rows) == {"added": 0, "updated": 0, "unchanged": 3}
        assert AuditEvent.objects.filter(action="bulletin.word_import").count() == 2

    def test_problems_by_cell_and_nothing_taken(self, cast):
        rows = [("长", "禁用", "", ""), ("好词", "很坏", "", ""), ("", "敏感", "", ""), ("好词", "禁用", "好词", "")]
        checked = check(cast, *rows)
        assert [(one.row, one.column) for one in checked.problems] == [(2, "A"), (3, "B"), (4, "A"), (5, "C")]
        assert all(one.message.endswith("。") for one in checked.problems)
        with pytest.raises(WordsSheetWrong):
            take_in(cast, *rows, seen=checked.digest)
        assert not WatchWord.objects.exists()

    def test_a_preview_that_no_longer_holds(self, cast):
        rows = [("中科协", "禁用", "", "")]
        seen = check(cast, *rows).digest
        add(cast, entry())
        with pytest.raises(WordsPreviewChanged):
            take_in(cast, *rows, seen=seen)

    def test_what_is_switched_off_stays_off(self, cast):
        (word,) = add(cast, entry())
        actions.switch_word(by=cast.actor("keeper"), at=AT, word_id=word.pk, active=False)
        take_in(cast, ("中科协", "敏感", "", ""))
        word.refresh_from_db()
        assert (word.active, word.grade) == (False, "sensitive")
        take_in(cast, ("中科协", "敏感", "", "", "是"))
        word.refresh_from_db()
        assert word.active

    def test_the_export_of_a_list_is_taken_in_again(self, cast):
        """Whoever takes the list away, works on it in a spreadsheet and brings it back, loses nothing."""
        add(cast, entry(instead="中国科协", note="规范简称"), entry("老词", "sensitive"))
        page = cast.as_("keeper").get("/workbench/bulletin/words/?_export=xlsx")
        checked = queries.check_words_sheet(cast.actor("keeper"), page.content, "词表.xlsx")
        assert (checked.problems, checked.plan.unchanged) == ([], 2)

    def test_what_is_no_sheet(self, cast):
        checked = queries.check_words_sheet(cast.actor("keeper"), "没有表头的一句话。".encode(), "词表.csv")
        assert [one.rule for one in checked.problems] == ["no_head"]
        with pytest.raises(Invalid):
            queries.check_words_sheet(cast.actor("keeper"), b"PK\x03\x04broken", "词表.xlsx")
