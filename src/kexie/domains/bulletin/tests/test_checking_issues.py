"""The checks of a stored issue: what they know, what is waived and mended, and what keeps an issue from review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.errors import LogInFirst, NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import api as people
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import NotDrafting, WordsMissing
from kexie.domains.bulletin.errors.checks import ChecksOpen, FindingGone, NoMend
from kexie.domains.bulletin.models import Blob, Item, Picture, Waiver
from kexie.domains.bulletin.rules.checks import CheckedItem
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodItem
from kexie.domains.bulletin.rules.submissions import SubmissionWords
from kexie.domains.bulletin.rules.watch_words import WordEntry
from kexie.domains.bulletin.tests.factories import AT, SAID, drafted, reviewing, signed

LONG = (
    "5月23日，市科协在云川科学中心召开座谈会，各区科协和市级学会负责人参加，会议研究了科普场馆开放时间和志愿者培训安排，"
    "要求各单位在暑期开始以前把名单报给办公室。"
)


def draft_of(cast, *texts: str, number: int = 17, units=("办公室",), **changes):
    """A draft with one item for each text."""
    items = tuple(
        UnderstoodItem(title=f"第{place}条信息的标题", paragraphs=tuple(text.split("\n")), credits=units)
        for place, text in enumerate(texts, start=1)
    )
    columns = (UnderstoodColumn(name="科普工作", items=items),)
    return drafted(cast, number, **{"columns": columns, "highlights": ()} | changes)


def report(cast, issue, member="editor"):
    return queries.check_report(cast.actor(member), issue.pk)


def codes(cast, issue) -> list[str]:
    return [each.finding.code for each in report(cast, issue).judged]


def key_of(cast, issue, code: str) -> str:
    return next(each.finding.key for each in report(cast, issue).judged if each.finding.code == code)


def waive(cast, issue, code: str, reason="原文如此。", member="editor"):
    return actions.waive(by=cast.actor(member), at=AT, issue_id=issue.pk, key=key_of(cast, issue, code), reason=reason)


def mend(cast, issue, *found: str):
    keys = [key_of(cast, issue, code) for code in found]
    return actions.mend(by=cast.actor("editor"), at=AT, issue_id=issue.pk, keys=keys)


def leader(cast, name: str, title: str, unit="云川市科协", *, begin=date(2020, 1, 1), end=None, precedence=20):
    """Somebody with a title in the register of posts."""
    person = people.add_person(by=Platform(), at=AT, name=name)
    people.grant_post(
        by=Platform(),
        at=AT,
        person=person,
        organisation=cast.unit(unit),
        role="",
        title=title,
        precedence=precedence,
        begin=begin,
        end=end,
    )


class TestFinding:
    def test_an_issue_in_order_has_nothing_to_check(self, cast):
        issue = draft_of(cast, LONG)
        found = report(cast, issue)
        assert (found.judged, found.open_musts, found.open_shoulds, found.waived) == ((), 0, 0, 0)
        assert [group.item.title for group in found.groups if group.item] == ["第1条信息的标题"]

    def test_findings_are_grouped_by_item_those_that_must_be_mended_first(self, cast):
        issue = draft_of(cast, LONG, f"{LONG}\n参加者3千人，4月31日结束。", highlights=("与谁都不相干的一句话",))
        groups = report(cast, issue).groups
        assert [[each.finding.code for each in group.open] for group in groups] == [
            [],
            ["day_impossible", "doubled", "number_style"],
            ["highlight_of_nothing"],
        ]
        assert groups[-1].item is None

    def test_the_register_is_asked_as_of_the_day_of_the_event(self, cast):
        leader(cast, "顾清和", "党组书记、常务副主席", precedence=10)
        leader(cast, "叶承泽", "副主席", begin=date(2020, 1, 1), end=date(2023, 4, 30))
        leader(cast, "林若谷", "副主席", begin=date(2023, 5, 1))
        right = f"{LONG}\n市科协党组书记、常务副主席顾清和讲话，副主席林若谷参加。"
        assert codes(cast, draft_of(cast, right)) == []
        issue = draft_of(cast, f"{LONG}\n市科协副主席叶承泽参加，市科协副主席林若古参加。", number=18)
        assert codes(cast, issue)[:2] == ["leader_term", "leader_name"]
        Item.objects.filter(issue=issue).update(event_on=date(2023, 4, 20))
        assert codes(cast, issue)[:2] == ["event_differs", "leader_name"]

    def test_a_unit_under_its_former_name_is_known(self, cast):
        leader(cast, "江一帆", "理事长", "云川市农学会")
        unit = cast.unit("云川市农学会")
        people.rename_organisation(
            by=Platform(), at=AT, organisation=unit, name="云川市农业学会", on=date(2023, 5, 1), basis="章程"
        )
        for number, name in enumerate(("云川市农学会", "云川市农业学会"), start=17):
            issue = draft_of(cast, f"{LONG}\n{name}理事长江一凡致辞。", number=number)
            assert "leader_name" in codes(cast, issue)

    def test_pictures_and_watched_words_are_looked_at(self, cast):
        issue = draft_of(cast, f"{LONG}\n中科协发文。")
        item = issue.items.get()
        blob = Blob.objects.create(sha256="a" * 64, media_type="image/png", size=3, content=b"png", stored_at=AT)
        Picture.objects.create(item=item, blob=blob, order=1, width=10, height=10)
        word = actions.add_word(by=cast.actor("keeper"), at=AT, entry=entry("中科协", instead="中国科协"))
        assert codes(cast, issue) == ["no_caption", "no_alt", "banned"]
        actions.switch_word(by=cast.actor("keeper"), at=AT, word_id=word.pk, active=False)
        assert codes(cast, issue) == ["no_caption", "no_alt"]

    def test_an_item_of_the_past_weeks_is_remembered_for_eight_weeks(self, cast):
        old = draft_of(cast, LONG, number=17)
        new = draft_of(cast, LONG, number=18, date=old.date + timedelta(weeks=8))
        (found,) = report(cast, new).judged
        assert found.finding.code == "near_duplicate"
        assert old.short_label in found.finding.reason
        later = draft_of(cast, LONG, number=19, date=old.date + timedelta(weeks=17))
        assert codes(cast, later) == []

    def test_the_number_of_queries_does_not_grow_with_the_issue(self, cast):
        leader(cast, "林若谷", "副主席")
        drafted(cast, 17)
        small = draft_of(cast, f"{LONG}\n市科协副主席林若谷参加。", number=18)
        texts = [f"第{place}次：{LONG}\n市科协副主席林若谷{place}次参加。" for place in range(12)]
        large = draft_of(cast, *texts, number=19)
        counts = []
        for issue in (small, large):
            with CaptureQueriesContext(connection) as captured:
                queries.check_report(cast.actor("editor"), issue.pk)
            counts.append(len(captured))
        assert counts[1] == counts[0]
        assert counts[0] <= 16

    @pytest.mark.parametrize("member", ["editor", "reviewer", "signer"])
    def test_who_may_see_drafts_sees_the_findings(self, cast, member):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        assert report(cast, issue, member).open_musts == 1
        assert report(cast, issue, member).may_edit == (member == "editor")

    @pytest.mark.parametrize("member", ["clerk_a", "keeper", "sender", "plain"])
    def test_nobody_else_does(self, cast, member):
        issue = draft_of(cast, LONG)
        with pytest.raises(NotPermitted):
            report(cast, issue, member)
        with pytest.raises(LogInFirst):
            queries.check_report(Visitor(), issue.pk)

    def test_an_issue_that_is_not_there(self, cast):
        with pytest.raises(NotFound):
            queries.check_report(cast.actor("editor"), cast.person("editor").pk)


class TestReview:
    def test_an_open_must_keeps_the_issue_from_review(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        with pytest.raises(ChecksOpen) as refusal:
            actions.submit_for_review(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version)
        assert refusal.value.data["count"] == 1
        waive(cast, issue, "day_impossible")
        actions.submit_for_review(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version)
        issue.refresh_from_db()
        assert issue.state == "reviewing"

    def test_what_is_only_pointed_out_keeps_nothing(self, cast):
        issue = draft_of(cast, LONG.replace("5月23日", "近日"))
        assert codes(cast, issue) == ["undated"]
        assert queries.open_musts(issue) == []
        assert reviewing(cast, 18).state == "reviewing"


class TestWaiving:
    def test_a_waiver_is_kept_with_its_reason_and_audited(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        made = waive(cast, issue, "day_impossible", "  引文原文如此，\n 不改。 ")
        assert (made.reason, made.person_name, made.excerpt) == ("引文原文如此， 不改。", "周青禾", "4月31日")
        assert made.item == issue.items.get()
        (group, _rest) = report(cast, issue).groups
        assert [each.waiver for each in group.waived] == [made]
        assert report(cast, issue).open_musts == 0
        assert AuditEvent.objects.filter(action="bulletin.waive", target=f"bulletin.issue:{issue.pk}").count() == 1

    def test_twice_is_once(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        first = waive(cast, issue, "day_impossible")
        assert waive(cast, issue, "day_impossible", "另一个理由。") == first
        assert Waiver.objects.count() == 1

    def test_it_can_be_taken_back_and_given_again(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        made = waive(cast, issue, "day_impossible")
        for _turn in range(2):
            actions.take_back_waiver(by=cast.actor("editor"), at=AT, waiver_id=made.pk)
        assert report(cast, issue).open_musts == 1
        assert AuditEvent.objects.filter(action="bulletin.unwaive").count() == 1
        assert waive(cast, issue, "day_impossible").pk != made.pk

    def test_it_dies_when_the_words_change_and_is_still_shown(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        made = waive(cast, issue, "day_impossible")
        Item.objects.filter(issue=issue).update(text=f"{LONG}\n4月31日开始。")
        found = report(cast, issue)
        assert (found.open_musts, found.lapsed) == (1, (made,))

    def test_it_lives_when_other_words_change(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        waive(cast, issue, "day_impossible")
        Item.objects.filter(issue=issue).update(text=f"{LONG}\n市科协办公室作了说明。\n4月31日结束。")
        assert report(cast, issue).open_musts == 0

    def test_without_a_reason_nothing_is_waived(self, cast):
        issue = draft_of(cast, f"{LONG}\n4月31日结束。")
        for reason in ("", "  ", "长" * 301):
            with pytest.raises(WordsMissing):
                waive(cast, issue, "day_impossible", reason)
        assert not Waiver.objects.exists()

    def test_a_finding_that_is_gone_cannot_be_waived(self, cast):
        issue = draft_of(cast, LONG)
        with pytest.raises(FindingGone):
            actions.waive(by=cast.actor("editor"), at=AT, issue_id=issue.pk, key="0" * 32, reason="原文如此。")

    def test_after_review_nothing_is_waived_or_mended(self, cast):
        issue = reviewing(cast)
        for act in (
            lambda: actions.waive(by=cast.actor("editor"), at=AT, issue_id=issue.pk, key="0" * 32, reason="不改。"),
            lambda: actions.mend(by=cast.actor("editor"), at=AT, issue_id=issue.pk, keys=["0" * 32]),
        ):
            with pytest.raises(NotDrafting):
                act()

    @pytest.mark.parametrize("member", ["reviewer", "signer", "keeper", "clerk_a"])
    def test_only_editors_waive_and_mend(self, cast, member):
        issue = draft_of(cast, f"{LONG}\n4月31日结束,")
        made = waive(cast, issue, "day_impossible")
        by = cast.actor(member)
        for act in (
            lambda: actions.waive(by=by, at=AT, issue_id=issue.pk, key="0" * 32, reason="不改。"),
            lambda: actions.mend(by=by, at=AT, issue_id=issue.pk, keys=["0" * 32]),
            lambda: actions.take_back_waiver(by=by, at=AT, waiver_id=made.pk),
        ):
            with pytest.raises(NotPermitted):
                act()


class TestMending:
    def test_one_click_changes_the_words_and_nothing_else(self, cast):
        issue = draft_of(cast, f"{LONG}\n市科协办公室指出,要抓好落实。", units=("办公室", "科普部"))
        version = issue.version
        assert mend(cast, issue, "half_width") == 1
        item = issue.items.get()
        assert item.paragraphs == (LONG, "市科协办公室指出，要抓好落实。")
        assert item.credit_line == "办公室、科普部"
        issue.refresh_from_db()
        assert issue.version == version + 1
        assert AuditEvent.objects.filter(action="bulletin.edit", target=f"bulletin.item:{item.pk}").count() == 1

    def test_many_at_once_in_several_items_and_in_the_highlights(self, cast):
        other = "5月24日,青溪区科协在柳湾街道办起科学集市,三十二个摊位展示了节水灌溉、家庭用电和急救知识,居民体验了心肺复苏。"
        issue = draft_of(cast, f"{LONG}\n会议指出,要抓好落实.", other, highlights=("第1条信息的标题,",))
        found = [each.finding for each in report(cast, issue).judged if each.finding.mend is not None]
        keys = [each.key for each in found]
        assert actions.mend(by=cast.actor("editor"), at=AT, issue_id=issue.pk, keys=keys) == len(found)
        texts = "".join(item.text for item in issue.items.all())
        assert "," not in texts
        assert "." not in texts
        assert issue.highlights.get().text == "第1条信息的标题"

    def test_a_second_click_finds_it_done(self, cast):
        issue = draft_of(cast, f"{LONG}\n会议指出,要抓好落实。")
        key = key_of(cast, issue, "half_width")
        actions.mend(by=cast.actor("editor"), at=AT, issue_id=issue.pk, keys=[key])
        with pytest.raises(FindingGone):
            actions.mend(by=cast.actor("editor"), at=AT, issue_id=issue.pk, keys=[key])
        assert issue.items.get().text.endswith("会议指出，要抓好落实。")

    def test_what_only_a_person_can_mend_is_refused_and_nothing_is_half_done(self, cast):
        issue = draft_of(cast, f"{LONG}\n会议指出,要抓好落实，4月31日结束。")
        with pytest.raises(NoMend):
            mend(cast, issue, "half_width", "day_impossible")
        assert "," in issue.items.get().text

    def test_no_key_is_no_mend(self, cast):
        issue = draft_of(cast, LONG)
        with pytest.raises(FindingGone):
            actions.mend(by=cast.actor("editor"), at=AT, issue_id=issue.pk, keys=[])


def entry(word, grade="banned", **changes):
    return WordEntry(word=word, grade=grade, **changes)


class TestKindlyCheck:
    def words(self, *paragraphs, **changes):
        values = {
            "key": "",
            "title": "青溪区科协召开座谈会",
            "paragraphs": paragraphs or (LONG,),
            "credits": ("青溪区科协",),
        }
        return CheckedItem(**(values | changes))

    def ask(self, cast, words, member="clerk_a", on=date(2023, 5, 26)):
        return [each.finding.code for each in queries.check_words(cast.actor(member), words, on=on)]

    def test_words_in_order(self, cast):
        assert self.ask(cast, self.words()) == []

    def test_what_a_clerk_is_told(self, cast):
        leader(cast, "梁赟", "副主席", "青溪区科协")
        text = f"{LONG}\n青溪区科协主席梁赟介绍了情况。".replace("5月23日", "近日")
        assert self.ask(cast, self.words(text, credits=())) == ["no_credit", "undated", "leader_title"]
        assert self.ask(cast, self.words("")) == ["length", "undated"]

    def test_beside_what_was_printed_but_not_beside_drafts(self, cast):
        said = replace(SAID.columns[0], items=(UnderstoodItem(title="旧闻", paragraphs=(LONG,), credits=("办公室",)),))
        drafted(cast, 17, columns=(said,))
        assert self.ask(cast, self.words()) == []
        signed(cast, 18, columns=(said,))
        assert self.ask(cast, self.words()) == ["near_duplicate"]
        assert self.ask(cast, self.words(), on=date(2023, 9, 1)) == []

    def test_beside_what_the_unit_has_sent_in_and_no_other(self, cast):
        by = cast.actor("clerk_b")
        unit = cast.unit("云台区科协")
        made = actions.begin_submission(by=by, at=AT, unit=unit, words=SubmissionWords(title="座谈会", text=LONG))
        actions.send_in(by=by, at=AT, submission_id=made.pk, seen=made.edition)
        assert self.ask(cast, self.words(), "clerk_b") == ["near_duplicate"]
        assert self.ask(cast, self.words(key=str(made.pk)), "clerk_b") == []
        assert self.ask(cast, self.words(), "clerk_a") == []
        assert self.ask(cast, self.words(), "editor") == ["near_duplicate"]

    @pytest.mark.parametrize("member", ["plain", "reviewer", "keeper"])
    def test_who_sends_nothing_in_is_refused(self, cast, member):
        with pytest.raises(NotPermitted):
            self.ask(cast, self.words(), member)
