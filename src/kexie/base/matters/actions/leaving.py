"""Leave: while somebody is away, a colleague sees and does what was given to him or her."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import LogInFirst, NotFound
from kexie.base.matters.errors import MatterInvalid, TaskGone
from kexie.base.matters.models import Leave
from kexie.base.matters.queries.leaves import share_a_role
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Account, actor_of
from kexie.base.ui import dates

#: Longer than this is no leave but another post.
LONGEST: Final = timedelta(days=180)


@transaction.atomic
def set_leave(*, by: Actor, at: datetime, deputy_id: UUID, begin: date, end: date, note: str = "") -> Leave:
    """Be away from ``begin`` to ``end`` (both included) and let a colleague stand in, who acts by one of the same roles in
    the same unit, and is told.

    Raises:
        MatterInvalid: the days are wrong or overlap with another leave, the colleague may not stand in, or is away too.
    """
    if by.account_id is None or by.person_id is None:
        raise LogInFirst
    today = timezone.localdate(at)
    Account.objects.select_for_update().get(pk=by.account_id)  # one entry at a time
    _check_days(begin, end, today=today)
    standing = Leave.objects.standing().filter(begin__lte=end, end__gte=begin)
    if standing.filter(account=by.account_id).exists():
        raise MatterInvalid(errors={"begin": [_("这些天您已经设置了代办，请先取消原来的。")]})
    deputy = Account.objects.select_related("person").filter(pk=deputy_id, is_active=True).first()
    if deputy is None or deputy.pk == by.account_id or not share_a_role(by, actor_of(deputy, on=today)):
        raise MatterInvalid(errors={"deputy": [_("代办人要和您在同一单位担任同样的办理角色，请另选一位。")]})
    if standing.filter(account=deputy.pk).exists():
        raise MatterInvalid(errors={"deputy": [_("这位同事那几天也不在岗，请另选一位。")]})
    made = Leave.objects.create(
        account_id=by.account_id, deputy=deputy, begin=begin, end=end, note=note.strip()[:120], made_at=at
    )
    if deputy.person is not None:
        notifications.notify(
            at=at,
            persons=[deputy.person],
            kind="matters.leave",
            title=_("%(who)s请您在休假期间代办") % {"who": by.name},
            body=_("%(begin)s至%(end)s，交给%(who)s办理的任务您也可以办理。")
            % {"who": by.name, "begin": dates.day(begin), "end": dates.day(end)},
            url=reverse("matters:tasks"),
            key=f"matters.leave:{made.pk}",
        )
    audit.record(by=by, at=at, action="matters.leave", target=f"matters.leave:{made.pk}", deputy=str(deputy.pk))
    return made


@transaction.atomic
def end_leave(*, by: Actor, at: datetime, leave_id: UUID) -> Leave:
    """Be back: one's own leave counts no more from now on. Raises NotFound, TaskGone (it is over)."""
    own = Leave.objects.filter(pk=leave_id, account=by.account_id) if by.account_id else Leave.objects.none()
    found = own.first()
    if found is None:
        raise NotFound
    if not own.standing().filter(end__gte=timezone.localdate(at)).update(ended_at=at):
        raise TaskGone(_("这次代办已经结束。"))
    audit.record(by=by, at=at, action="matters.leave", target=f"matters.leave:{leave_id}", ended=True)
    found.refresh_from_db()
    return found


def _check_days(begin: date, end: date, *, today: date) -> None:
    if end < begin:
        raise MatterInvalid(errors={"end": [_("结束日期不能早于起始日期。")]})
    if end < today:
        raise MatterInvalid(errors={"end": [_("结束日期已经过去，请重新选择。")]})
    if end - begin > LONGEST:
        raise MatterInvalid(errors={"end": [_("一次最多设置%d天，更长的请由管理员调整任职。") % LONGEST.days]})
