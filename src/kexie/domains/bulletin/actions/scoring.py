"""The scoring table (计分办法): drafted, changed, discarded, published; what was published is never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.errors.figures import TableChanged, Unfit
from kexie.domains.bulletin.models import ScoringTable, TableState
from kexie.domains.bulletin.rules.scoring import ScoringRules
from kexie.domains.bulletin.rules.scoring_terms import LONGEST_NOTE, wrong_note, wrong_terms


def draft_table(*, by: Actor, at: datetime, since: date, rules: ScoringRules, note: str = "") -> ScoringTable:
    """Begin a version, as the one draft that there can be. Raises NotPermitted, Unfit."""
    check(by, KEEP)
    _check(since, rules)
    number = (ScoringTable.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            table = ScoringTable.objects.create(
                number=number,
                since=since,
                rules=rules.as_json(),
                note=note.strip()[:LONGEST_NOTE],
                state=TableState.DRAFT,
                created_at=at,
                created_name=by.name,
                created_by=by.account_id,
            )
            _audit("draft", table, by=by, at=at)
    except IntegrityError as clash:
        raise Unfit({"since": _("已有一份计分办法草稿。请先公布或者删除，再起草新的一版。")}) from clash
    return table


def save_table(
    *, by: Actor, at: datetime, number: int, seen: int, since: date, rules: ScoringRules, note: str = ""
) -> ScoringTable:
    """Change the draft. Raises NotPermitted, NotFound, TableChanged, Unfit."""
    check(by, KEEP)
    with transaction.atomic():
        table = _draft(number, seen)
        _check(since, rules)
        table.since, table.rules, table.note = since, rules.as_json(), note.strip()[:LONGEST_NOTE]
        table.version += 1
        table.save(update_fields=["since", "rules", "note", "version"])
        _audit("save", table, by=by, at=at)
    return table


def discard_table(*, by: Actor, at: datetime, number: int, seen: int) -> None:
    """Throw the draft away. Raises NotPermitted, NotFound, TableChanged."""
    check(by, KEEP)
    with transaction.atomic():
        table = _draft(number, seen)
        _audit("discard", table, by=by, at=at)
        table.delete()


def publish_table(*, by: Actor, at: datetime, number: int, seen: int, note: str) -> ScoringTable:
    """Let the draft count for issues from its day on, with the reason. Raises NotPermitted, NotFound, TableChanged, Unfit."""
    check(by, KEEP)
    if wrong := wrong_note(note := note.strip()):
        raise Unfit(wrong)
    with transaction.atomic():
        table = _draft(number, seen)
        if (after := _latest()) and table.since <= after:
            raise Unfit({"note": _("上一版从%(day)s起生效，这一版须晚于它。请先修改生效日期。") % {"day": after}})
        table.state, table.note = TableState.PUBLISHED, note
        table.published_at, table.published_name, table.published_by = at, by.name, by.account_id
        table.version += 1
        table.save()
        _audit("publish", table, by=by, at=at, since=table.since.isoformat(), rules=table.rules)
    return table


def _latest() -> date | None:
    rows = ScoringTable.objects.filter(state=TableState.PUBLISHED)
    latest: date | None = rows.aggregate(last=Max("since"))["last"]
    return latest


def _check(since: date, rules: ScoringRules) -> None:
    if wrong := wrong_terms(rules, since, after=_latest()):
        raise Unfit(wrong)


def _draft(number: int, seen: int) -> ScoringTable:
    table = ScoringTable.objects.select_for_update().filter(number=number).first()
    if table is None:
        raise NotFound
    if table.state != TableState.DRAFT or table.version != seen:
        raise TableChanged
    return table


def _audit(verb: str, table: ScoringTable, *, by: Actor, at: datetime, **more: Any) -> None:
    target = f"bulletin.scoring:{table.number}"
    audit.record(by=by, at=at, action=f"bulletin.scoring_{verb}", target=target, **more)
