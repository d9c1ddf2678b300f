"""Issues of the fictional city 云川市 for these tests."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from kexie.base.people.tests.cast import Cast
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodIssue, UnderstoodItem

AT = datetime(2023, 5, 26, 1, 30, tzinfo=UTC)
SAMPLE = Path(__file__).parent / "data" / "sample-issue.md"
SHARED = Path(os.environ.get("KEXIE_SHARED", Path(__file__).resolve().parents[5].parent / "shared"))
REAL = SHARED / "data" / "bulletin-2023-17.md"
SECRET = "磁悬浮展具"

SAID = UnderstoodIssue(
    year=2023,
    number=17,
    total=70,
    date=date(2023, 5, 26),
    publisher="云川市科协办公室",
    highlights=("市科协到青溪区调研科普场馆", "航空学会进校园"),
    columns=(
        UnderstoodColumn(
            name="科普工作",
            items=(
                UnderstoodItem(
                    title="市科协领导到青溪区调研科普场馆建设",
                    paragraphs=(f"5月23日，市科协到青溪区调研，参观了新到的{SECRET}。", "座谈会研究了开放时间。"),
                    credits=("科普部", "青溪区科协"),
                ),
                UnderstoodItem(
                    title="云川市航空学会进校园", paragraphs=("5月24日，学会讲了三堂课。",), credits=("云川市航空学会",)
                ),
            ),
        ),
        UnderstoodColumn(
            name="基层动态",
            items=(
                UnderstoodItem(
                    title="柳湾街道办起科学集市",
                    paragraphs=("集市上有二十个摊位。",),
                    credits=("柳湾邻里科学社",),
                ),
            ),
        ),
    ),
    mailbox="news@yunchuan.example",
    editor="周青禾",
    reviewer="沈一诺",
    distribution=("市科协领导", "各区科协，各学会"),
)


def said(number: int = 17, **changes: object) -> UnderstoodIssue:
    """An issue's content; each number has its own running number."""
    return replace(SAID, number=number, total=number + 53, **changes)


def drafted(cast: Cast, number: int = 17, **changes: object) -> Issue:
    """A draft of the editor's."""
    return actions.import_issue(
        by=cast.actor("editor"), at=AT, understood=said(number, **changes), source_hash=f"{number:064d}"
    )


def waive_all(cast: Cast, issue: Issue) -> None:
    """Let everything stand that would keep the issue from review."""
    for found in queries.open_musts(issue):
        actions.waive(by=cast.actor("editor"), at=AT, issue_id=issue.pk, key=found.key, reason="这一期另有安排。")


def reviewing(cast: Cast, number: int = 17, **changes: object) -> Issue:
    """An issue that the reviewers have before them."""
    issue = drafted(cast, number, **changes)
    waive_all(cast, issue)
    return actions.submit_for_review(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version)


def approved(cast: Cast, number: int = 17, **changes: object) -> Issue:
    """An issue that the signers have before them."""
    issue = reviewing(cast, number, **changes)
    return actions.approve(by=cast.actor("reviewer"), at=AT, issue_id=issue.pk, seen=issue.version)


def signed(cast: Cast, number: int = 17, **changes: object) -> Issue:
    """A public issue."""
    issue = approved(cast, number, **changes)
    return actions.sign(by=cast.actor("signer"), at=AT, issue_id=issue.pk, seen=issue.version)
