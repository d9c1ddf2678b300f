from __future__ import annotations

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.search import api as search
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import NotDrafting, WordsChanged, WordsMissing
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.editing import credits_in, fingerprint, highlights_words, item_words
from kexie.domains.bulletin.tests.factories import AT, approved, drafted, reviewing, signed


def words_of(item):
    return item_words(item.title, item.text, [credit.name for credit in item.credits.all()])


def edit(cast, item, member="editor", **changes):
    words = words_of(item)
    arguments = {
        "seen": fingerprint(words),
        "title": words["title"],
        "paragraphs": words["text"].split("\n"),
        "units": credits_in(words["credits"]),
    }
    return actions.edit_item(by=cast.actor(member), at=AT, item_id=item.pk, **arguments | changes)


@pytest.fixture
def item(cast):
    return drafted(cast).items.get(order=3)


def test_other_words_are_stored_and_found(cast, item):
    edit(
        cast,
        item,
        title="柳湾街道办起科普夜市 ",
        paragraphs=[" 夜市上有三十个摊位。", "", "居民很喜欢。"],
        units=["科普部"],
    )
    item.refresh_from_db()
    assert words_of(item) == {
        "title": "柳湾街道办起科普夜市",
        "text": "夜市上有三十个摊位。\n居民很喜欢。",
        "credits": "科普部",
    }
    assert item.credits.get().organisation == cast.unit("科普部")
    assert search.find(cast.actor("editor"), "科普夜市").total == 2
    assert search.find(cast.actor("editor"), "科学集市").total == 0


def test_an_edit_counts_as_a_new_version_and_is_audited(cast, item):
    edit(cast, item, title="新标题")
    assert Issue.objects.get().version == 2
    (event,) = AuditEvent.objects.filter(action="bulletin.edit")
    assert event.target == f"bulletin.item:{item.pk}"


def test_the_same_words_again_change_nothing(cast, item):
    edit(cast, item)
    edit(cast, item, seen="of long ago")
    assert Issue.objects.get().version == 1
    assert not AuditEvent.objects.filter(action="bulletin.edit").exists()


def test_who_saves_second_sees_both_texts_and_loses_nothing(cast, item):
    before = fingerprint(words_of(item))
    edit(cast, item, title="先存的标题")
    with pytest.raises(WordsChanged) as caught:
        edit(cast, item, seen=before, title="后存的标题")
    assert caught.value.stored["title"] == "先存的标题"
    item.refresh_from_db()
    assert item.title == "先存的标题"
    edit(cast, item, seen=fingerprint(caught.value.stored), title="后存的标题")
    item.refresh_from_db()
    assert item.title == "后存的标题"


def test_two_who_edit_different_items_are_not_in_each_others_way(cast, item):
    other = item.issue.items.get(order=1)
    seen = fingerprint(words_of(other))
    edit(cast, item, title="甲")
    edit(cast, other, seen=seen, title="乙")
    assert set(item.issue.items.values_list("title", flat=True)) >= {"甲", "乙"}


@pytest.mark.parametrize("make", [reviewing, approved, signed])
def test_only_a_draft_is_edited(cast, make):
    issue = make(cast)
    with pytest.raises(NotDrafting, match="文字不能修改"):
        edit(cast, issue.items.first(), title="改")
    with pytest.raises(NotDrafting):
        actions.edit_highlights(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen="", highlights=["改"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"paragraphs": ["", " "]}, "text"),
        ({"paragraphs": ["长" * 100_001]}, "text"),
        ({"units": ["长" * 121]}, "credits"),
    ],
    ids=lambda value: "",
)
def test_what_is_missing_or_too_long_is_said_by_field(cast, item, changes, field):
    with pytest.raises(WordsMissing) as caught:
        edit(cast, item, **changes)
    assert list(caught.value.errors) == [field]


@pytest.mark.parametrize("member", ["reviewer", "signer", "clerk_a", "plain"])
def test_only_an_editor_edits(cast, item, member):
    with pytest.raises(NotPermitted):
        edit(cast, item, member, title="改")
    with pytest.raises(NotPermitted):
        actions.edit_highlights(by=cast.actor(member), at=AT, issue_id=item.issue_id, seen="", highlights=[])
    with pytest.raises(NotPermitted):
        queries.item_to_edit(cast.actor(member), item.pk)


def test_control_and_turning_characters_are_left_out(cast, item):
    edited = edit(cast, item, title="甲\x01\u202e乙\ufffe", paragraphs=["一\x1b段。", "\u202e"])
    assert (edited.title, edited.text) == ("甲乙", "一段。")


def test_highlights_have_a_limit(cast, item):
    with pytest.raises(WordsMissing, match="最多30条，目前31条，请删减。"):
        actions.edit_highlights(by=cast.actor("editor"), at=AT, issue_id=item.issue_id, seen="", highlights=["甲"] * 31)


def test_an_item_that_does_not_exist(cast):
    with pytest.raises(NotFound):
        actions.edit_item(
            by=cast.actor("editor"), at=AT, item_id=new_id(), seen="", title="甲", paragraphs=["乙"], units=[]
        )
    with pytest.raises(NotFound):
        queries.item_to_edit(cast.actor("editor"), new_id())


def test_highlights_are_reworded_and_led_anew(cast):
    issue = drafted(cast)
    seen = fingerprint(highlights_words([line.text for line in issue.highlights.all()]))
    lines = ["柳湾街道办起科学集市", " ", "别的事"]
    actions.edit_highlights(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=seen, highlights=lines)
    stored = [(line.text, line.item and line.item.order) for line in issue.highlights.all()]
    assert stored == [("柳湾街道办起科学集市", 3), ("别的事", None)]
    with pytest.raises(WordsChanged):
        actions.edit_highlights(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=seen, highlights=["后来的"])
    with pytest.raises(WordsMissing):
        actions.edit_highlights(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=seen, highlights=["长" * 121])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(cast):
    item = drafted(cast).items.get(order=1)
    editor, words = cast.actor("editor"), words_of(item)
    start, outcomes = threading.Barrier(2), []

    def work(title):
        try:
            start.wait(timeout=10)
            actions.edit_item(
                by=editor,
                at=AT,
                item_id=item.pk,
                seen=fingerprint(words),
                title=title,
                paragraphs=words["text"].split("\n"),
                units=["科普部"],
            )
            outcomes.append(title)
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(title,)) for title in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    item.refresh_from_db()
    assert sorted(outcomes) == sorted([item.title, "bulletin.words_changed"])


@given(st.dictionaries(st.sampled_from(["title", "text", "credits"]), st.text(max_size=20)), st.text(min_size=1))
def test_a_fingerprint_tells_every_change(words, more):
    assert fingerprint(words) == fingerprint(dict(reversed(words.items())))
    for name in words:
        assert fingerprint(words | {name: words[name] + more}) != fingerprint(words)


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("科普部、青溪区科协", ["科普部", "青溪区科协"]),
        ("科普部，青溪区科协;办公室\n", ["科普部", "青溪区科协", "办公室"]),
        (" 、 ", []),
    ],
)
def test_units_are_read_from_a_line(line, units):
    assert credits_in(line) == units
