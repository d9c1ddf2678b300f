"""Pictures of a submission: taken in clean and small, each once, in their places; shown to whom they concern; swept away."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions.pictures import (
    GRACE,
    LONGEST_SIDE,
    GivenFile,
    add_pictures,
    keep_blob,
    remove_picture,
    sweep_blobs,
)
from kexie.domains.bulletin.errors import NotWritable, SubmissionChanged, WordsMissing
from kexie.domains.bulletin.models import Blob, Picture
from kexie.domains.bulletin.queries.pictures import picture_of_issue, picture_of_submission
from kexie.domains.bulletin.queries.submissions import words_of
from kexie.domains.bulletin.rules.submissions import MOST_PICTURES, PictureWords, SubmissionVerb, placed
from kexie.domains.bulletin.tests.factories import drafted, signed
from kexie.domains.bulletin.tests.writing import AT, WORDS, begun, picture, sent, step

pytestmark = pytest.mark.django_db


def add(cast, submission, *contents: bytes, member="clerk_a", name="现场.png", **more):
    files = [GivenFile(name, content) for content in contents]
    return add_pictures(
        by=cast.actor(member),
        at=AT,
        submission_id=submission.pk,
        seen=more.pop("seen", submission.edition),
        files=files,
        **more,
    )


def shas(submission) -> list[str]:
    return list(submission.pictures.values_list("blob_id", flat=True))


class TestTakingIn:
    def test_they_are_kept_in_order_and_count_as_a_change(self, cast):
        added = add(cast, begun(cast), picture(1), picture(2), after=1)
        assert (added.taken, added.refused, added.submission.edition) == (2, (), 2)
        first, second = added.submission.pictures.all()
        assert (first.order, second.order, first.after, first.width, first.height) == (1, 2, 1, 60, 40)
        assert first.blob.media_type == "image/png"
        assert [each["sha256"] for each in words_of(added.submission)["pictures"]] == shas(added.submission)

    def test_a_photograph_is_made_smaller(self, cast):
        added = add(cast, begun(cast), picture(1, 2600, 1300, "JPEG"), name="a.jpg")
        [row] = added.submission.pictures.all()
        assert (row.width, row.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)
        with Image.open(io.BytesIO(bytes(row.blob.content))) as image:
            assert image.size == (row.width, row.height)

    def test_the_same_picture_is_there_once_in_a_submission_and_once_in_the_database(self, cast):
        added = add(cast, begun(cast), picture(1), picture(1))
        again = add(cast, added.submission, picture(1))
        assert (added.taken, again.taken, again.refused) == (1, 0, ())
        assert again.submission.edition == added.submission.edition
        add(cast, begun(cast), picture(1))
        assert (Blob.objects.count(), Picture.objects.count()) == (1, 2)

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.gif", b"GIF89a" + b"0" * 50, "不是 JPEG 或 PNG"),
            ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不是 JPEG 或 PNG"),
            ("<img src=x>.png", b"%PDF-1.4 ...", "img src=x"),
            ("a.png.html", picture(), "不是 JPEG 或 PNG"),
            ("a.png", picture()[:70], "已损坏"),
            ("a.png", b"", "是空的"),
            ("../../etc/passwd\u202egnp.exe", b"MZ" + b"\0" * 90, "不是 JPEG 或 PNG"),
        ],
    )
    def test_what_is_no_picture_is_refused_by_itself(self, cast, name, content, words):
        submission = begun(cast)
        added = add_pictures(
            by=cast.actor("clerk_a"),
            at=AT,
            submission_id=submission.pk,
            seen=1,
            files=[GivenFile(name, content), GivenFile("好.png", picture(7))],
        )
        assert added.taken == 1
        assert words in added.refused[0]
        assert "/" not in added.refused[0]
        assert "\u202e" not in added.refused[0]

    def test_there_is_an_end(self, cast):
        added = add(cast, begun(cast), *(picture(colour) for colour in range(MOST_PICTURES + 2)))
        assert added.taken == added.submission.pictures.count() == MOST_PICTURES
        assert "2张没有收下" in added.refused[0]

    def test_only_who_writes_here_and_only_while_it_can_be_written(self, cast):
        submission = begun(cast)
        for member in ("clerk_b", "editor", "reviewer", "visitor"):
            with pytest.raises(NotFound):
                add(cast, submission, picture(), member=member)
        with pytest.raises(SubmissionChanged):
            add(cast, submission, picture(), seen=7)
        with pytest.raises(NotWritable):
            add(cast, sent(cast), picture())
        assert not Picture.objects.exists()


class TestPlacing:
    def test_words_and_places(self, cast):
        submission = add(cast, begun(cast), picture(1), picture(2), picture(3)).submission
        one, two, three = shas(submission)
        submission = actions.save_submission(
            by=cast.actor("clerk_a"),
            at=AT,
            submission_id=submission.pk,
            seen=2,
            words=WORDS,
            pictures=[
                PictureWords(two, 1, " 讲座\n现场 ", "图为现场"),
                PictureWords(one, 99),
                PictureWords("0" * 64, 1),
            ],
        )
        rows = [(row.blob_id, row.after, row.alt, row.caption) for row in submission.pictures.all()]
        assert rows == [(three, 0, "", ""), (two, 1, "讲座 现场", "图为现场"), (one, 2, "", "")]
        assert submission.edition == 3

    def test_a_caption_that_is_too_long_is_refused(self, cast):
        submission = add(cast, begun(cast), picture(1)).submission
        [sha256] = shas(submission)
        with pytest.raises(WordsMissing) as caught:
            actions.save_submission(
                by=cast.actor("clerk_a"),
                at=AT,
                submission_id=submission.pk,
                seen=2,
                words=WORDS,
                pictures=[PictureWords(sha256, 0, "长" * 121, "长" * 121)],
            )
        assert set(caught.value.errors) == {f"alt-{sha256}", f"caption-{sha256}"}

    def test_a_picture_moves_up_with_a_text_that_gets_shorter(self, cast):
        submission = add(cast, begun(cast), picture(1), after=2).submission
        submission = actions.save_submission(
            by=cast.actor("clerk_a"), at=AT, submission_id=submission.pk, seen=2, words=replace(WORDS, text="一段。")
        )
        assert submission.pictures.get().after == 1

    @pytest.mark.parametrize(
        ("afters", "paragraphs", "placed_at"),
        [([2, 0, 1], 2, [0, 1, 2]), ([5, -3], 1, [0, 1]), ([], 0, []), ([1, 1], 3, [1, 1])],
    )
    def test_the_rule(self, afters, paragraphs, placed_at):
        pictures = [PictureWords(str(place), after) for place, after in enumerate(afters)]
        assert [each.after for each in placed(pictures, paragraphs)] == placed_at

    def test_one_is_taken_out(self, cast):
        submission = add(cast, begun(cast), picture(1), picture(2)).submission
        one, two = shas(submission)
        by = cast.actor("clerk_a")
        done = remove_picture(by=by, at=AT, submission_id=submission.pk, seen=2, sha256=one)
        assert (shas(done), done.edition, done.pictures.get().order) == ([two], 3, 1)
        assert remove_picture(by=by, at=AT, submission_id=submission.pk, seen=3, sha256=one).edition == 3
        with pytest.raises(SubmissionChanged):
            remove_picture(by=by, at=AT, submission_id=submission.pk, seen=2, sha256=two)
        with pytest.raises(NotFound):
            remove_picture(by=cast.actor("clerk_b"), at=AT, submission_id=submission.pk, seen=3, sha256=two)


class TestSeeing:
    def test_a_draft_shows_its_pictures_to_its_unit_alone(self, cast):
        submission = add(cast, begun(cast), picture(1)).submission
        [sha256] = shas(submission)
        assert picture_of_submission(cast.actor("clerk_a"), submission.pk, sha256).pk == sha256
        assert picture_of_submission(cast.actor("unit_admin_a"), submission.pk, sha256).pk == sha256
        for member in ("clerk_b", "editor", "reviewer", "plain", "visitor"):
            with pytest.raises(NotFound):
                picture_of_submission(cast.actor(member), submission.pk, sha256)

    def test_the_desk_sees_what_was_sent_in_and_not_what_is_being_worked_on(self, cast):
        submission = add(cast, begun(cast), picture(1)).submission
        [one] = shas(submission)
        step(cast, "clerk_a", submission, SubmissionVerb.SEND_IN)
        editor = cast.actor("editor")
        assert picture_of_submission(editor, submission.pk, one).pk == one
        back = step(cast, "editor", submission, SubmissionVerb.RETURN, "换一张图片")
        back = remove_picture(by=cast.actor("clerk_a"), at=AT, submission_id=back.pk, seen=back.edition, sha256=one)
        added = add(cast, back, picture(2))
        [two] = shas(added.submission)
        assert picture_of_submission(editor, submission.pk, one).pk == one
        with pytest.raises(NotFound):
            picture_of_submission(editor, submission.pk, two)
        assert picture_of_submission(cast.actor("clerk_a"), submission.pk, two).pk == two

    def test_a_picture_of_something_else_is_not_shown_here(self, cast):
        mine, other = add(cast, begun(cast), picture(1)).submission, begun(cast)
        [sha256] = shas(mine)
        for submission_id, wanted in ((other.pk, sha256), (mine.pk, "0" * 64), (uuid4(), sha256), (mine.pk, "x")):
            with pytest.raises(NotFound):
                picture_of_submission(cast.actor("clerk_a"), submission_id, wanted)

    def test_a_draft_issue_shows_it_to_the_office_and_a_signed_one_to_everybody(self, cast):
        issue = drafted(cast)
        blob = keep_blob(picture(1), at=AT, media_type="image/png")
        Picture.objects.create(item=issue.items.first(), blob=blob, order=1, width=60, height=40)
        assert picture_of_issue(cast.actor("reviewer"), issue.year, issue.number, blob.pk) == blob
        for member in ("visitor", "clerk_a"):
            with pytest.raises(NotFound):
                picture_of_issue(cast.actor(member), issue.year, issue.number, blob.pk)
        other = signed(cast, 18)
        with pytest.raises(NotFound):
            picture_of_issue(cast.actor("visitor"), other.year, other.number, blob.pk)
        revision = other.revisions.get()
        revision.content["columns"][0]["items"][0]["pictures"] = [{"sha256": blob.pk}]
        revision.save()
        assert picture_of_issue(cast.actor("visitor"), other.year, other.number, blob.pk) == blob
        with pytest.raises(NotFound):
            picture_of_issue(cast.actor("visitor"), 2023, 99, blob.pk)


class TestSweeping:
    def sweep(self, later=GRACE + timedelta(minutes=1)) -> int:
        return sweep_blobs(by=Platform(), at=AT + later)

    def test_what_nothing_points_to_goes_after_a_day(self, cast):
        submission = add(cast, begun(cast), picture(1), picture(2)).submission
        one, two = shas(submission)
        remove_picture(by=cast.actor("clerk_a"), at=AT, submission_id=submission.pk, seen=2, sha256=one)
        assert self.sweep(timedelta(hours=23)) == 0
        assert self.sweep() == 1
        assert list(Blob.objects.values_list("pk", flat=True)) == [two]
        assert self.sweep() == 0

    def test_a_version_keeps_its_pictures(self, cast):
        submission = add(cast, begun(cast), picture(1)).submission
        [one] = shas(submission)
        step(cast, "clerk_a", submission, SubmissionVerb.SEND_IN)
        back = step(cast, "editor", submission, SubmissionVerb.RETURN, "去掉图片")
        remove_picture(by=cast.actor("clerk_a"), at=AT, submission_id=back.pk, seen=back.edition, sha256=one)
        assert self.sweep() == 0
        assert Blob.objects.filter(pk=one).exists()

    def test_bytes_that_come_again_are_young_again(self, cast):
        blob = keep_blob(picture(1), at=AT, media_type="image/png")
        keep_blob(picture(1), at=AT + GRACE, media_type="image/png")
        assert self.sweep() == 0
        assert Blob.objects.get() == blob
