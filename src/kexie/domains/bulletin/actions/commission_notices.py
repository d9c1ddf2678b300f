"""What units and editors are told of commissions; steps inside the verbs and the turns of the clock."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.notifications import api as notifications
from kexie.base.people import api as people
from kexie.base.ui import dates
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.models import Commission, CommissionedUnit
from kexie.domains.bulletin.rules.desk import shortened


def tell_asked(asked: CommissionedUnit, *, at: datetime) -> int:
    """Tell a unit that it is asked for a text."""
    commission = asked.commission
    body = _("请于%(due)s前报送。") % {"due": _due(commission)}
    return _tell_unit(asked, "asked", _("约稿：%(title)s"), f"{body}\n{commission.brief}"[:2000].strip(), at=at)


def tell_new_date(commission: Commission, *, by: Actor, at: datetime) -> None:
    """Tell the units that have not sent anything in of another date."""
    rows = CommissionedUnit.objects.beyond("all that were asked are told of another date")
    body = _("截止时间改为%(due)s。") % {"due": _due(commission)}
    for asked in rows.filter(commission=commission, state="asked").select_related("organisation", "commission"):
        _tell_unit(asked, f"due:{commission.version}", _("约稿改期：%(title)s"), body, at=at)


def tell_called_off(asked: CommissionedUnit, *, by: Actor, at: datetime, reason: str) -> int:
    """Tell a unit that nothing is asked of it any more."""
    body = _("原因：%(reason)s") % {"reason": reason} if reason else _("这次约稿不再请您单位报送。")
    return _tell_unit(asked, "off", _("约稿取消：%(title)s"), body, at=at, url="" if not reason else None)


def tell_soon(asked: CommissionedUnit, *, at: datetime) -> int:
    """Remind a unit on the working day before."""
    body = _("请于%(due)s前报送；不能报送的，请在页面上说明原因。") % {"due": _due(asked.commission)}
    key = f"soon:{asked.commission.due_at.isoformat()}"
    return _tell_unit(asked, key, _("约稿即将到期：%(title)s"), body, at=at)


def tell_missed(asked: CommissionedUnit, *, at: datetime) -> int:
    """Tell a unit that the time is over."""
    body = _("约稿已于%(due)s到期，尚未收到报送。仍可补报；不能报送的，请说明原因。") % {"due": _due(asked.commission)}
    key = f"missed:{asked.commission.due_at.isoformat()}"
    return _tell_unit(asked, key, _("约稿已到期：%(title)s"), body, at=at)


def tell_declined(asked: CommissionedUnit, *, by: Actor, at: datetime) -> int:
    """Tell the editors that a unit cannot."""
    words = {"unit": asked.organisation, "title": shortened(asked.commission.title)}
    title = _("%(unit)s不能报送约稿“%(title)s”") % words
    return _tell_desk(asked.commission, f"declined:{asked.pk}:{at.isoformat()}", title, asked.reason, at=at)


def tell_over(commission: Commission, *, at: datetime, handed_in: int, missed: int) -> int:
    """Tell the editors how a commission stands when its time is over."""
    title = _("约稿“%(title)s”已到期") % {"title": shortened(commission.title)}
    body = _("已报送%(handed_in)d家，未报送%(missed)d家。") % {"handed_in": handed_in, "missed": missed}
    return _tell_desk(commission, f"over:{commission.due_at.isoformat()}", title, body, at=at)


def _due(commission: Commission) -> str:
    return dates.moment(commission.due_at)


def _tell_unit(
    asked: CommissionedUnit, what: str, title: str, body: str, *, at: datetime, url: str | None = None
) -> int:
    page = reverse("bulletin:request", args=(asked.pk,)) if url is None else url
    return notifications.notify(
        at=at,
        persons=people.holders_for(CONTRIBUTE, asked.organisation, on=timezone.localdate(at)),
        kind="bulletin.commission",
        title=title % {"title": shortened(asked.commission.title)},
        body=body,
        url=page,
        key=f"bulletin.commission:{asked.pk}:{what}",
    )


def _tell_desk(commission: Commission, what: str, title: str, body: str, *, at: datetime) -> int:
    return notifications.notify(
        at=at,
        persons=people.holders(HANDLE, on=timezone.localdate(at)),
        kind="bulletin.commission",
        title=title[:120],
        body=body,
        url=reverse("bulletin:commission", args=(commission.pk,)),
        key=f"bulletin.commission:{commission.pk}:{what}"[:120],
    )
