"""Making an issue: numbers, taking in, order, words with their history, corrections that the public does not see yet."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.errors import Conflict, NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.actions.heading import Facts
from kexie.domains.bulletin.actions.presence import PRESENT, be_present
from kexie.domains.bulletin.errors import (
    AlreadyPublished,
    InAnIssue,
    IssueChanged,
    NotAdopted,
    NotDrafting,
    NumbersWouldGap,
    WordsChanged,
    WordsMissing,
)
from kexie.domains.bulletin.models import Blob, Column, Issue, Item, Presence, Submission, WordsVersion
from kexie.domains.bulletin.queries.history import item_history, version_of
from kexie.domains.bulletin.queries.opening import likely_date, next_numbers
from kexie.domains.bulletin.queries.pool import pool
from kexie.domains.bulletin.queries.verifying import verify
from kexie.domains.bulletin.rules.arranging import Move, Place, grouped, is_rearranged, moved
from kexie.domains.bulletin.rules.editing import fingerprint, head_words, item_words
from kexie.domains.bulletin.rules.life_cycle import IssueVerb
from kexie.domains.bulletin.rules.submissions import SubmissionVerb
from kexie.domains.bulletin.tests.factories import AT, drafted, reviewing, signed
from kexie.domains.bulletin.tests.test_submissions import WORDS, sent, step

IDS = [new_id() for _ in range(6)]


def column_of(name="科普工作"):
    return Column.objects.get(name=name)


def adopted(cast, title="青溪区科协举办科普讲座", column="科普工作", member="clerk_a", unit="青溪区科协") -> Submission:
    words = replace(WORDS, title=title, column=column_of(column).pk if column else None, place="区文化馆")
    submission = sent(cast, member=member, unit=unit, words=words)
    return step(cast, "editor", submission, SubmissionVerb.ADOPT)


def opened(cast, on=date(2026, 9, 4), **more) -> Issue:
    return actions.open_issue(by=cast.actor("editor"), at=AT, on=on, **more)


def placed(cast, issue, *submissions):
    return actions.place_submissions(
        by=cast.actor("editor"), at=AT, issue_id=issue.pk, submission_ids=[one.pk for one in submissions]
    )


class TestOrder:
    places = [Place(IDS[0], 1), Place(IDS[1], 1), Place(IDS[2], 2), Place(IDS[3], 2), Place(IDS[4], 3)]

    @pytest.mark.parametrize(
        ("item", "move", "column", "expected"),
        [
            (0, Move.UP, 0, [0, 1, 2, 3, 4]),
            (1, Move.UP, 0, [1, 0, 2, 3, 4]),
            (1, Move.DOWN, 0, [0, 1, 2, 3, 4]),
            (2, Move.DOWN, 0, [0, 1, 3, 2, 4]),
            (0, Move.COLUMN, 2, [1, 2, 3, 0, 4]),
            (0, Move.COLUMN, 9, [1, 2, 3, 4, 0]),
            (4, Move.COLUMN, 1, [0, 1, 4, 2, 3]),
            (2, Move.COLUMN_UP, 0, [2, 3, 0, 1, 4]),
            (0, Move.COLUMN_UP, 0, [0, 1, 2, 3, 4]),
            (3, Move.COLUMN_DOWN, 0, [0, 1, 4, 2, 3]),
        ],
    )
    def test_moves(self, item, move, column, expected):
        after = moved(self.places, IDS[item], move, column)
        assert [IDS.index(place.item) for place in after] == expected

    @given(
        st.lists(st.integers(1, 3), min_size=1, max_size=6),
        st.integers(0, 5),
        st.sampled_from(Move),
        st.integers(1, 4),
    )
    def test_no_item_is_lost_and_columns_stay_together(self, columns, chosen, move, column):
        places = [Place(IDS[at], each) for at, each in enumerate(columns)]
        after = moved(places, places[chosen % len(places)].item, move, column)
        assert is_rearranged(places, after)
        assert grouped(after) == after

    def test_an_item_that_is_not_there(self):
        with pytest.raises(KeyError):
            moved(self.places, IDS[5], Move.UP)


@pytest.mark.django_db
class TestOpening:
    def test_the_first_of_all_takes_the_numbers_given(self, cast):
        issue = opened(cast, first=(17, 70))
        assert (issue.year, issue.number, issue.total) == (2026, 17, 70)
        following = opened(cast, on=date(2026, 9, 11), first=(1, 1))
        assert (following.number, following.total) == (18, 71)

    def test_a_new_year_begins_with_one_and_the_total_goes_on(self, cast):
        opened(cast, on=date(2026, 12, 25))
        issue = opened(cast, on=date(2027, 1, 8))
        assert (issue.number, issue.total) == (1, 2)
        assert next_numbers(2027) == (2, 3)

    def test_the_head_follows_the_issue_before(self, cast):
        before = drafted(cast)
        issue = opened(cast, on=date(2023, 6, 2))
        assert (issue.publisher, issue.editor, issue.distribution) == (
            before.publisher,
            before.editor,
            before.distribution,
        )
        assert issue.number == before.number + 1

    def test_no_issue_is_older_than_the_one_before(self, cast):
        drafted(cast)
        with pytest.raises(WordsMissing) as caught:
            opened(cast, on=date(2023, 5, 1))
        assert set(caught.value.errors) == {"date"}

    @pytest.mark.parametrize("first", [(0, 5), (18, 17), (101, 200)])
    def test_impossible_numbers_are_refused(self, cast, first):
        with pytest.raises(WordsMissing):
            opened(cast, first=first)

    @pytest.mark.parametrize("member", ["reviewer", "signer", "clerk_a", "keeper"])
    def test_only_an_editor_opens(self, cast, member):
        with pytest.raises(NotPermitted):
            actions.open_issue(by=cast.actor(member), at=AT, on=date(2026, 9, 4))

    def test_the_day_is_a_week_later_on_a_working_day(self, cast):
        drafted(cast)  # Friday, 26 May 2023
        assert likely_date(date(2023, 5, 27)) == date(2023, 6, 2)
        assert likely_date(date(2023, 6, 3)) == date(2023, 6, 9)
        assert likely_date(date(2098, 1, 4)).weekday() < 5

    def test_discarding_leaves_no_hole(self, cast):
        first, second, third = (opened(cast, on=date(2026, 9, day)) for day in (4, 11, 18))
        actions.discard_draft(by=cast.actor("editor"), at=AT, issue_id=second.pk, seen=second.version)
        third.refresh_from_db()
        assert (third.number, third.total) == (2, 2)
        assert opened(cast, on=date(2026, 9, 25)).total == 3
        first.refresh_from_db()
        assert first.total == 1

    def test_discarding_is_refused_where_a_later_one_is_under_way(self, cast):
        first = drafted(cast, 17)
        reviewing(cast, 18)
        with pytest.raises(NumbersWouldGap, match="空号"):
            actions.discard_draft(by=cast.actor("editor"), at=AT, issue_id=first.pk, seen=first.version)


@pytest.mark.django_db(transaction=True)
def test_two_editors_open_at_once_without_gap_or_double(cast):
    actor, start, errors = cast.actor("editor"), threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            actions.open_issue(by=actor, at=AT, on=date(2026, 9, 4))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(Issue.objects.values_list("number", "total")) == [(n, n) for n in (1, 2, 3, 4)]


@pytest.mark.django_db
class TestTakingIn:
    def test_what_was_adopted_becomes_an_item_with_all_that_is_known(self, cast):
        submission, issue = adopted(cast), opened(cast)
        assert list(pool(cast.actor("editor"))) == [submission]
        [item] = placed(cast, issue, submission)
        assert (item.title, item.place, item.event_on) == (submission.title, "区文化馆", date(2023, 5, 23))
        assert item.credit_line == "青溪区科协"
        submission.refresh_from_db()
        assert submission.item == item
        assert not pool(cast.actor("editor")).exists()

    def test_joined_ones_sign_together(self, cast):
        one, other = adopted(cast), adopted(cast, member="clerk_b", unit="云台区科协")
        Submission.objects.filter(pk=other.pk).update(joined_to=one)
        [item] = placed(cast, opened(cast), one)
        assert item.credit_line == "青溪区科协、云台区科协"
        assert item.submissions.count() == 2

    def test_items_of_a_column_stand_together(self, cast):
        issue = opened(cast)
        placed(cast, issue, adopted(cast, "甲", "科普工作"), adopted(cast, "乙", "基层动态"))
        placed(cast, issue, adopted(cast, "丙", "科普工作"))
        assert [item.title for item in issue.items.all()] == ["甲", "丙", "乙"]
        assert [item.order for item in issue.items.all()] == [1, 2, 3]

    def test_nothing_is_taken_in_twice(self, cast):
        submission, issue = adopted(cast), opened(cast)
        placed(cast, issue, submission)
        with pytest.raises(InAnIssue):
            placed(cast, issue, submission)

    def test_what_is_not_adopted_stays_out(self, cast):
        issue = opened(cast)
        with pytest.raises(NotAdopted):
            placed(cast, issue, sent(cast, words=replace(WORDS, column=column_of().pk)))
        with pytest.raises(WordsMissing):
            placed(cast, issue, adopted(cast, column=None))
        with pytest.raises(NotFound):
            actions.place_submissions(by=cast.actor("editor"), at=AT, issue_id=issue.pk, submission_ids=[new_id()])
        assert not issue.items.exists()

    def test_taken_out_it_waits_again(self, cast):
        submission, issue = adopted(cast), opened(cast)
        [item] = placed(cast, issue, submission)
        issue.refresh_from_db()
        actions.take_out(by=cast.actor("editor"), at=AT, item_id=item.pk, seen=issue.version)
        submission.refresh_from_db()
        assert (submission.item, submission.state) == (None, "adopted")
        assert not Item.objects.filter(pk=item.pk).exists()

    def test_an_item_by_hand(self, cast):
        issue = opened(cast)
        given_words = {"by": cast.actor("editor"), "at": AT, "issue_id": issue.pk}
        item = actions.add_item(**given_words, column_id=column_of().pk, title=" 简讯 ", text="一。\n\n二。")
        assert (item.title, item.paragraphs) == ("简讯", ("一。", "二。"))
        with pytest.raises(WordsMissing) as caught:
            actions.add_item(**given_words, column_id=0, title="", text=" ")
        assert set(caught.value.errors) == {"title", "text", "column"}

    def test_a_signed_issue_takes_nothing_in(self, cast):
        with pytest.raises(NotDrafting):
            placed(cast, signed(cast), adopted(cast))


@pytest.mark.django_db
class TestArranging:
    def test_who_saw_an_older_order_moves_nothing(self, cast):
        issue = drafted(cast)
        [first, second, *_rest] = issue.items.all()
        by = cast.actor("editor")
        actions.move_item(by=by, at=AT, item_id=second.pk, move=Move.UP, seen=issue.version)
        assert [item.pk for item in issue.items.all()][:2] == [second.pk, first.pk]
        with pytest.raises(IssueChanged):
            actions.move_item(by=by, at=AT, item_id=first.pk, move=Move.UP, seen=issue.version)

    def test_the_whole_order_and_nothing_less(self, cast):
        issue = drafted(cast)
        places = [Place(item.pk, item.column_id) for item in issue.items.all()]
        by = cast.actor("editor")
        with pytest.raises(Conflict):
            actions.arrange(by=by, at=AT, issue_id=issue.pk, order=places[:-1], seen=issue.version)
        wrong = [places[0]._replace(column=99_999), *places[1:]]
        with pytest.raises(NotFound):
            actions.arrange(by=by, at=AT, issue_id=issue.pk, order=wrong, seen=issue.version)
        again = actions.arrange(by=by, at=AT, issue_id=issue.pk, order=places, seen=issue.version)
        assert again.version == issue.version

    def test_through_the_page_with_undo(self, cast):
        issue, client = drafted(cast), cast.as_("editor")
        [first, second, *_rest] = issue.items.all()
        move = {"seen": issue.version, "move": f"{second.pk}:up"}
        answer = client.post(reverse("bulletin:issue-move", args=[issue.pk]), move, follow=True)
        page = answer.content.decode()
        assert f"“{second.title}”现在是第1条" in page
        assert "撤销这次移动" in page
        issue.refresh_from_db()
        order = {"seen": issue.version, "place": [f"{i.pk}:{i.column_id}" for i in (first, second, *_rest)]}
        client.post(reverse("bulletin:issue-order", args=[issue.pk]), order)
        assert next(iter(issue.items.all())) == first


@pytest.mark.django_db
class TestWords:
    def test_every_change_of_an_item_leaves_a_version(self, cast):
        issue = drafted(cast)
        item = issue.items.all()[0]
        stored = item_words(item.title, item.text, [credit.name for credit in item.credits.all()])
        actions.edit_item(
            by=cast.actor("editor"),
            at=AT,
            item_id=item.pk,
            seen=fingerprint(stored),
            title="市科协到青溪区调研",
            paragraphs=item.paragraphs,
            units=["科普部"],
        )
        _item, versions = item_history(cast.actor("reviewer"), item.pk)
        assert [(version.number, version.who) for version in versions] == [(2, "周青禾"), (1, "")]
        assert [change.label for change in versions[0].changes] == ["标题", "署名单位"]
        assert version_of(cast.actor("editor"), item.pk, 1).words == stored
        client = cast.as_("editor")
        page = client.get(reverse("bulletin:item-history", args=[item.pk])).content.decode()
        assert "恢复这一版" in page
        client.post(reverse("bulletin:item-restore", args=[item.pk, 1]))
        item.refresh_from_db()
        assert item.title == stored["title"]
        assert WordsVersion.objects.filter(item=item).count() == 3

    def test_the_head_changes_and_conflicts_show_both(self, cast):
        issue, by = drafted(cast), cast.actor("editor")
        begun = head_words(issue)
        head = {**begun, "date": issue.date, "publisher": "云川市科协", "distribution": "各区科协\n各学会"}
        changed = actions.edit_head(by=by, at=AT, issue_id=issue.pk, seen=fingerprint(begun), head=head)
        assert (changed.publisher, changed.distribution) == ("云川市科协", ["各区科协", "各学会"])
        other = {**head, "publisher": "办公室"}
        with pytest.raises(WordsChanged) as caught:
            actions.edit_head(by=by, at=AT, issue_id=issue.pk, seen=fingerprint(begun), head=other)
        assert caught.value.stored["publisher"] == "云川市科协"
        wrong = {**head, "name": "", "date": date(2030, 1, 1), "distribution": "长" * 301}
        with pytest.raises(WordsMissing) as caught:
            actions.edit_head(by=by, at=AT, issue_id=issue.pk, seen="", head=wrong)
        assert set(caught.value.errors) == {"name", "date", "distribution"}

    def test_the_head_through_the_page(self, cast):
        issue, client = drafted(cast), cast.as_("editor")
        address = reverse("bulletin:issue-head", args=[issue.pk])
        begun = head_words(issue)
        sent_words = {**begun, "publisher": "云川市科协", "seen": fingerprint(begun)}
        assert client.post(address, sent_words).status_code == 302
        again = client.post(address, {**sent_words, "publisher": "另一个单位"})
        assert again.status_code == 409
        assert "另一个单位" in again.content.decode()
        assert "修改记录" in client.get(address).content.decode()
        page = client.get(reverse("bulletin:issue-history", args=[issue.pk, "head"])).content.decode()
        assert "编印单位" in page

    def test_facts(self, cast):
        issue = drafted(cast)
        item = issue.items.all()[0]
        facts = Facts(event_on=date(2023, 5, 23), event_until=date(2023, 5, 24), place="展厅")
        given_facts = {"by": cast.actor("editor"), "at": AT, "item_id": item.pk}
        changed = actions.edit_facts(**given_facts, seen=issue.version, facts=facts)
        assert changed.place == "展厅"
        with pytest.raises(IssueChanged):
            actions.edit_facts(**given_facts, seen=issue.version, facts=Facts())
        with pytest.raises(WordsMissing):
            actions.edit_facts(**given_facts, seen=issue.version + 1, facts=replace(facts, event_on=None))

    def test_two_in_one_item_are_told_of_each_other(self, cast):
        issue = drafted(cast)
        part = str(issue.items.all()[0].pk)
        second = {"by": cast.actor("editor"), "issue_id": issue.pk, "part": part}
        Presence.objects.create(issue=issue, part=part, account_id=new_id(), person_name="王编辑", seen_at=AT)
        assert be_present(**second, at=AT + timedelta(seconds=20)) == ["王编辑"]
        assert be_present(**second, at=AT + PRESENT + timedelta(seconds=1)) == []
        assert Presence.objects.count() == 1
        with pytest.raises(NotPermitted):
            be_present(**{**second, "by": cast.actor("reviewer")}, at=AT)

    def test_the_preview_saves_nothing_and_the_pdf_shows_what_was_typed(self, cast):
        issue, client = drafted(cast), cast.as_("editor")
        item = issue.items.all()[0]
        typed = {"title": "没有保存的<b>标题</b>", "text": "新的一段。", "credits": "科普部"}
        shown = client.post(reverse("bulletin:item-preview", args=[item.pk]), typed).content.decode()
        assert "没有保存的&lt;b&gt;标题" in shown
        file = client.get(reverse("bulletin:desk-file", args=[issue.pk, "txt"]), {"words": str(item.pk)})
        assert "新的一段。" in file.content.decode()
        plain = client.get(reverse("bulletin:desk-file", args=[issue.pk, "txt"])).content.decode()
        assert "新的一段。" not in plain
        item.refresh_from_db()
        assert "没有保存" not in item.title


@pytest.mark.django_db
class TestCorrecting:
    def begin(self, cast, issue) -> Issue:
        return actions.correct(
            by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version, note="第一条人数有误。"
        )

    def rewrite(self, cast, issue, title="更正后的标题") -> Item:
        item = issue.items.all()[0]
        stored = item_words(item.title, item.text, [credit.name for credit in item.credits.all()])
        return actions.edit_item(
            by=cast.actor("editor"),
            at=AT,
            item_id=item.pk,
            seen=fingerprint(stored),
            title=title,
            paragraphs=item.paragraphs,
            units=["科普部"],
        )

    def finish(self, cast, issue) -> Issue:
        for member, verb in (("editor", "submit"), ("reviewer", "approve"), ("signer", "sign")):
            issue.refresh_from_db()
            issue = actions.advance(
                by=cast.actor(member), at=AT, issue_id=issue.pk, verb=IssueVerb(verb), seen=issue.version
            )
        return issue

    def test_the_public_has_the_old_one_until_the_new_one_is_signed(self, cast):
        issue = signed(cast)
        old = issue.items.all()[0].title
        visitor = cast.as_("visitor")
        corrected = self.begin(cast, issue)
        item = self.rewrite(cast, corrected)
        for address in (issue.get_absolute_url(), item.get_absolute_url(), "/bulletin/", "/", "/search/?q=调研"):
            page = visitor.get(address).content.decode()
            assert "更正后的标题" not in page, address
        assert old in visitor.get(issue.get_absolute_url()).content.decode()
        assert old in visitor.get(item.get_absolute_url()).content.decode()
        text = visitor.get(f"{issue.get_absolute_url()}download.txt").content.decode()
        assert old in text
        preview = cast.as_("editor").get(reverse("bulletin:desk-page", args=[issue.pk])).content.decode()
        assert "更正后的标题" in preview
        done = self.finish(cast, corrected)
        assert [revision.number for revision in done.revisions.all()] == [0, 1]
        page = visitor.get(issue.get_absolute_url()).content.decode()
        assert "更正后的标题" in page
        assert "第1次更正" in page
        assert "第一条人数有误。" in page
        assert "更正后的标题" in visitor.get(f"{issue.get_absolute_url()}download.txt").content.decode()
        office = cast.as_("reviewer").get(reverse("bulletin:issue-revision", args=[issue.pk, 1])).content.decode()
        assert "与上一稿的不同" in office
        file = reverse("bulletin:issue-revision-file", args=[issue.pk, 0, "txt"])
        assert cast.as_("reviewer").get(file).content.decode() == text
        assert cast.as_("clerk_a").get(file).status_code == 403

    def test_a_correction_needs_its_reason_and_an_editor(self, cast):
        issue = signed(cast)
        with pytest.raises(WordsMissing, match="更正的原因"):
            actions.correct(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version, note=" ")
        for member in ("reviewer", "signer", "clerk_a"):
            with pytest.raises(NotPermitted):
                actions.correct(by=cast.actor(member), at=AT, issue_id=issue.pk, seen=issue.version, note="错")

    def test_given_up_everything_is_as_signed(self, cast):
        submission = adopted(cast)
        draft = drafted(cast)
        placed(cast, draft, submission)
        for member, verb in (("editor", "submit"), ("reviewer", "approve"), ("signer", "sign")):
            draft.refresh_from_db()
            actions.advance(by=cast.actor(member), at=AT, issue_id=draft.pk, verb=IssueVerb(verb), seen=draft.version)
        issue = Issue.objects.get(pk=draft.pk)
        said, keys = queries.as_understood(issue), [item.pk for item in issue.items.all()]
        corrected = self.begin(cast, issue)
        self.rewrite(cast, corrected)
        corrected.refresh_from_db()
        item = Item.objects.get(submissions=submission)
        actions.take_out(by=cast.actor("editor"), at=AT, item_id=item.pk, seen=corrected.version)
        corrected.refresh_from_db()
        back = actions.give_up_correction(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=corrected.version)
        assert queries.as_understood(back) == said
        assert [one.pk for one in back.items.all()] == keys
        assert (back.state, back.revision, back.content_hash) == ("signed", 0, issue.content_hash)
        assert (back.signed_by_id, back.reviewed_by_id) == (issue.signed_by_id, issue.reviewed_by_id)
        submission.refresh_from_db()
        assert submission.item_id == item.pk

    def test_what_is_public_is_not_discarded_and_nothing_is_given_up_twice(self, cast):
        corrected = self.begin(cast, signed(cast))
        by = cast.actor("editor")
        with pytest.raises(AlreadyPublished):
            actions.discard_draft(by=by, at=AT, issue_id=corrected.pk, seen=corrected.version)
        back = actions.give_up_correction(by=by, at=AT, issue_id=corrected.pk, seen=corrected.version)
        with pytest.raises(NotDrafting):
            actions.give_up_correction(by=by, at=AT, issue_id=back.pk, seen=back.version)
        draft = drafted(cast, 18)
        with pytest.raises(NotFound):
            actions.give_up_correction(by=by, at=AT, issue_id=draft.pk, seen=draft.version)

    def test_papers_are_kept_byte_for_byte_and_a_changed_one_is_named(self, cast):
        issue = signed(cast)
        assert verify().differing == ()
        assert verify().outputs == issue.revisions.get().outputs.count() >= 3
        blob = issue.revisions.get().outputs.get(format="txt").blob
        Blob.objects.filter(pk=blob.pk).update(content=b"another text")
        [differs] = verify().differing
        assert (differs.label, differs.revision, differs.what) == (issue.label, 0, "txt")


@pytest.mark.django_db
class TestPages:
    def test_open_place_and_take_out(self, cast):
        submission, client = adopted(cast), cast.as_("editor")
        drafted(cast)
        page = client.get(reverse("bulletin:issue-new")).content.decode()
        assert "2023年第18期" in page or "总第71期" in page
        key = page.split('name="submit_key" value="')[1].split('"')[0]
        made = client.post(reverse("bulletin:issue-new"), {"date": "2026-09-04", "submit_key": key})
        assert made.status_code == 302
        issue = Issue.objects.get(total=71)
        page = client.get(made["Location"]).content.decode()
        assert submission.title in page
        key = page.split('name="submit_key" value="')[1].split('"')[0]
        client.post(
            reverse("bulletin:issue-place", args=[issue.pk]), {"submission": str(submission.pk), "submit_key": key}
        )
        item = issue.items.get()
        asked = client.get(reverse("bulletin:item-out", args=[item.pk])).content.decode()
        assert "回到“待编入”" in asked
        issue.refresh_from_db()
        client.post(reverse("bulletin:item-out", args=[item.pk]), {"seen": issue.version})
        assert not issue.items.exists()

    @pytest.mark.parametrize("member", ["reviewer", "signer", "clerk_a", "sender", "system_admin"])
    def test_nobody_else_makes_issues(self, cast, member):
        issue, client = drafted(cast), cast.as_(member)
        assert client.get(reverse("bulletin:issue-new")).status_code == 403
        for name in ("issue-place", "issue-move", "issue-order"):
            assert client.post(reverse(f"bulletin:{name}", args=[issue.pk])).status_code == 403

    @pytest.mark.parametrize("move", ["", "x", "x:up", "00000000-0000-0000-0000-000000000000:up", ":"])
    def test_odd_moves_are_refused_kindly(self, cast, move):
        issue = drafted(cast)
        answer = cast.as_("editor").post(
            reverse("bulletin:issue-move", args=[issue.pk]), {"move": move, "seen": issue.version}
        )
        assert answer.status_code in (404, 422)
