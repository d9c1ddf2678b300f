"""What the registers keep about persons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, declare


def declare_own() -> None:
    """Declare every column; called in ``ready()``."""
    liked = Personal(_("按本人习惯显示列表"), Basis.CONTRACT, _("本人删除前"), "delete")
    declare(
        "ui.SavedView",
        subject=f"{BY_ACCOUNT}by_account",
        columns=dict.fromkeys(("by_account", "register", "name", "address"), liked),
        other=("is_default", "created_at"),
    )
    kept = Personal(
        _("留存谁因何导出了个人信息、由谁同意"),
        Basis.DUTY,
        _("三年"),
        "keep",
        why=_("批量导出个人信息的申请和审批依法留存备查。"),
    )
    rows = ("register", "title", "format", "count", "state", "ability", "approve", "reach", "address", "work")
    declare(
        "ui.ExportRequest",
        subject="by_person",
        columns=dict.fromkeys(("by_person", "by_name", "purpose", "asked_at"), kept),
        other=rows,
    )
    declare("ui.ExportRequest", subject=f"{BY_ACCOUNT}by_account", columns={"by_account": kept})
    declare(
        "ui.ExportRequest",
        subject=f"{BY_ACCOUNT}decided_by",
        columns=dict.fromkeys(("decided_by", "decided_name", "decided_at", "reason"), kept),
    )
