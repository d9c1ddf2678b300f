"""What the bulletin keeps about persons: what goes out and what comes after, words changed, dispatches, instructions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Basis, Personal, declare, impersonal


def declare_outgoing(signed: Mapping[str, Any]) -> None:
    """What goes out and what comes after: words changed, waivers, revisions, dispatches, instructions."""
    did = Personal(_("记录由谁修改、核对、发送"), **signed)
    declare(
        "bulletin.WordsVersion",
        subject="person",
        columns={"person": did, "person_name": did, "at": did, "note": did},
        other=dict.fromkeys(("id", "issue", "item", "part", "number", "words"), "刊物内容"),
    )
    declare(
        "bulletin.Waiver",
        subject="person",
        columns={"person": did, "person_name": did, "reason": did, "at": did},
        other=dict.fromkeys(("id", "issue", "item", "key", "code", "excerpt", "withdrawn_at"), "检查结果"),
    )
    declare(
        "bulletin.Revision",
        subject="signed_by",
        columns={"signed_by": did, "signed_name": did, "signed_at": did},
        other=dict.fromkeys(
            ("id", "issue", "number", "current", "date", "content", "content_hash", "reason", "reviewed_name"),
            "签发档案",
        ),
    )
    declare(
        "bulletin.WatchWordChange",
        subject="account:by_account",
        columns={"by_name": did, "by_account": did},
        other=dict.fromkeys(("id", "word", "kind", "before", "after", "at"), "敏感词表"),
    )
    opened = Personal(
        _("告知同时编辑的人"),
        Basis.DUTY,
        _("数分钟"),
        "delete",
        export=False,
        why=_("只在编辑时存在数分钟，随后自动删除。"),
    )
    declare(
        "bulletin.Presence",
        subject="account:account_id",
        columns={"account_id": opened, "person_name": opened},
        other=("id", "issue", "part", "seen_at"),
    )
    _declare_sending(did)
    _declare_after(did)


def _declare_sending(did: Personal) -> None:
    declare(
        "bulletin.Dispatch",
        subject="created_by",
        columns={"created_by": did, "created_name": did},
        other=dict.fromkeys(
            ("id", "revision", "subject", "note", "formats", "lists", "state", "created_at", "round", "done_at"),
            "发送内容",
        ),
    )
    received = Personal(
        _("向分送名单中的人发送动态"),
        Basis.DUTY,
        _("发送后两年"),
        "clear",
        cleared="removed-{pk}@invalid",
        export=False,
        why=_("分送记录是公务记录；删除时清空地址和姓名。"),
    )
    named = Personal(
        _("向分送名单中的人发送动态"),
        Basis.DUTY,
        _("发送后两年"),
        "clear",
        cleared="",
        export=False,
        why=_("分送记录是公务记录；删除时清空地址和姓名。"),
    )
    declare(
        "bulletin.Recipient",
        subject="person",
        columns={"person": named, "address": received, "name": named},
        other=dict.fromkeys(
            (
                *("id", "dispatch", "state", "attempts", "next_attempt_at", "handed_at", "sent_at", "bounced_at"),
                "detail",
                "message_id",
            ),
            "发送情况",
        ),
    )
    declare(
        "bulletin.ListEntry",
        subject="mail:address",
        columns={"address": received, "name": named},
        other=dict.fromkeys(("id", "list", "kind", "organisation", "below", "title", "role"), "名单设置"),
    )


def _declare_after(did: Personal) -> None:
    declare(
        "bulletin.Instruction",
        subject="leader",
        columns={"leader": did, "leader_name": did, "leader_title": did},
        other=dict.fromkeys(
            (
                *("id", "item", "kind", "given_on", "text", "unit", "due_on", "state", "result", "closed_at"),
                *("reminded_at", "overdue_at", "recorded_at", "recorded_name", "version"),
            ),
            "批示内容",
        ),
    )
    impersonal({"bulletin.Instruction.recorded_name": "经办人员"})
    declare(
        "bulletin.InstructionProgress",
        subject="account:by_account",
        columns={"by_account": did, "person_name": did},
        other=dict.fromkeys(("id", "instruction", "at", "unit", "text", "closes"), "办理情况"),
    )
    declare(
        "bulletin.ScoringTable",
        subject="account:created_by",
        columns={"created_by": did, "created_name": did, "published_by": did, "published_name": did},
        other=dict.fromkeys(
            ("id", "number", "since", "rules", "note", "state", "version", "created_at", "published_at"), "计分办法"
        ),
    )
    impersonal({"bulletin.WatchWord.changed_name": "经办人员", "bulletin.SenderAddress.added_name": "经办人员"})
