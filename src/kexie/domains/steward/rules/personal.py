"""What the concierge keeps about persons: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, declare, impersonal

_KEPT: dict[str, Any] = {
    "keep": _("长期保存（办件档案）"),
    "erase": "keep",
    "why": _("办件是公务档案，依法应当保存；本人信息删除后姓名不再指向本人。"),
}


def declare_all() -> None:
    """Declare every personal column; called in ``ready()``."""
    clocked = Personal(_("记录计时由谁调整"), Basis.DUTY, **_KEPT)
    declare(
        "steward.ClockEntry",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": clocked, "by_account": clocked, "at": clocked, "move": clocked},
        other=dict.fromkeys(["id", "case", "number", "limit", "natural", "until", "due_at"], "期限的经过"),
    )
    asked = Personal(_("记录由谁申请延期和挂账"), Basis.DUTY, **_KEPT)
    decided = Personal(_("记录由谁审批延期和挂账"), Basis.DUTY, **_KEPT)
    others = dict.fromkeys(["id", "case", "kind", "state", "day", "unit"], "申请的内容和状态")
    declare(
        "steward.LimitWish",
        subject="asked_by__person",
        columns={"asked_name": asked, "asked_at": asked},
        other=others | {"asked_by": "归属"} | dict.fromkeys(["decided_by", "decided_name", "decided_at"], "见审批人"),
    )
    declare(
        "steward.LimitWish",
        subject="decided_by__person",
        columns={"decided_name": decided, "decided_at": decided},
        other=others | {"decided_by": "归属"} | dict.fromkeys(["asked_by", "asked_name", "asked_at"], "见申请人"),
    )
    impersonal(
        {
            "steward.Urgency.name": "紧急程度的名称",
            "steward.Urgency.contact_limit": "联系申请人的期限",
            "steward.Handling.contact_due_at": "联系申请人的期限",
        }
    )
