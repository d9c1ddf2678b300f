"""The audit: who did what, when, where, and how it ended; chained so that nobody can change it unseen.

Every row carries the SHA-256 of its own content and of the row before it; the head row keeps count and hash of the last.
Rows are added one at a time: on PostgreSQL under a lock of the head row, on SQLite because a transaction that writes is
alone (`IMMEDIATE`). On PostgreSQL that lock is held until commit, so an action records last.

Rows whose time is over are purged from the beginning (`kernel.audit_purge`); the chain then goes on from the cut.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Ability, Actor, check
from kexie.base.kernel.models import AuditCut, AuditEvent, AuditHead, Outcome
from kexie.base.kernel.plain import plain

__all__ = [
    "PURGE",
    "Fault",
    "Outcome",
    "Verdict",
    "audit_events",
    "has_acted",
    "newest",
    "record",
    "record_refusal",
    "verify",
]

#: What the first row has for the hash of the row before it.
GENESIS: Final = "0" * 64
#: The act that names a cut: number and hash of the last purged row.
PURGE: Final = "audit.purge"


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    target: str,
    unit_path: str = "",
    outcome: Outcome = Outcome.DONE,
    **data: Any,
) -> AuditEvent:
    """Write one row, inside the business transaction: either both are stored, or neither.

    ``action`` is like ``bulletin.sign``, ``target`` like ``bulletin.issue:<uuid>``. ``data`` holds identifiers, counts,
    states; no personal data. Line breaks and control characters become spaces. Record as the action's last step.

    Raises:
        RuntimeError: outside a transaction.
        ValueError: ``at`` is naive, or action or target is empty or too long.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit row is written inside the business transaction")
    if timezone.is_naive(at):
        raise ValueError("an audited moment is aware")
    has_identity = by.account_id is not None or by.person_id is not None
    event = AuditEvent(
        at=at,
        utc_offset=_offset_minutes(at),
        account_id=by.account_id,
        person_id=by.person_id,
        actor_name="" if has_identity else plain(by.name)[:120],
        action=_fitting("action", action, 80),
        target=_fitting("target", target, 200),
        unit_path=unit_path,
        outcome=outcome,
        data=_storable(data),
    )
    head = locked_head()
    event.number = head.count + 1
    event.previous_hash = head.hash
    event.hash = hash_of(event)
    event.save()
    AuditHead.objects.filter(pk=head.pk).update(count=event.number, hash=event.hash)
    return event


def record_refusal(
    *, by: Actor, at: datetime, action: str, target: str, unit_path: str = "", **data: Any
) -> AuditEvent:
    """Write, in a transaction of its own, that something was refused: the business itself has been rolled back."""
    with transaction.atomic():
        return record(by=by, at=at, action=action, target=target, unit_path=unit_path, outcome=Outcome.REFUSED, **data)


def audit_events(
    actor: Actor,
    ability: Ability,
    *,
    action: str = "",
    target: str = "",
    person_id: UUID | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """The rows that ``actor`` may read by ``ability``, newest first, from ``begin`` until before ``end``.

    Rows of no unit are seen only by who reads everywhere. ``action`` matches its beginning (``bulletin.`` for a whole app).

    Raises:
        NotPermitted, LogInFirst: the actor holds the ability nowhere.
    """
    check(actor, ability)
    reach = actor.reach(ability)
    found = AuditEvent.objects.filter(reach.q("unit_path"))
    if not reach.everywhere:
        found = found.exclude(unit_path="")
    if action:
        found = found.filter(action__startswith=action)
    if target:
        found = found.filter(target=target)
    if person_id:
        found = found.filter(person_id=person_id)
    if begin:
        found = found.filter(at__gte=begin)
    return found.filter(at__lt=end) if end else found


def newest() -> int:
    """The number of the newest row; 0 without any."""
    return AuditHead.objects.values_list("count", flat=True).first() or 0


def has_acted(actor: Actor, *, after: int) -> bool:
    """Whether the account of ``actor`` has done anything that was audited after the row of that number."""
    return AuditEvent.objects.filter(number__gt=after, account_id=actor.account_id).exists()


class Fault(StrEnum):
    """What is wrong with the first broken row."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    UNLINKED = "unlinked"
    CUT_OFF = "cut_off"
    HEAD = "head"
    ANCHOR = "anchor"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain holds; if not, ``number`` names the first broken row and ``fault`` what is wrong with it.

    ``count`` and ``hash`` are those of the last good row: kept somewhere else, they anchor the chain (see :func:`verify`).
    ``purged`` is the number of the last row that was purged after its time; 0 if none was.
    """

    count: int
    hash: str
    fault: Fault | None = None
    number: int | None = None
    purged: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return self.fault is None

    def sentence(self) -> str:
        """The verdict in one Chinese sentence."""
        if self.fault is None and self.purged:
            return _(
                "审计记录完整，现存 %(kept)d 条（第 %(first)d 条至第 %(count)d 条，此前的已按保存期限清除），"
                "末条校验值 %(hash)s。"
            ) % {
                "kept": self.count - self.purged,
                "first": self.purged + 1,
                "count": self.count,
                "hash": self.hash,
            }
        if self.fault is None:
            return _("审计记录完整，共 %(count)d 条，末条校验值 %(hash)s。") % {"count": self.count, "hash": self.hash}
        texts = {
            Fault.CHANGED: _("第 %(number)d 条审计记录的内容被改动。"),
            Fault.MISSING: _("第 %(number)d 条审计记录被删除。"),
            Fault.INSERTED: _("第 %(number)d 条审计记录是后来插入的。"),
            Fault.UNLINKED: _("第 %(number)d 条审计记录与前一条不衔接，两条之一被改动或替换。"),
            Fault.CUT_OFF: _("第 %(number)d 条及以后的审计记录被删除。"),
            Fault.HEAD: _("审计链的末端与第 %(number)d 条审计记录不一致，两者之一被改动。"),
            Fault.ANCHOR: _("第 %(number)d 条审计记录与另行留存的校验值不一致。"),
            Fault.CUT: _("清除分界点（第 %(number)d 条）与审计链中的清除记录不一致，两者之一被伪造或改动。"),
        }
        return texts[self.fault] % {"number": self.number or 0}


def verify(*, anchor: tuple[int, str] | None = None) -> Verdict:
    """Check the whole chain, from the last cut on, and name the first broken row.

    ``anchor`` is a number and a hash that were noted outside the database: whoever can rewrite the whole chain and its
    head cannot rewrite that note. An anchor before the cut can no longer be compared. Writers are held up only while the
    last few rows are checked.
    """
    while True:
        cut = _last_cut()
        verdict = _verified(_Walk(anchor, cut), cut)
        if verdict.holds or _last_cut() == cut:
            return verdict  # else rows were purged while they were read


def _verified(walk: _Walk, cut: AuditCut | None) -> Verdict:
    if (verdict := walk.beginning()) is not None:
        return verdict
    if (verdict := walk.over(AuditEvent.objects.order_by("number").iterator(chunk_size=2000))) is not None:
        return verdict
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().filter(pk=1).first()
        rest = AuditEvent.objects.filter(number__gt=walk.count).order_by("number")
        verdict = walk.over(rest.iterator()) or walk.end(head)
    if cut is not None and verdict.holds and not _is_told(cut):
        return walk.broken(Fault.CUT, cut.number)
    return verdict


def _last_cut() -> AuditCut | None:
    return AuditCut.objects.order_by("-number").first()


def _is_told(cut: AuditCut) -> bool:
    """Whether the chain itself tells of the cut."""
    events = AuditEvent.objects.filter(action=PURGE, outcome=Outcome.DONE, number__gt=cut.number)
    return any(event.data.get("last") == cut.number and event.data.get("hash") == cut.hash for event in events)


def hash_of(event: AuditEvent) -> str:
    """SHA-256, in hexadecimal, of the row's canonical JSON: sorted keys, no spaces, UTF-8, with the previous hash."""
    content = {
        "number": event.number,
        "at": event.local_at.isoformat(timespec="microseconds"),
        "account": str(event.account_id or ""),
        "person": str(event.person_id or ""),
        "name": event.actor_name,
        "action": event.action,
        "target": event.target,
        "unit": event.unit_path,
        "outcome": str(event.outcome),
        "data": event.data,
        "previous": event.previous_hash,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Walk:
    """A walk along the chain: the last good row so far."""

    def __init__(self, anchor: tuple[int, str] | None, cut: AuditCut | None = None) -> None:
        self.anchor = anchor
        self.purged = self.count = cut.number if cut else 0
        self.hash = cut.hash if cut else GENESIS

    def broken(self, fault: Fault, number: int) -> Verdict:
        """The verdict that ``fault`` is found at ``number``."""
        return Verdict(self.count, self.hash, fault, number, self.purged)

    def beginning(self) -> Verdict | None:
        """The verdict if the cut is not that of the anchor."""
        if self.purged and self.anchor is not None and self.anchor[0] == self.purged and self.anchor[1] != self.hash:
            return self.broken(Fault.ANCHOR, self.purged)
        return None

    def over(self, rows: Iterable[AuditEvent]) -> Verdict | None:
        """Go on over ``rows``; the verdict if one is broken."""
        for row in rows:
            fault = self._fault_of(row)
            if fault is not None:
                return self.broken(fault, self.count + 1 if fault is Fault.MISSING else row.number)
            self.count, self.hash = row.number, row.hash
        return None

    def end(self, head: AuditHead | None) -> Verdict:
        """Compare the last row with the head."""
        count, last_hash = (head.count, head.hash) if head else (0, GENESIS)
        if self.anchor is not None and self.anchor[0] > self.count:
            return self.broken(Fault.CUT_OFF, self.count + 1)
        if count > self.count:
            return self.broken(Fault.CUT_OFF, self.count + 1)
        if head is not None and count < self.count:
            return self.broken(Fault.INSERTED, count + 1)
        if count != self.count or last_hash != self.hash:
            return self.broken(Fault.HEAD, self.count)
        return Verdict(self.count, self.hash, purged=self.purged)

    def _fault_of(self, row: AuditEvent) -> Fault | None:
        if row.number > self.count + 1:
            return Fault.MISSING
        if row.number <= self.count:
            return Fault.INSERTED
        if row.hash != hash_of(row):
            return Fault.CHANGED
        if row.previous_hash != self.hash:
            return Fault.UNLINKED
        if self.anchor is not None and self.anchor[0] == row.number and self.anchor[1] != row.hash:
            return Fault.ANCHOR
        return None


def locked_head() -> AuditHead:
    """The head row, locked until commit; the first call makes it."""
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.get_or_create(pk=1, defaults={"count": 0, "hash": GENESIS})
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head


def _offset_minutes(at: datetime) -> int:
    """How far the association's clock is ahead of UTC at that moment."""
    offset = timezone.localtime(at, timezone.get_default_timezone()).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _fitting(what: str, text: str, limit: int) -> str:
    fitted = plain(text)
    if not fitted or len(fitted) > limit:
        raise ValueError(f"the audit's {what} has 1 to {limit} characters")
    return fitted


def _storable(value: Any) -> Any:
    """``value`` as JSON that both databases give back unchanged: numbers with a fraction become text."""
    if isinstance(value, Enum):
        return _storable(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, float | Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {plain(str(name)): _storable(item) for name, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        items = [_storable(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    raise TypeError(f"the audit does not take a {type(value).__name__}")
