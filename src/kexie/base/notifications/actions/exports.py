"""Telling of exports that need two persons: the second ones when they are asked, the asker when it is decided."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import abilities
from kexie.base.notifications.actions.telling import notify
from kexie.base.notifications.models import Notice
from kexie.base.notifications.rules import BODY_LIMIT, TITLE_LIMIT
from kexie.base.people.models import Person
from kexie.base.people.queries.actors import holding_actors
from kexie.base.ui.exporting import may_decide
from kexie.base.ui.models import ExportRequest, ExportState


def tell_asked(*, at: datetime, request: ExportRequest) -> None:
    """Tell everybody who may decide on ``request``; the purpose is read on its page, not in a mail."""
    on = timezone.localdate(at)
    deciding = [actor for actor in holding_actors(abilities[request.approve], on=on) if may_decide(actor, request)]
    persons = Person.objects.beyond("those who may decide are told").filter(pk__in=[one.person_id for one in deciding])
    title = _("%(who)s申请导出“%(what)s”%(count)d条，请您审批")
    notify(
        at=at,
        persons=persons,
        kind="export",
        title=(title % {"who": request.by_name, "what": request.title, "count": request.count})[:TITLE_LIMIT],
        body=_("导出较多个人信息须由另一人同意。请核对用途和范围；由一位审批即可。"),
        url=_address(request),
        key=_asked_key(request),
    )


def tell_decided(*, at: datetime, request: ExportRequest) -> None:
    """Tell the asker how it was decided; what the second persons were told of it is done with."""
    Notice.objects.filter(key=_asked_key(request)).unread().update(read_at=at)
    if request.by_person is None:
        return
    agreed = request.state == ExportState.APPROVED
    title = _("您申请导出的“%(what)s”已获同意") if agreed else _("您申请导出的“%(what)s”未获同意")
    said = {"who": request.decided_name, "reason": request.reason or _("无")}
    if agreed:
        body = _("审批人：%(who)s。意见：%(reason)s。文件生成后请在三天内下载，用完按申请的用途处理。") % said
    else:
        body = _("审批人：%(who)s。理由：%(reason)s。请按理由调整范围或用途后重新申请。") % said
    notify(
        at=at,
        persons=Person.objects.beyond("the asker is told").filter(pk=request.by_person),
        kind="export",
        title=(title % {"what": request.title})[:TITLE_LIMIT],
        body=body[:BODY_LIMIT],
        url=_address(request),
        key=f"export:decided:{request.pk}",
    )


def _asked_key(request: ExportRequest) -> str:
    return f"export:asked:{request.pk}"


def _address(request: ExportRequest) -> str:
    return reverse("work:export", kwargs={"request_id": request.pk})
