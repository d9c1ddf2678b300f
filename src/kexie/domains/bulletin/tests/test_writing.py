"""A unit writes: drafts with where they come from, words as incomplete as they are, nothing too long, nobody's words lost."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from kexie.base.kernel.errors import LogInFirst, NotFound, NotPermitted
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions.sending_in import discard_submission
from kexie.domains.bulletin.errors import (
    AlreadySentIn,
    NotWritable,
    SubmissionChanged,
    WordsMissing,
)
from kexie.domains.bulletin.models import AskedState, Commission, CommissionedUnit, CommissionState, Submission
from kexie.domains.bulletin.queries.origins import (
    commission_to_answer,
    entry_to_report,
    report_of,
    words_from,
    work_to_report,
)
from kexie.domains.bulletin.rules.submissions import Origin, SubmissionVerb, SubmissionWords
from kexie.domains.bulletin.tests.writing import AT, WORDS, begun, returned, sent, step, work_done

pytestmark = pytest.mark.django_db


def save(cast, submission, member="clerk_a", seen=None, **changes):
    words = replace(WORDS, **changes)
    seen = submission.edition if seen is None else seen
    return actions.save_submission(by=cast.actor(member), at=AT, submission_id=submission.pk, seen=seen, words=words)


class TestDrafts:
    def test_a_draft_may_be_empty(self, cast):
        submission = actions.begin_submission(
            by=cast.actor("clerk_a"), at=AT, unit=cast.unit("青溪区科协"), words=SubmissionWords()
        )
        assert (submission.title, submission.text, submission.credit_line) == ("", "", "青溪区科协")
        assert str(submission) == "（尚无标题）"

    def test_words_are_tidied(self, cast):
        submission = begun(
            cast, title="  青溪区科协\n办讲座 ", text="\u3000\u3000第一段。 \n\n\u200b\n第二\u3000\u3000段。"
        )
        assert submission.title == "青溪区科协 办讲座"
        assert submission.paragraphs == ("第一段。", "第二 段。")

    def test_markup_of_office_programs_becomes_paragraphs_and_typed_markup_stays(self, cast):
        pasted = "<p class=MsoNormal style='mso-x:1'>第一段<o:p></o:p></p><p class=MsoNormal>第二段</p>"
        assert begun(cast, text=pasted).paragraphs == ("第一段", "第二段")
        typed = "<script>alert(1)</script>"
        assert begun(cast, text=typed, title=typed).text == typed

    @pytest.mark.parametrize(("name", "most"), [("title", 120), ("text", 20_000), ("place", 120)])
    def test_what_is_too_long_is_refused_and_changes_nothing(self, cast, name, most):
        submission = begun(cast)
        assert getattr(save(cast, submission, **{name: "长" * most}), name) == "长" * most
        submission.refresh_from_db()
        with pytest.raises(WordsMissing) as caught:
            save(cast, submission, **{name: "长" * (most + 1)})
        assert str(most) in caught.value.errors[name]
        with pytest.raises(WordsMissing):
            begun(cast, **{name: "长" * (most + 1)})
        assert Submission.objects.count() == 1

    def test_the_same_words_again_change_nothing(self, cast):
        submission = begun(cast)
        assert save(cast, submission).edition == submission.edition == 1
        assert save(cast, submission, title="另题").edition == 2

    def test_the_order_of_the_units_is_theirs(self, cast):
        units = (cast.unit("科普部").pk, cast.unit("青溪区科协").pk, cast.unit("科普部").pk, 999_999)
        assert begun(cast, units=units).credit_line == "科普部、青溪区科协"

    @pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b", "plain", "visitor", "reviewer"])
    def test_nobody_writes_for_another_unit(self, cast, member):
        with pytest.raises(LogInFirst if member == "visitor" else NotPermitted):
            begun(cast, member)
        submission = begun(cast)
        with pytest.raises(NotFound):
            save(cast, submission, member, title="改")

    def test_an_admin_writes_for_the_units_below(self, cast):
        submission = begun(cast, "unit_admin_a", "柳湾街道科协")
        assert save(cast, submission, "unit_admin_a", title="改").title == "改"
        with pytest.raises(NotFound):
            save(cast, submission, "clerk_a", seen=2, title="又改")

    def test_the_desk_has_it_and_the_unit_cannot_write(self, cast):
        submission = sent(cast)
        with pytest.raises(NotWritable):
            save(cast, submission)
        assert save(cast, returned(cast), title="改后").state == "returned"


class TestDiscarding:
    def test_a_draft_goes_as_a_whole(self, cast):
        submission = begun(cast)
        discard_submission(by=cast.actor("clerk_a"), at=AT, submission_id=submission.pk, seen=1)
        assert not Submission.objects.exists()

    def test_what_was_sent_in_stays(self, cast):
        submission = step(cast, "clerk_a", sent(cast), SubmissionVerb.WITHDRAW)
        with pytest.raises(AlreadySentIn):
            discard_submission(by=cast.actor("clerk_a"), at=AT, submission_id=submission.pk, seen=submission.edition)

    def test_not_over_words_that_were_not_seen_and_not_by_others(self, cast):
        submission = save(cast, begun(cast), title="又写了一些")
        with pytest.raises(SubmissionChanged):
            discard_submission(by=cast.actor("clerk_a"), at=AT, submission_id=submission.pk, seen=1)
        with pytest.raises(NotFound):
            discard_submission(by=cast.actor("clerk_b"), at=AT, submission_id=submission.pk, seen=2)


class TestLedger:
    def test_what_the_ledger_knows_is_not_typed_again(self, cast):
        entry = work_done(cast, "科普部", "青溪区科协")
        found, unit = entry_to_report(cast.actor("clerk_a"), entry.pk)
        words = words_from(found, unit)
        assert (words.title, words.event_on, words.place) == ("柳湾街道科普讲座", entry.occurred_on, "柳湾街道")
        assert words.units == (cast.unit("青溪区科协").pk, cast.unit("科普部").pk)
        submission = actions.begin_submission(
            by=cast.actor("clerk_a"), at=AT, unit=unit, words=words, origin=Origin(entry_id=entry.pk)
        )
        assert submission.entry == entry

    def test_what_is_reported_says_so(self, cast):
        one, other = work_done(cast), work_done(cast, source="test:2", title="义诊")
        work_done(cast, "云台区科协", source="test:3", title="别人的")
        work_done(cast, source="test:4", title="太早", on=AT.date().replace(month=1))
        submission = begun(cast)
        Submission.objects.filter(pk=submission.pk).update(entry=one)
        told = work_to_report(cast.actor("clerk_a"), cast.unit("青溪区科协"), on=AT.date())
        assert {(each.entry.title, each.submission) for each in told} == {
            (one.title, submission),
            (other.title, None),
        }
        assert report_of(cast.actor("clerk_a"), one.pk).submission == submission
        assert report_of(cast.actor("clerk_b"), one.pk) is None
        assert report_of(cast.actor("clerk_a"), uuid4()) is None

    @pytest.mark.parametrize("member", ["clerk_b", "editor", "visitor"])
    def test_work_of_others_cannot_be_reported(self, cast, member):
        entry = work_done(cast, public=True)
        with pytest.raises(NotFound):
            entry_to_report(cast.actor(member), entry.pk)

    def test_a_draft_cannot_claim_the_work_of_others(self, cast):
        entry = work_done(cast, "云台区科协")
        with pytest.raises(NotFound):
            actions.begin_submission(
                by=cast.actor("clerk_a"),
                at=AT,
                unit=cast.unit("青溪区科协"),
                words=WORDS,
                origin=Origin(entry_id=entry.pk),
            )


class TestCommissions:
    @pytest.fixture
    def commission(self, cast):
        found = Commission.objects.create(title="防汛科普", due_at=AT, created_at=AT, created_name="周青禾")
        CommissionedUnit.objects.create(commission=found, organisation=cast.unit("青溪区科协"), state=AskedState.ASKED)
        return found

    def test_the_asked_unit_answers(self, cast, commission):
        found, unit = commission_to_answer(cast.actor("clerk_a"), commission.pk)
        assert (found, unit) == (commission, cast.unit("青溪区科协"))
        submission = actions.begin_submission(
            by=cast.actor("clerk_a"), at=AT, unit=unit, words=WORDS, origin=Origin(commission_id=commission.pk)
        )
        assert submission.commission == commission

    def test_others_and_the_cancelled_do_not_exist(self, cast, commission):
        with pytest.raises(NotFound):
            commission_to_answer(cast.actor("clerk_b"), commission.pk)
        with pytest.raises(NotFound):
            actions.begin_submission(
                by=cast.actor("clerk_b"),
                at=AT,
                unit=cast.unit("云台区科协"),
                words=WORDS,
                origin=Origin(commission_id=commission.pk),
            )
        Commission.objects.update(state=CommissionState.CANCELLED, reason="改期")
        with pytest.raises(NotFound):
            commission_to_answer(cast.actor("clerk_a"), commission.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_once_one_saves_and_the_other_is_told(cast):
    submission, together, told = begun(cast), Barrier(2), []
    actor = cast.actor("clerk_a")

    def write(title: str) -> None:
        together.wait()
        try:
            actions.save_submission(
                by=actor, at=AT, submission_id=submission.pk, seen=1, words=replace(WORDS, title=title)
            )
            told.append(title)
        except SubmissionChanged:
            told.append("changed")
        finally:
            connection.close()

    tabs = [Thread(target=write, args=(title,)) for title in ("甲稿", "乙稿")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    submission.refresh_from_db()
    assert sorted(told) == sorted(["changed", submission.title])
    assert submission.edition == 2
