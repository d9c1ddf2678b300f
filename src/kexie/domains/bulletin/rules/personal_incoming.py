"""What the bulletin keeps about persons: what comes in, submissions, commissions and mails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Personal, declare, impersonal


def declare_incoming(signed: Mapping[str, Any]) -> None:
    """What comes in: submissions, commissions, mails."""
    _declare_submissions(signed)
    _declare_commissions(signed)
    _declare_mails(signed)


def _declare_submissions(signed: Mapping[str, Any]) -> None:
    wrote = Personal(_("记录信息由谁撰写、由谁报送"), **signed)
    declare(
        "bulletin.Submission",
        subject="author",
        columns={"author": wrote, "author_name": wrote},
        other=dict.fromkeys(
            (
                *("id", "unit", "channel", "commission", "column", "kind", "title", "text", "event_on", "event_until"),
                *("place", "entry", "mail", "item", "joined_to", "state", "edition", "version", "reason"),
                *("created_at", "updated_at"),
                *("submitted_at", "decided_at"),
            ),
            "报送的内容与办理情况",
        ),
    )
    declare(
        "bulletin.SubmissionVersion",
        subject="account:by_account",
        columns={"by_name": wrote, "by_account": wrote},
    )
    steps = ("verb", "state_before", "state_after", "person_name", "at", "note")
    declare(
        "bulletin.SubmissionStep",
        subject="person",
        columns={name: Personal(_("记录报送的每一步由谁办理"), **signed) for name in steps},
        other={"id": "编号", "submission": "所属信息", "person": "归属"},
    )
    declare(
        "bulletin.SubmissionNote",
        subject="person",
        columns={
            name: Personal(_("记录关于信息的留言"), **signed) for name in ("person_name", "at", "text", "internal")
        },
        other={"id": "编号", "submission": "所属信息", "person": "归属", "by_desk": "编辑部或单位的留言"},
    )


def _declare_commissions(signed: Mapping[str, Any]) -> None:
    declare(
        "bulletin.Commission",
        subject="created_by",
        columns={name: Personal(_("记录约稿由谁提出"), **signed) for name in ("created_by", "created_name")},
        other=dict.fromkeys(
            ("id", "title", "brief", "column", "kind", "due_at", "state", "reason", "created_at", "version"), "约稿内容"
        ),
    )


def _declare_mails(signed: Mapping[str, Any]) -> None:
    mailed = Personal(_("收取信息报送邮件，答复发件人"), export=False, **signed)
    declare(
        "bulletin.IncomingMail",
        subject="mail:sender",
        columns={"sender": mailed, "sender_name": mailed},
        other={"handled_name": "经办人员", "message_id": "信件标识"},
    )
    impersonal({"bulletin.IncomingMail.handled_name": "经办人员"})
    declare(
        "bulletin.SenderAddress",
        subject="mail:address",
        columns={"address": mailed},
        other={"added_name": "经办人员", "organisation": "单位", "added_at": "登记时间"},
    )
