"""What the editor does at the desk: at one press, with a reason, taken back, to many rows; and what the unit hears of it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.kernel.models import AuditEvent, WorkRow
from kexie.base.people import api as people
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.actions import deciding, telling
from kexie.domains.bulletin.errors import InAnIssue, StepNotPossible
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import SubmissionVerb
from kexie.domains.bulletin.tests.factories import drafted
from kexie.domains.bulletin.tests.submitting import NOW, days_ago, decided, from_b, notices_of, sent_in
from kexie.domains.bulletin.tests.submitting import titles_told as told

DESK = "/workbench/bulletin/"


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.fixed(NOW):
        yield


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(submission: Submission, verb: str) -> str:
    return f"{DESK}desk/{submission.pk}/{verb}/"


def form_in(response, verb: str) -> dict[str, str]:
    """The hidden fields of the form for a verb, as a browser would send them."""
    html = response.content.decode()
    [form] = re.findall(rf'<form[^>]*action="[^"]*/{verb}/".*?</form>', html, re.S)
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)}


class TestAtOnce:
    @pytest.mark.parametrize(("verb", "state"), [("adopt", "adopted"), ("reserve", "reserved")])
    def test_one_press_decides_and_one_takes_it_back(self, cast, verb, state):
        submission = sent_in(cast)
        client = cast.as_("editor")
        sent = form_in(client.get(f"{DESK}?state=sent&_open={submission.pk}"), verb)
        assert sent["from"] == f"{DESK}?state=sent"
        response = client.post(address(submission, verb), sent)
        assert response.url == f"{DESK}?state=sent&_did={submission.pk}"
        submission.refresh_from_db()
        assert submission.state == state
        page = client.get(response.url)
        assert "撤销" in text_of(page)
        client.post(address(submission, "reopen"), form_in(page, "reopen"))
        submission.refresh_from_db()
        assert submission.state == "sent"

    def test_the_next_one_is_opened_where_the_page_asks_for_it(self, cast):
        submission, other = sent_in(cast), from_b(cast)
        client = cast.as_("editor")
        sent = form_in(client.get(f"{DESK}?_open={submission.pk}"), "adopt") | {"then": str(other.pk)}
        response = client.post(address(submission, "adopt"), sent)
        assert response.url.endswith(f"_did={submission.pk}&_open={other.pk}")
        assert f'data-reading="{other.pk}"' in client.get(response.url).content.decode()

    def test_a_second_click_does_nothing_more(self, cast):
        submission = sent_in(cast)
        client = cast.as_("editor")
        sent = form_in(client.get(f"{DESK}desk/{submission.pk}/"), "adopt")
        first, second = (client.post(address(submission, "adopt"), sent) for _turn in range(2))
        assert first.url == second.url
        assert submission.steps.filter(verb="adopt").count() == 1

    def test_without_scripts_a_link_asks_first(self, cast):
        submission = sent_in(cast)
        page = cast.as_("editor").get(address(submission, "adopt"))
        assert "确认采用" in text_of(page)
        submission.refresh_from_db()
        assert submission.state == "sent"

    def test_undo_is_offered_to_who_did_it_and_not_for_long(self, cast):
        submission = decided(cast, sent_in(cast), "adopt")
        client = cast.as_("editor")
        assert "撤销" in text_of(client.get(f"{DESK}?_did={submission.pk}"))
        with clock.fixed(NOW + timedelta(minutes=11)):
            assert "撤销" not in text_of(client.get(f"{DESK}?_did={submission.pk}"))
        other = decided(cast, sent_in(cast), "adopt", member="platform")
        assert "撤销" not in text_of(client.get(f"{DESK}?_did={other.pk}"))

    @pytest.mark.parametrize("verb", ["withdraw", "send_in", "x", "sort2"])
    def test_other_verbs_are_no_business_of_the_desk(self, cast, verb):
        submission = sent_in(cast)
        assert cast.as_("editor").post(address(submission, verb), {"seen": "2"}).status_code == 404


class TestReasons:
    @pytest.mark.parametrize(("verb", "state"), [("return", "returned"), ("reject", "rejected")])
    def test_a_refusal_asks_why_and_keeps_what_was_typed(self, cast, verb, state):
        submission = sent_in(cast)
        client = cast.as_("editor")
        page = client.get(address(submission, verb))
        assert "常用原因" in text_of(page)
        sent = form_in(page, verb)
        again = client.post(address(submission, verb), {**sent, "note": "  "})
        assert again.status_code == 422
        assert "请勾选或写明原因" in text_of(again)
        long = client.post(address(submission, verb), {**sent, "note": "长" * 501})
        assert "最多500字，现在有502字" in text_of(long)
        assert "长" * 501 in long.content.decode()
        done = client.post(address(submission, verb), {**sent, "often": ["时效已过"], "note": "上周已刊登"})
        assert done.status_code == 302
        submission.refresh_from_db()
        assert (submission.state, submission.reason) == (state, "时效已过；上周已刊登。")

    def test_what_is_often_said_is_offered_first(self, cast):
        for _number in range(2):
            decided(cast, sent_in(cast), "reject", "已由市级媒体发布。")
        decided(cast, sent_in(cast), "reject", "只说过一次。")
        page = text_of(cast.as_("editor").get(address(sent_in(cast), "reject")))
        assert page.index("已由市级媒体发布") < page.index("时效已过")
        assert "只说过一次" not in page

    def test_what_is_refused_can_be_taken_up_again(self, cast):
        submission = decided(cast, sent_in(cast), "reject", "时效已过。")
        client = cast.as_("editor")
        page = client.get(f"{DESK}desk/{submission.pk}/")
        assert "时效已过。" in text_of(page)
        client.post(address(submission, "reopen"), form_in(page, "reopen"))
        submission.refresh_from_db()
        assert (submission.state, submission.reason) == ("sent", "")


class TestTooLate:
    def test_who_comes_second_sees_what_was_done_and_loses_no_word(self, cast):
        submission = sent_in(cast)
        client = cast.as_("editor")
        sent = form_in(client.get(address(submission, "return")), "return")
        decided(cast, submission, "reserve", member="platform")
        response = client.post(address(submission, "return"), {**sent, "note": "请补充参加人数"})
        assert response.status_code == 409
        page = text_of(response)
        assert "在您打开之后已有变动，现为“备用”" in page
        assert re.search(r"最近一步：5月24日（周三）14:00，系统，备用", page)
        assert "请补充参加人数" in response.content.decode()
        assert form_in(response, "return")["seen"] == str(Submission.objects.get().edition)

    def test_what_is_no_longer_possible_is_told_with_what_is(self, cast):
        submission = sent_in(cast)
        client = cast.as_("editor")
        sent = form_in(client.get(f"{DESK}desk/{submission.pk}/"), "adopt")
        decided(cast, submission, "return", "请补充。")
        response = client.post(address(submission, "adopt"), sent, headers={"HX-Request": "true"})
        assert response.status_code == 409
        assert "不能“采用”" in text_of(response)
        assert response["HX-Retarget"] == "#pane"

    def test_what_was_withdrawn_is_gone(self, cast):
        submission = sent_in(cast)
        decided(cast, submission, "withdraw", member="clerk_a")
        assert cast.as_("editor").post(address(submission, "adopt"), {"seen": "3"}).status_code == 404

    def test_what_stands_in_an_issue_stays_adopted(self, cast):
        submission = decided(cast, sent_in(cast), "adopt")
        item = drafted(cast).items.first()
        Submission.objects.filter(pk=submission.pk).update(item=item)
        with pytest.raises(InAnIssue, match="已编入2023年第17期"):
            decided(cast, submission, "reopen")
        page = text_of(cast.as_("editor").get(f"{DESK}desk/{submission.pk}/"))
        assert "2023年第17期" in page
        assert "重新初审" not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verbs", [("adopt", "return"), ("adopt", "adopt"), ("reserve", "reject")])
def test_of_two_editors_at_one_moment_one_is_told(cast, verbs):
    submission = sent_in(cast)
    editor, gate, outcomes = cast.actor("editor"), threading.Barrier(2), []

    def work(verb: str) -> None:
        try:
            gate.wait(timeout=10)
            done = actions.take_step(
                by=editor,
                at=NOW,
                submission_id=submission.pk,
                verb=SubmissionVerb(verb),
                seen=submission.edition,
                note="请补充。",
            )
            outcomes.append(done.state)
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    submission.refresh_from_db()
    assert len(outcomes) == 2
    assert outcomes.count(submission.state) == 1
    assert set(outcomes) - {submission.state} <= {"bulletin.submission_changed", "bulletin.step_not_possible"}
    assert submission.steps.count() == 2


class TestMany:
    def bulk(self, client, code: str, rows: list[Submission], **given: object):
        sent = {"from": DESK, "bulk": code, "row": [str(row.pk) for row in rows], "submit_key": "k", **given}
        assert client.get(reverse("work:bulk"), sent).status_code == 200
        return client.post(reverse("work:bulk"), sent, follow=True)

    def test_each_row_is_decided_alone_and_reported(self, cast):
        first, second = sent_in(cast, title="甲"), from_b(cast, title="乙")
        decided(cast, second, "return", "请补充。")
        page = text_of(self.bulk(cast.as_("editor"), "adopt", [first, second]))
        first.refresh_from_db()
        assert first.state == "adopted"
        assert dict(WorkRow.objects.values_list("label", "ok")) == {"甲": True, "乙": False}
        assert "不能“采用”" in page

    def test_many_are_refused_for_one_reason(self, cast):
        rows = [sent_in(cast, title="甲"), from_b(cast, title="乙")]
        client = cast.as_("editor")
        sent = {"from": DESK, "bulk": "reject", "row": [str(row.pk) for row in rows], "submit_key": "k"}
        assert client.post(reverse("work:bulk"), sent).status_code == 422
        self.bulk(client, "reject", rows, often=["时效已过"])
        assert list(Submission.objects.values_list("state", "reason")) == [("rejected", "时效已过。")] * 2

    def test_all_that_the_filter_leaves(self, cast):
        sent_in(cast, title="甲")
        sent_in(cast, title="旧", at=days_ago(40))
        client = cast.as_("editor")
        sent = {"from": f"{DESK}?week=2023-05-22", "bulk": "reserve", "all": "1", "submit_key": "k"}
        client.post(reverse("work:bulk"), sent)
        assert dict(Submission.objects.values_list("title", "state")) == {"甲": "reserved", "旧": "sent"}

    def test_nobody_else_decides_rows(self, cast):
        submission = sent_in(cast)
        for member in ("clerk_a", "reviewer", "keeper"):
            with pytest.raises(NotPermitted):
                deciding.adopt_one(by=cast.actor(member), at=NOW, key=str(submission.pk))
        with pytest.raises(StepNotPossible):
            deciding.reopen_one(by=cast.actor("editor"), at=NOW, key=str(submission.pk))
        with pytest.raises(NotFound):
            deciding.adopt_one(by=cast.actor("editor"), at=NOW, key="00000000-0000-0000-0000-000000000000")

    def test_every_verb_for_rows_does_its_own(self, cast):
        submission, editor = sent_in(cast), cast.actor("editor")
        key = str(submission.pk)
        assert deciding.reserve_one(by=editor, at=NOW, key=key) == "备用"
        assert deciding.reopen_one(by=editor, at=NOW, key=key) == "待初审"
        assert deciding.return_one(by=editor, at=NOW, key=key, reason="请补充。") == "退改"


class TestTelling:
    def test_the_unit_hears_of_a_return_at_once(self, cast):
        decided(cast, sent_in(cast), "return", "请补充参加人数。")
        outbox.deliver_due(at=NOW)
        assert told(cast, "clerk_a") == ["“青溪区科协举办航天科普讲座”请修改后再报"]
        assert notices_of(cast, "clerk_a")[0][1] == "编辑部意见：请补充参加人数。"
        assert told(cast, "unit_admin_a") == told(cast, "clerk_a")
        assert told(cast, "clerk_b") == told(cast, "unit_admin_b") == told(cast, "editor") == []

    @pytest.mark.parametrize(("verb", "words"), [("adopt", "已采用"), ("reserve", "列为备用"), ("reject", "未采用")])
    def test_of_the_rest_once_it_cannot_be_taken_back(self, cast, verb, words):
        decided(cast, sent_in(cast), verb, "时效已过。")
        outbox.deliver_due(at=NOW + timedelta(minutes=9))
        assert told(cast, "clerk_a") == []
        outbox.deliver_due(at=NOW + timedelta(minutes=10))
        outbox.deliver_due(at=NOW + timedelta(minutes=30))
        assert told(cast, "clerk_a") == [f"“青溪区科协举办航天科普讲座”{words}"]

    def test_what_was_taken_back_is_told_to_nobody(self, cast):
        submission = decided(cast, sent_in(cast), "adopt")
        decided(cast, submission, "reopen", at=NOW + timedelta(minutes=2))
        decided(cast, submission, "reject", "时效已过。", at=NOW + timedelta(minutes=4))
        outbox.deliver_due(at=NOW + timedelta(hours=1))
        assert told(cast, "clerk_a") == ["“青溪区科协举办航天科普讲座”未采用"]

    def test_a_unit_without_anybody_is_spoken_for_by_the_one_above(self, cast):
        below = cast.unit("柳湾街道科协")
        assert people.holders_for(CONTRIBUTE, below, on=NOW.date()) == [cast.person("unit_admin_a")]
        assert people.holders_for(CONTRIBUTE, cast.unit("科创部"), on=NOW.date()) == []
        both = people.holders_for(CONTRIBUTE, cast.unit("青溪区科协"), on=NOW.date())
        assert set(both) == {cast.person("clerk_a"), cast.person("unit_admin_a")}

    def test_editors_hear_at_most_once_an_hour_and_only_of_news(self, cast):
        by = cast.actor("platform")
        assert telling.tell_editors(by=by, at=NOW) == 0
        sent_in(cast, title="甲")
        from_b(cast, title="乙", at=NOW + timedelta(minutes=1))
        at = NOW + timedelta(minutes=20)
        assert telling.tell_editors(by=by, at=at) == 1
        assert telling.tell_editors(by=by, at=at) == 0, "two clocks at one moment"
        assert telling.tell_editors(by=by, at=at + timedelta(hours=1)) == 0
        sent_in(cast, title="丙", at=at)
        assert telling.tell_editors(by=by, at=at + timedelta(hours=1)) == 1
        assert told(cast, "editor") == ["有新的信息报送，共2条待初审", "有新的信息报送，共3条待初审"]
        assert told(cast, "reviewer") == []

    def test_of_what_lies_there_for_days_nobody_is_told_anew(self, cast):
        sent_in(cast, at=days_ago(3))
        assert telling.tell_editors(by=cast.actor("platform"), at=NOW) == 0

    def test_every_step_is_audited_with_its_states(self, cast):
        submission = decided(cast, sent_in(cast), "adopt")
        row = AuditEvent.objects.get(action="bulletin.submission_adopt")
        assert row.target == f"bulletin.submission:{submission.pk}"
        assert (row.data["before"], row.data["after"]) == ("sent", "adopted")
