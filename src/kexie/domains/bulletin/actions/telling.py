"""Who is told of what happens to submissions: the unit of a decision and of a note, the editors of what has come in.

Nobody gets a mail per submission: editors get at most one word an hour, while offices work, and only of something new.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kexie.base.kernel.access import Actor
from kexie.base.notifications import api as notifications
from kexie.base.people import api as people
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.models import Submission, SubmissionNote
from kexie.domains.bulletin.rules.desk import shortened
from kexie.domains.bulletin.rules.submissions import SubmissionState

#: What came in earlier than this was told of before, or is known.
_NEWS: Final = timedelta(hours=26)
_DECIDED: Final = {
    SubmissionState.ADOPTED: (
        gettext_noop("“%(title)s”已采用"),
        gettext_noop("信息已采用，编入哪一期以签发的动态为准。"),
    ),
    SubmissionState.RESERVED: (gettext_noop("“%(title)s”列为备用"), gettext_noop("信息暂作备用，后续采用时会再通知。")),
    SubmissionState.RETURNED: (gettext_noop("“%(title)s”请修改后再报"), gettext_noop("编辑部意见：%(reason)s")),
    SubmissionState.REJECTED: (gettext_noop("“%(title)s”未采用"), gettext_noop("编辑部意见：%(reason)s")),
}


def tell_decided(*, by: Actor, at: datetime, submission_id: UUID, decided_at: datetime) -> int:
    """Tell the unit what was decided, unless that was taken back or decided anew meanwhile; how many were told."""
    rows = Submission.objects.beyond("its own unit is told what was decided").select_related("unit")
    found = rows.filter(pk=submission_id, decided_at=decided_at).first()
    if found is None or found.state not in _DECIDED:
        return 0
    title, body = _DECIDED[SubmissionState(found.state)]
    words = {"title": shortened(found.title), "reason": found.reason}
    return notifications.notify(
        at=at,
        persons=people.holders_for(CONTRIBUTE, found.unit, on=timezone.localdate(at)),
        kind="bulletin.decided",
        title=_(title) % words,
        body=_(body) % words,
        url=_page_of(found),
        key=f"bulletin.decided:{found.pk}:{decided_at.isoformat()}",
    )


def tell_note(note: SubmissionNote, *, by: Actor, at: datetime) -> int:
    """Tell the other side of a note, and of an internal one the other editors; nobody is told of what he wrote himself."""
    submission, today = note.submission, timezone.localdate(at)
    to_unit = note.by_desk and not note.internal
    persons = people.holders_for(CONTRIBUTE, submission.unit, on=today) if to_unit else people.holders(HANDLE, on=today)
    return notifications.notify(
        at=at,
        persons=[person for person in persons if person.pk != note.person_id],
        kind="bulletin.note",
        title=_("关于“%(title)s”的留言") % {"title": shortened(submission.title)},
        body=_("%(name)s：%(text)s") % {"name": note.person_name, "text": note.text},
        url=_page_of(submission) if to_unit else reverse("bulletin:desk-submission", args=(submission.pk,)),
        key=f"bulletin.note:{note.pk}",
    )


def tell_editors(*, by: Actor, at: datetime) -> int:
    """Tell the editors that something new waits for them, once for each latest arrival; how many were told."""
    waiting = Submission.objects.beyond("the office is told what waits for it").filter(state=SubmissionState.SENT.value)
    latest = waiting.filter(submitted_at__gte=at - _NEWS).order_by("-submitted_at").first()
    if latest is None:
        return 0
    count = waiting.order_by().aggregate(count=Count("pk"))["count"]
    return notifications.notify(
        at=at,
        persons=people.holders(HANDLE, on=timezone.localdate(at)),
        kind="bulletin.arrived",
        title=_("有新的信息报送，共%(count)d条待初审") % {"count": count},
        body=_("最近一条：%(unit)s“%(title)s”。") % {"unit": latest.unit, "title": latest.title},
        url=reverse("bulletin:desk"),
        key=f"bulletin.arrived:{latest.pk}:{latest.version}",
    )


def _page_of(submission: Submission) -> str:
    """The submission's page for its unit."""
    try:
        return submission.get_absolute_url()
    except NoReverseMatch:  # that page comes with the next part
        return ""
