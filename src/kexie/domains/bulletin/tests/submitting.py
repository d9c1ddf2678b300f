"""Submissions of the cast's units for the tests of the desk; the clock stands at :data:`NOW`, a Wednesday."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kexie.base.notifications.api import notices
from kexie.base.people.tests.cast import Cast
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import SubmissionVerb, SubmissionWords

NOW = datetime(2023, 5, 24, 6, 0, tzinfo=UTC)
TEXT = (
    "5月23日，青溪区科协在青少年活动中心举办航天科普讲座，邀请高校教师讲解火箭发射原理，二百余名学生参加。\n"
    "讲座后开展了水火箭制作比赛，二十支队伍参赛，评出一等奖三名。"
)
WORDS = SubmissionWords(title="青溪区科协举办航天科普讲座", text=TEXT, event_on=date(2023, 5, 23))


def sent_in(
    cast: Cast, *, unit: str = "青溪区科协", member: str = "clerk_a", at: datetime = NOW, **words: object
) -> Submission:
    """A submission that has come to the desk."""
    by = cast.actor(member)
    begun = actions.begin_submission(by=by, at=at, unit=cast.unit(unit), words=replace(WORDS, **words))
    return actions.send_in(by=by, at=at, submission_id=begun.pk, seen=begun.edition)


def decided(
    cast: Cast, submission: Submission, verb: str, note: str = "", *, member: str = "editor", at: datetime = NOW
) -> Submission:
    """One step more, on the submission as it is now."""
    seen = Submission.objects.get(pk=submission.pk).edition
    return actions.take_step(
        by=cast.actor(member), at=at, submission_id=submission.pk, verb=SubmissionVerb(verb), seen=seen, note=note
    )


def from_b(cast: Cast, **words: object) -> Submission:
    """One of the other unit's."""
    return sent_in(cast, unit="云台区科协", member="clerk_b", **words)


def notices_of(cast: Cast, member: str) -> list[tuple[str, str]]:
    """Title and body of all that the member was told, the oldest first."""
    return list(notices(cast.actor(member)).order_by("created_at", "pk").values_list("title", "body"))


def titles_told(cast: Cast, member: str) -> list[str]:
    """The titles alone."""
    return [title for title, _body in notices_of(cast, member)]


def days_ago(days: float) -> datetime:
    """So long before the clock of these tests."""
    return NOW - timedelta(days=days)
