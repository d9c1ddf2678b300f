"""Purging the audit after its time: from the beginning, in batches, each an event of the chain itself.

Kept are at least six months (网络安全法, article 21 (3)); ``KEXIE_AUDIT_KEEP_MONTHS`` can only lengthen that. The last purged
row leaves its number and hash (:class:`AuditCut`), so that the rest of the chain is verified from there. A chain that is
broken is not purged: the cut would bury the evidence.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import Conflict
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.models import AuditCut, AuditEvent

#: What the law asks at least, in months.
LEAST_MONTHS: Final = 6
#: So many rows go in one transaction, while which nobody else can record.
PURGED_AT_ONCE: Final = 20_000
TARGET: Final = "kernel.audit"

_DELETED: Final = FaultPoint("audit.deleted")
_CUT: Final = FaultPoint("audit.cut")


class TooEarly(Conflict):
    """Rows are asked to be purged that must still be kept."""

    code: ClassVar[str] = "audit_too_early"


class ChainBroken(Conflict):
    """The chain does not hold; until that is cleared up nothing is purged."""

    code: ClassVar[str] = "audit_broken"
    default_message = gettext_lazy("审计链校验没有通过，先查明原因，再清除到期的审计记录。")


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows went, and the last of them (0: none)."""

    count: int
    last: int


def latest(on: date, months: int = LEAST_MONTHS) -> date:
    """The latest day before which rows may be purged on the day ``on``; never less than six months back.

    The same day of the month, or the month's last where there is none.
    """
    year, month = divmod(on.year * 12 + on.month - 1 - max(months, LEAST_MONTHS), 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def purge(*, by: Actor, at: datetime, before: date, at_once: int = PURGED_AT_ONCE) -> Purged:
    """Purge the rows of days before ``before`` (where the association is), as far as they stand without a gap.

    A row that is younger keeps all behind it, whatever their time. Killed midway, whole batches are done; repeat it.

    Raises:
        TooEarly: six months, or what the setting asks, have not passed; this attempt is audited.
        ChainBroken: the chain does not hold before anything is purged.
    """
    allowed = latest(timezone.localdate(at), settings.KEXIE_AUDIT_KEEP_MONTHS)
    if before > allowed:
        audit.record_refusal(by=by, at=at, action=audit.PURGE, target=TARGET, before=before, allowed=allowed)
        raise TooEarly(
            _("审计记录至少保存%(months)d个月，现在只能清除%(day)s之前的记录。")
            % {"months": max(LEAST_MONTHS, settings.KEXIE_AUDIT_KEEP_MONTHS), "day": allowed.isoformat()},
            allowed=allowed.isoformat(),
        )
    if not (verdict := audit.verify()).holds:
        raise ChainBroken(verdict.sentence() + str(ChainBroken.default_message))
    midnight = timezone.make_aware(datetime.combine(before, time()), timezone.get_default_timezone())
    total, last = 0, 0
    while (cut := _batch(by=by, at=at, before=midnight, at_once=at_once)) is not None:
        total, last = total + cut.count, cut.number
    return Purged(total, last)


@transaction.atomic
def _batch(*, by: Actor, at: datetime, before: datetime, at_once: int) -> AuditCut | None:
    """The next rows, their cut and the event that tells of it; None when nothing is due."""
    head = audit.locked_head()
    first = AuditEvent.objects.order_by("number").values_list("number", flat=True).first()
    if first is None:
        return None
    young = AuditEvent.objects.filter(at__gte=before).order_by("number").values_list("number", flat=True).first()
    last = min((young or head.count + 1) - 1, first + at_once - 1)
    if last < first:
        return None
    row = AuditEvent.objects.get(number=last)
    cut = AuditCut.objects.create(number=last, hash=row.hash, count=last - first + 1, at=at)
    with connection.cursor() as cursor:  # the querysets refuse it, as they should everywhere else
        cursor.execute(f"DELETE FROM {AuditEvent._meta.db_table} WHERE number <= %s", [last])  # noqa: S608 - a constant
    _DELETED.reach()
    audit.record(by=by, at=at, action=audit.PURGE, target=TARGET, last=last, hash=row.hash, count=cut.count)
    _CUT.reach()
    return cut
