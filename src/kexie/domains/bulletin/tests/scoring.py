"""Signed issues and scoring tables for the tests of the figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from kexie.base.kernel import clock
from kexie.base.people.tests.cast import Cast
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions import commission_times, commissions
from kexie.domains.bulletin.actions import scoring as scoring_actions
from kexie.domains.bulletin.models import Issue, Item, ItemKind, ScoringTable
from kexie.domains.bulletin.rules.commissions import CommissionWords
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodItem
from kexie.domains.bulletin.rules.scoring import ScoringRules
from kexie.domains.bulletin.tests.factories import AT, drafted, waive_all

#: title, column, code of the kind (or nothing), units that sign
Row = tuple[str, str, str, tuple[str, ...]]


def printed(cast: Cast, number: int, on: date, rows: list[Row]) -> Issue:
    """A signed issue of ``on`` with these items, which have to stand together by column."""
    columns = tuple(
        UnderstoodColumn(
            name=column,
            items=tuple(
                UnderstoodItem(title=title, paragraphs=(f"{title}，{on.month}月{on.day}日举行。",), credits=units)
                for title, _column, _kind, units in group
            ),
        )
        for column, group in groupby(rows, key=lambda row: row[1])
    )
    issue = drafted(cast, number, date=on, columns=columns, highlights=())
    for title, _column, kind, _units in rows:
        if kind:
            Item.objects.filter(issue=issue, title=title).update(kind=ItemKind.objects.get(code=kind))
    waive_all(cast, issue)
    for name, verb in (("editor", actions.submit_for_review), ("reviewer", actions.approve), ("signer", actions.sign)):
        issue = verb(by=cast.actor(name), at=AT, issue_id=issue.pk, seen=issue.version)
    return issue


def published_table(cast: Cast, since: date, rules: ScoringRules, note: str = "按年初办公会意见。") -> ScoringTable:
    """A version in force from ``since`` on."""
    keeper = cast.actor("keeper")
    table = scoring_actions.draft_table(by=keeper, at=clock.now(), since=since, rules=rules)
    return scoring_actions.publish_table(by=keeper, at=clock.now(), number=table.number, seen=table.version, note=note)


def missed_by(cast: Cast, unit: str, due_at: datetime, title: str = "科技工作者日活动") -> None:
    """A commission that ``unit`` does not answer in time."""
    asked_at = due_at - timedelta(days=3)
    commissions.create_commission(
        by=cast.actor("editor"),
        at=asked_at,
        words=CommissionWords(title=title, due_at=due_at),
        units=[cast.unit(unit)],
    )
    commission_times.note_missed(by=cast.actor("platform"), at=due_at + timedelta(hours=1))
