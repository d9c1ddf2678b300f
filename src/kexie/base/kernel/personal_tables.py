"""What the kernel's own tables keep about persons: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, Purge, declare, impersonal, rest


def declare_own() -> None:
    """Declare every column; called in ``ready()``."""
    audited = Personal(
        _("留存谁在何时办理了什么"),
        Basis.DUTY,
        _("至少六个月，到期后由运维人员清除并留下清除记录"),
        "keep",
        why=_("审计记录依法留存，首尾相连不可改动；其中只有编号，没有姓名。"),
    )
    seen = ("at", "action", "target", "outcome")
    declare("kernel.AuditEvent", subject="person_id", columns=dict.fromkeys(("person_id", *seen), audited))
    declare("kernel.AuditEvent", subject=f"{BY_ACCOUNT}account_id", columns={"account_id": audited})
    queued = Personal(
        _("投递消息和后台作业"),
        Basis.CONTRACT,
        _("投递后即清空；失败的九十天后清空"),
        "delete",
        export=False,
        why=_("投递后即清空。"),
    )
    failed = Purge("created_at", 90, {"state": "dead"}, action="clear")
    declare("kernel.OutboxMessage", subject=None, columns={"payload": queued}, purge=failed)
    pressed = Personal(
        _("防止重复提交"), Basis.CONTRACT, _("三十天后自动删除"), "delete", export=False, why=_("随机编号。")
    )
    declare("kernel.SubmitKey", subject=f"{BY_ACCOUNT}actor", columns={"actor": pressed}, purge=Purge("created_at", 30))
    impersonal(
        {
            "kernel.AuditEvent.actor_name": "系统命令和访客的统称；有编号的人员不写姓名",
            "kernel.PeriodicRun.name": "作业的名称",
        }
    )
    rest("django_tasks_database.DBTaskResult", "作业的技术记录，只有消息编号")
