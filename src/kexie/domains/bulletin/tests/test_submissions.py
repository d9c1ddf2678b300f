"""A submission's life: the unit's verbs and the desk's, each by the right people, on the words that were seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.scoping import Unscoped, armed
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import NotWritable, StepNotPossible, SubmissionChanged, WordsMissing
from kexie.domains.bulletin.models import Column, ItemKind, Submission
from kexie.domains.bulletin.queries.submissions import submission_for, words_of
from kexie.domains.bulletin.rules.submissions import (
    STATE_LABELS,
    STATE_LOOKS,
    STEPS,
    VERB_LABELS,
    SubmissionState,
    SubmissionVerb,
    SubmissionWords,
    step_for,
    verbs,
)

AT = datetime(2023, 5, 24, 2, 0, tzinfo=UTC)
WORDS = SubmissionWords(
    title="青溪区科协举办科普讲座", text="5月23日，青溪区科协举办科普讲座。\n百余人到场。", event_on=date(2023, 5, 23)
)


def begun(cast, member="clerk_a", unit="青溪区科协", words=WORDS) -> Submission:
    return actions.begin_submission(by=cast.actor(member), at=AT, unit=cast.unit(unit), words=words)


def sent(cast, **kwargs) -> Submission:
    submission = begun(cast, **kwargs)
    return actions.send_in(
        by=cast.actor(kwargs.get("member", "clerk_a")), at=AT, submission_id=submission.pk, seen=submission.edition
    )


def step(cast, member: str, submission: Submission, verb: SubmissionVerb, note: str = "") -> Submission:
    return actions.take_step(
        by=cast.actor(member), at=AT, submission_id=submission.pk, verb=verb, seen=submission.edition, note=note
    )


class TestTable:
    def test_every_state_and_verb_has_words_and_looks(self):
        assert set(STATE_LABELS) == set(STATE_LOOKS) == set(SubmissionState)
        assert set(VERB_LABELS) == set(SubmissionVerb)

    def test_every_state_is_reached_from_the_draft(self):
        reached, open_ = {SubmissionState.DRAFT}, [SubmissionState.DRAFT]
        while open_:
            state = open_.pop()
            new = {row.next_state for row in STEPS if row.state == state} - reached
            reached |= new
            open_ += new
        assert reached == set(SubmissionState)

    @given(st.sampled_from(SubmissionState), st.sampled_from(SubmissionVerb))
    def test_a_verb_is_possible_or_named_with_what_is(self, state, verb):
        if verb in verbs(state):
            assert step_for(state, verb).state is state
        else:
            with pytest.raises(StepNotPossible) as caught:
                step_for(state, verb)
            assert caught.value.data["possible"] == [str(VERB_LABELS[each]) for each in verbs(state)]


@pytest.mark.django_db
class TestWriting:
    def test_a_draft_is_signed_by_its_own_unit_and_tidied(self, cast):
        submission = begun(cast, words=replace(WORDS, title="  科普\u202e 讲座 ", text="一\r\n\r\n 二 \n"))
        assert submission.title == "科普 讲座"
        assert submission.paragraphs == ("一", "二")
        assert submission.credit_line == "青溪区科协"

    def test_several_units_sign_in_order_once_each(self, cast):
        own, other = cast.unit("青溪区科协"), cast.unit("科普部")
        submission = begun(cast, words=replace(WORDS, units=(other.pk, own.pk, other.pk)))
        assert submission.credit_line == "科普部、青溪区科协"

    def test_nobody_writes_for_another_unit(self, cast):
        with pytest.raises(NotPermitted):
            begun(cast, member="clerk_b", unit="青溪区科协")
        with pytest.raises(NotPermitted):
            begun(cast, member="reviewer", unit="青溪区科协")

    def test_the_desk_may_write_for_a_unit(self, cast):
        assert begun(cast, member="editor").unit == cast.unit("青溪区科协")

    def test_who_began_from_older_words_overwrites_nothing(self, cast):
        first = begun(cast)
        saved = actions.save_submission(
            by=cast.actor("unit_admin_a"), at=AT, submission_id=first.pk, seen=1, words=replace(WORDS, place="礼堂")
        )
        assert saved.edition == 2
        with pytest.raises(SubmissionChanged):
            actions.save_submission(
                by=cast.actor("clerk_a"), at=AT, submission_id=first.pk, seen=1, words=replace(WORDS, place="操场")
            )
        saved.refresh_from_db()
        assert saved.place == "礼堂"

    def test_the_same_words_again_change_nothing(self, cast):
        first = begun(cast)
        again = actions.save_submission(by=cast.actor("clerk_a"), at=AT, submission_id=first.pk, seen=1, words=WORDS)
        assert again.edition == 1

    def test_what_the_desk_has_is_not_rewritten(self, cast):
        submission = sent(cast)
        with pytest.raises(NotWritable):
            actions.save_submission(
                by=cast.actor("clerk_a"), at=AT, submission_id=submission.pk, seen=submission.edition, words=WORDS
            )

    def test_another_units_words_do_not_exist(self, cast):
        first = begun(cast)
        with pytest.raises(NotFound):
            actions.save_submission(by=cast.actor("clerk_b"), at=AT, submission_id=first.pk, seen=1, words=WORDS)


@pytest.mark.django_db
class TestSteps:
    def test_the_whole_way_back_and_forth(self, cast):
        submission = sent(cast)
        assert (submission.state, submission.version) == ("sent", 1)
        submission = step(cast, "editor", submission, SubmissionVerb.RETURN, "请补充参加人数。")
        assert (submission.state, submission.reason) == ("returned", "请补充参加人数。")
        submission = actions.save_submission(
            by=cast.actor("clerk_a"),
            at=AT,
            submission_id=submission.pk,
            seen=submission.edition,
            words=replace(WORDS, text="5月23日，青溪区科协举办科普讲座，一百二十人到场。"),
        )
        submission = step(cast, "clerk_a", submission, SubmissionVerb.SEND_IN)
        submission = step(cast, "editor", submission, SubmissionVerb.ADOPT)
        assert submission.state == "adopted"
        assert [row.verb for row in submission.steps.all()] == ["send_in", "return", "send_in", "adopt"]
        first, second = submission.versions.all()
        assert first.words["text"] != second.words["text"] == words_of(submission)["text"]

    @pytest.mark.parametrize("lacking", ["title", "text"])
    def test_nothing_is_sent_in_without_words(self, cast, lacking):
        with pytest.raises(WordsMissing) as caught:
            sent(cast, words=replace(WORDS, **{lacking: " "}))
        assert set(caught.value.errors) == {lacking}

    @pytest.mark.parametrize("verb", [SubmissionVerb.RETURN, SubmissionVerb.REJECT])
    def test_a_refusal_says_why(self, cast, verb):
        submission = sent(cast)
        with pytest.raises(WordsMissing):
            step(cast, "editor", submission, verb, "  ")
        with pytest.raises(WordsMissing):
            step(cast, "editor", submission, verb, "长" * 501)
        submission.refresh_from_db()
        assert submission.state == "sent"

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a"])
    def test_a_unit_decides_nothing_at_the_desk(self, cast, member):
        with pytest.raises(NotPermitted):
            step(cast, member, sent(cast), SubmissionVerb.ADOPT)

    @pytest.mark.parametrize("member", ["clerk_b", "reviewer", "sender", "keeper", "system_admin", "visitor"])
    def test_for_others_it_does_not_exist(self, cast, member):
        submission = sent(cast)
        with pytest.raises(NotFound):
            step(cast, member, submission, SubmissionVerb.WITHDRAW)

    def test_of_two_editors_the_second_is_told(self, cast):
        submission = sent(cast)
        seen = submission.edition
        step(cast, "editor", submission, SubmissionVerb.ADOPT)
        with pytest.raises(StepNotPossible):
            actions.take_step(
                by=cast.actor("editor"),
                at=AT,
                submission_id=submission.pk,
                verb=SubmissionVerb.ADOPT,
                seen=seen,
            )
        with pytest.raises(SubmissionChanged):
            actions.take_step(
                by=cast.actor("editor"), at=AT, submission_id=submission.pk, verb=SubmissionVerb.REOPEN, seen=seen
            )


@pytest.mark.django_db
class TestSeeing:
    def test_a_draft_is_the_units_own_affair(self, cast):
        submission = begun(cast)
        assert submission_for(cast.actor("clerk_a"), submission.pk) == submission
        with pytest.raises(NotFound):
            submission_for(cast.actor("editor"), submission.pk)

    def test_what_was_sent_in_lies_at_the_desk(self, cast):
        submission = sent(cast)
        assert submission_for(cast.actor("editor"), submission.pk) == submission
        for member in ("clerk_b", "unit_admin_b", "signer", "visitor"):
            with pytest.raises(NotFound):
                submission_for(cast.actor(member), submission.pk)

    def test_an_unscoped_question_raises(self, cast):
        with armed(), pytest.raises(Unscoped):
            Submission.objects.count()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "sent"},
            {"event_until": date(2023, 5, 1)},
            {"state": "returned", "submitted_at": AT, "version": 1},
        ],
    )
    def test_the_database_holds_out_too(self, cast, wrong):
        submission = begun(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission._base_manager.filter(pk=submission.pk).update(**wrong)

    def test_there_are_columns_and_kinds_to_choose(self):
        assert Column.objects.filter(active=True).count() >= 5
        assert ItemKind.objects.filter(active=True).count() >= 5
        assert queries.active_columns()
