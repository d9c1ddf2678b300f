"""Reports of one event: found, set side by side, made one item of two units, parted again."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.errors import NotFound, Refusal
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions import joining
from kexie.domains.bulletin.actions.likenesses import find_likenesses
from kexie.domains.bulletin.errors import InAnIssue, NotJoined, StepNotPossible, SubmissionChanged
from kexie.domains.bulletin.models import Likeness, Submission
from kexie.domains.bulletin.queries import desk_submissions as queries
from kexie.domains.bulletin.tests.factories import drafted, said
from kexie.domains.bulletin.tests.submitting import NOW, TEXT, WORDS, days_ago, decided, from_b, sent_in

DESK = "/workbench/bulletin/"
#: The same event as another unit tells it; and another event.
RETOLD = TEXT.replace("青溪区科协在", "青溪区科协联合云台区科协在").replace("一等奖三名", "一、二等奖八名")
OTHER = (
    "5月22日，云台区科协召开工作会议，部署下半年的学会服务、科普阵地建设和信息报送工作，"
    "各镇街科协负责同志参加会议并作交流发言。"
)


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.fixed(NOW):
        yield


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def look(at=NOW) -> None:
    outbox.deliver_due(at=at)


def alike_to(cast, submission: Submission) -> list[str]:
    return [str(one.other or one.item) for one in queries.alike(cast.actor("editor"), submission)]


class TestFinding:
    def test_two_reports_of_one_event_find_each_other(self, cast):
        one, other = sent_in(cast, title="甲"), from_b(cast, title="乙", text=RETOLD)
        from_b(cast, title="丙", text=OTHER)
        look()
        assert alike_to(cast, one) == ["乙"]
        assert alike_to(cast, other) == ["甲"]
        assert Likeness.objects.count() == 2
        assert all(60 <= row.percent <= 99 for row in Likeness.objects.all())

    def test_what_an_issue_has_printed_is_found_too(self, cast):
        item = drafted(cast, columns=said().columns).items.first()
        submission = sent_in(cast, title=item.title, text=item.text + "\n此外还参观了实验室。")
        look()
        assert alike_to(cast, submission) == [item.title]

    def test_an_item_made_of_a_submission_is_not_told_twice(self, cast):
        first = decided(cast, sent_in(cast, title="甲"), "adopt")
        item = drafted(cast).items.first()
        type(item).objects.filter(pk=item.pk).update(text=TEXT)
        Submission.objects.filter(pk=first.pk).update(item=item)
        second = from_b(cast, title="乙", text=RETOLD)
        look()
        assert alike_to(cast, second) == ["甲"]

    def test_what_is_two_months_old_is_another_event(self, cast):
        sent_in(cast, title="旧", at=days_ago(60))
        look()
        submission = sent_in(cast)
        look()
        assert alike_to(cast, submission) == []

    def test_new_words_are_looked_at_anew(self, cast):
        from_b(cast, title="乙", text=RETOLD)
        submission = sent_in(cast, title="甲")
        look()
        decided(cast, submission, "return", "与另一条重复。")
        submission.refresh_from_db()
        actions.save_submission(
            by=cast.actor("clerk_a"),
            at=NOW,
            submission_id=submission.pk,
            seen=submission.edition,
            words=replace(WORDS, text=OTHER),
        )
        decided(cast, submission, "send_in", member="clerk_a")
        look()
        assert alike_to(cast, submission) == []

    def test_what_was_withdrawn_is_alike_to_nothing(self, cast):
        other = from_b(cast, title="乙", text=RETOLD)
        submission = sent_in(cast, title="甲")
        look()
        decided(cast, other, "withdraw", member="clerk_b")
        assert alike_to(cast, submission) == []
        assert find_likenesses(by=cast.actor("platform"), at=NOW, submission_id=other.pk) == 0

    def test_the_list_marks_it_and_can_be_narrowed_to_it(self, cast):
        sent_in(cast, title="甲")
        from_b(cast, title="乙", text=RETOLD)
        from_b(cast, title="丙", text=OTHER)
        look()
        page = cast.as_("editor").get(f"{DESK}?alike=on").content.decode()
        assert re.findall(r"data-line-link>([^<]*)<", page) == ["乙", "甲"]
        assert page.count("status--warn") == 2

    @pytest.mark.parametrize("wrong", [{}, {"percent": 0}, {"percent": 101}])
    def test_the_database_holds_out_too(self, cast, wrong):
        one, other = sent_in(cast), from_b(cast)
        fields = {"percent": 50, "other": other} | wrong
        if not wrong:
            fields["other"] = one
        with pytest.raises(IntegrityError), transaction.atomic():
            Likeness.objects.create(submission=one, **fields)


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_one_moment_store_each_pair_once(cast):
    ids = [sent_in(cast, title="甲").pk, from_b(cast, title="乙", text=RETOLD).pk]
    gate, outcomes = threading.Barrier(2), []

    def work(submission_id) -> None:
        try:
            gate.wait(timeout=10)
            outcomes.append(find_likenesses(by=cast.actor("platform"), at=NOW, submission_id=submission_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(pk,)) for pk in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == 2
    assert sorted(Likeness.objects.values_list("submission", "other")) == sorted([(ids[0], ids[1]), (ids[1], ids[0])])


class TestSideBySide:
    def test_differences_are_marked_on_both_sides(self, cast):
        one, other = sent_in(cast, title="甲"), from_b(cast, title="乙", text=RETOLD)
        page = cast.as_("editor").get(f"{DESK}desk/{one.pk}/beside/{other.pk}/").content.decode()
        marked = re.findall(r"<mark>([^<]*)</mark>", page)
        assert any("联合云台" in run for run in marked)
        assert "水火箭制作比赛" not in "".join(marked)
        assert "以这一稿为主，合并采用" in page

    def test_beside_a_printed_item(self, cast):
        item = drafted(cast).items.first()
        submission = sent_in(cast, title=item.title, text=item.text + "\n此外还参观了实验室。")
        client = cast.as_("editor")
        address = f"{DESK}desk/{submission.pk}/printed/{item.pk}/"
        assert client.get(address).status_code == 404
        look()
        page = client.get(address).content.decode()
        assert "<mark>此外还参观了实验室。</mark>" in page
        assert "2023年第17期" in page
        assert "合并采用" not in page

    def test_not_beside_itself_nor_a_draft(self, cast):
        one, other = sent_in(cast), from_b(cast)
        decided(cast, other, "withdraw", member="clerk_b")
        client = cast.as_("editor")
        for second in (one, other):
            assert client.get(f"{DESK}desk/{one.pk}/beside/{second.pk}/").status_code == 404


class TestJoining:
    def joined(self, cast, one: Submission, other: Submission) -> Submission:
        one.refresh_from_db()
        other.refresh_from_db()
        return joining.join(
            by=cast.actor("editor"),
            at=NOW,
            submission_id=one.pk,
            seen=one.edition,
            other_id=other.pk,
            other_seen=other.edition,
        )

    def test_through_the_page_both_are_adopted_and_signed_together(self, cast):
        one, other = sent_in(cast), from_b(cast, text=RETOLD)
        client = cast.as_("editor")
        page = client.get(f"{DESK}desk/{one.pk}/beside/{other.pk}/").content.decode()
        first = re.search(r'<form method="post">.*?</form>', page, re.S)[0]
        sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', first))
        for _click in range(2):
            assert client.post(f"{DESK}desk/{one.pk}/beside/{other.pk}/", sent).status_code == 302
        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.state, other.state, other.joined_to) == ("adopted", "adopted", one)
        assert "青溪区科协、云台区科协" in text_of(client.get(f"{DESK}desk/{one.pk}/"))
        assert "并入“青溪区科协举办航天科普讲座”" in text_of(client.get(f"{DESK}desk/{other.pk}/"))
        assert one.steps.filter(verb="adopt").count() == 1

    def test_who_comes_too_late_joins_nothing(self, cast):
        one, other = sent_in(cast), from_b(cast)
        decided(cast, other, "return", "请补充。")
        sent = {"seen": one.edition, "other_seen": other.edition, "submit_key": "k"}
        response = cast.as_("editor").post(f"{DESK}desk/{one.pk}/beside/{other.pk}/", sent)
        assert response.status_code == 409
        assert "现为“退改”" in text_of(response)
        one.refresh_from_db()
        assert one.state == "sent"

    def test_what_was_returned_is_not_joined(self, cast):
        one, other = sent_in(cast), from_b(cast)
        decided(cast, other, "return", "请补充。")
        with pytest.raises(StepNotPossible):
            self.joined(cast, one, other)
        one.refresh_from_db()
        assert one.state == "sent", "all or nothing"

    def test_a_third_follows_to_the_same_one(self, cast):
        one, two, three = sent_in(cast, title="甲"), from_b(cast, title="乙"), from_b(cast, title="丙")
        self.joined(cast, two, three)
        self.joined(cast, one, two)
        assert set(one.joined.all()) == {two, three}
        with pytest.raises(NotJoined, match="请以那一条为主"):
            self.joined(cast, two, one)
        with pytest.raises(NotJoined):
            self.joined(cast, one, one)

    def test_parted_again_both_stay_adopted(self, cast):
        one, other = sent_in(cast), from_b(cast)
        self.joined(cast, one, other)
        other.refresh_from_db()
        client = cast.as_("editor")
        sent = {"seen": other.edition, "submit_key": "k"}
        assert client.post(f"{DESK}desk/{other.pk}/part/", sent).status_code == 302
        other.refresh_from_db()
        assert (other.state, other.joined_to) == ("adopted", None)
        assert client.post(f"{DESK}desk/{other.pk}/part/", {**sent, "submit_key": "l"}).status_code == 409

    def test_whichever_is_taken_up_again_they_stand_alone(self, cast):
        one, two, three = sent_in(cast, title="甲"), from_b(cast, title="乙"), from_b(cast, title="丙")
        self.joined(cast, one, two)
        self.joined(cast, one, three)
        assert decided(cast, two, "reopen").joined_to is None
        decided(cast, one, "reopen")
        three.refresh_from_db()
        assert (three.state, three.joined_to) == ("adopted", None)

    def test_what_stands_in_an_issue_is_not_joined(self, cast):
        one, other = decided(cast, sent_in(cast), "adopt"), from_b(cast)
        Submission.objects.filter(pk=one.pk).update(item=drafted(cast).items.first())
        for pair in ((one, other), (other, one)):
            with pytest.raises(InAnIssue):
                self.joined(cast, *pair)

    def test_nobody_but_the_desk_joins(self, cast):
        one, other = sent_in(cast), from_b(cast)
        for member in ("clerk_a", "unit_admin_b", "reviewer", "visitor"):
            with pytest.raises(NotFound):
                joining.join(
                    by=cast.actor(member), at=NOW, submission_id=one.pk, seen=2, other_id=other.pk, other_seen=2
                )
            with pytest.raises(NotFound):
                joining.part(by=cast.actor(member), at=NOW, submission_id=one.pk, seen=2)

    def test_the_wrong_edition_parts_nothing(self, cast):
        one, other = sent_in(cast), from_b(cast)
        self.joined(cast, one, other)
        with pytest.raises(SubmissionChanged):
            joining.part(by=cast.actor("editor"), at=NOW, submission_id=other.pk, seen=1)


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_join_crosswise_make_one_pair(cast):
    one, other = sent_in(cast, title="甲"), from_b(cast, title="乙")
    editor, gate, outcomes = cast.actor("editor"), threading.Barrier(2), []

    def work(first: Submission, second: Submission) -> None:
        try:
            gate.wait(timeout=10)
            joining.join(
                by=editor,
                at=NOW + timedelta(minutes=1),
                submission_id=first.pk,
                seen=first.edition,
                other_id=second.pk,
                other_seen=second.edition,
            )
            outcomes.append("joined")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["bulletin.submission_changed", "joined"]
    assert Submission.objects.filter(joined_to__isnull=False).count() == 1
