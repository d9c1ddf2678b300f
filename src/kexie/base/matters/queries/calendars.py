"""One's own deadlines, for a calendar program that knows the secret address."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.models import CalendarKey, CaseTask
from kexie.base.matters.queries.asks import waiting_asks
from kexie.base.matters.queries.inbox import waiting_in_units, waiting_of_applicant
from kexie.base.matters.rules.calendars import Deadline
from kexie.base.matters.rules.digests import digest_of_secret
from kexie.base.people.api import actor_of

#: Deadlines of one calendar.
MOST = 200


def key_of(actor: Actor) -> CalendarKey | None:
    """Whether a calendar program may read one's own deadlines, and since when."""
    return CalendarKey.objects.filter(account=actor.account_id).first() if actor.account_id else None


def deadlines_of(secret: str, *, at: datetime) -> list[Deadline]:
    """What whoever has made the secret has to do, with its limits, as he or she may see it now.

    Raises:
        NotFound: nobody has made it, it was made anew or taken away, or the account is closed.
    """
    key = CalendarKey.objects.select_related("account__person").filter(digest=digest_of_secret(secret)).first()
    if key is None or not key.account.is_active:
        raise NotFound
    actor = actor_of(key.account, on=timezone.localdate(at))
    waiting = waiting_in_units(actor, at=at, most=MOST)
    held = [task for task in waiting if task.holder_id in (None, actor.account_id)]
    found = [_of_task(task, "matters:case", task.case.number) for task in held]
    found += [_of_task(task, "matters:my-case", task.case.number) for task in waiting_of_applicant(actor, most=MOST)]
    found += [
        Deadline(
            key=f"ask-{ask.pk}",
            title=_("答复意见：%(question)s") % {"question": ask.question[:40]},
            due=ask.due_at,
            changed=ask.asked_at,
            url=absolute(reverse("matters:case", args=[ask.case_id])),
        )
        for ask in waiting_asks(actor, on=timezone.localdate(at))[:MOST]
    ]
    return [deadline for deadline in found if deadline is not None]


def _of_task(task: CaseTask, page: str, number: str) -> Deadline | None:
    """The deadline of a task: what it is and where; nothing of who has applied leaves the house."""
    if task.due_at is None:
        return None
    return Deadline(
        key=f"task-{task.pk}",
        title=_("%(task)s（%(number)s）") % {"task": task.name, "number": number},
        due=task.due_at,
        changed=task.created_at,
        url=absolute(reverse(page, args=[task.case_id])),
    )
