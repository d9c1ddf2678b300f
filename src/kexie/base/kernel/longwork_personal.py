"""What long work keeps about persons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, Purge, declare


def declare_long_work() -> None:
    """Declare every column; called in ``ready()``."""
    asked = Personal(
        _("办理本人发起的后台事项，并只让本人查看结果"), Basis.CONTRACT, _("结束九十天后自动删除"), "delete"
    )
    shown = ("title", "kind", "created_at", "state")
    inner = ("payload", "reach", "begun_at", "ended_at", "cancel_asked_at", "done", "total", "counts", "stages")
    declare(
        "kernel.LongWork",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_account": asked, **dict.fromkeys(shown, asked)},
        other=(*inner, "note", "rounds"),
        purge=Purge("ended_at", 90),
    )
    declare("kernel.LongWork", subject="by_person", columns={"by_person": asked})
    held = Personal(
        _("保存本人上传的名单和生成的结果"),
        Basis.CONTRACT,
        _("七十二小时后自动删除"),
        "delete",
        export=False,
        why=_("加密保存，可由本人在页面上下载。"),
    )
    declare(
        "kernel.WorkFile",
        subject=f"{BY_ACCOUNT}work__by_account",
        columns={"name": held, "content": held},
        other=("work", "made", "media_type", "size", "expires_at", "downloads"),
    )
    reported = Personal(
        _("逐条说明办理结果"),
        Basis.CONTRACT,
        _("结束九十天后自动删除"),
        "delete",
        export=False,
        why=_("属于发起人的办理记录。"),
    )
    declare(
        "kernel.WorkRow",
        subject=f"{BY_ACCOUNT}work__by_account",
        columns={"label": reported, "message": reported},
        other=("work", "ref", "ok"),
    )
