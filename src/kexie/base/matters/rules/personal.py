"""What matters and cases keep about persons: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, Purge, declare, impersonal

#: How long whatever belongs to a case is kept, and why; apps above keep what hangs on cases as long.
KEPT: Final[dict[str, Any]] = {
    "keep": _("长期保存（办件档案）"),
    "erase": "keep",
    "why": _("办件是公务档案，依法应当保存；本人信息删除后姓名不再指向本人。"),
}


def declare_all() -> None:
    """Declare every personal column; called in ``ready()``."""
    _declare_matters()
    _declare_cases()
    _declare_handling()
    _declare_desk()
    _declare_drafts()


def _declare_matters() -> None:
    made = Personal(_("记录由谁编制"), Basis.DUTY, **KEPT)
    published = Personal(_("记录由谁发布"), Basis.DUTY, **KEPT)
    declare(
        "matters.MatterVersion",
        subject=f"{BY_ACCOUNT}made_by",
        columns={"made_by": made, "made_by_name": made, "made_at": made},
        other={"name": "事项名称", "published_by": "见发布人", "published_by_name": "见发布人"},
    )
    declare(
        "matters.MatterVersion",
        subject=f"{BY_ACCOUNT}published_by",
        columns={"published_by": published, "published_by_name": published},
        other={"name": "事项名称", "made_by": "见编制人", "made_by_name": "见编制人"},
    )
    impersonal({"matters.CaseUnit.part": "单位在办件中的身份"})
    impersonal({"matters.Matter.name": "事项名称", "matters.MatterGroup.name": "平台名称"})


def _declare_cases() -> None:
    applied = Personal(_("办理本人提出的申请"), Basis.CONTRACT, **KEPT)
    answered = Personal(
        _("办理申请所需的内容，加密保存"),
        Basis.CONTRACT,
        _("保存到本人要求删除"),
        sensitive=True,
        cleared="",
        export=False,
        why=_("内容加密保存，本人在“我的办件”中查看。"),
    )
    declare(
        "matters.Case",
        subject="applicant",
        columns=dict.fromkeys(("number", "applicant_name", "started_at", "state", "outcome"), applied)
        | {"sealed": answered},
        other={"applicant": "归属", "started_by": "见提交人"}
        | dict.fromkeys(
            [
                *("id", "matter", "version", "revision", "applicant_unit", "channel", "lead", "window"),
                *("process", "key_id", "due_at", "ended_at"),
            ],
            "办件的经过",
        ),
    )
    declare("matters.CaseStep", subject="case__applicant", columns={"sealed": answered})
    reached = Personal(
        _("办件有进展时告知没有账号的申请人，核对是不是本人"),
        Basis.CONTRACT,
        _("办件结束后180天"),
        "delete",
        export=False,
        why=_("加密保存，由本人填写并经验证码核实，或者由窗口按本人所说登记。"),
    )
    declare(
        "matters.CaseContact",
        subject="case__applicant",
        columns={"sealed": reached, "noted_at": reached},
        other={"case": "归属", "key_id": "密钥编号"},
        purge=Purge(since="case__ended_at", days=180),
    )


def _declare_handling() -> None:
    applied = Personal(_("办理本人提出的申请"), Basis.CONTRACT, **KEPT)
    handled = Personal(_("记录每一步由谁办理"), Basis.DUTY, **KEPT)
    declare(
        "matters.CaseStep",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": handled, "by_account": handled, "at": handled, "kind": handled},
        other={"name": "环节名称", "unit_name": "单位名称", "sealed": "申请人的内容，见办件"},
    )
    declare(
        "matters.CaseTask",
        subject="holder__person",
        columns={"holder_name": handled, "name": handled, "ended_at": handled},
        other={"holder": "归属", "person": "申请人，见办件"}
        | dict.fromkeys(
            ["id", "case", "node", "who", "unit", "role", "state", "created_at", "due_at", "told_at", "reminders"],
            "任务的经过",
        ),
    )
    declare(
        "matters.CaseTask",
        subject="person",
        columns={"name": applied, "state": applied},
        other={"person": "归属", "holder_name": "见经办人"},
    )
    said = Personal(_("办理中与申请人沟通"), Basis.CONTRACT, **KEPT)
    declare(
        "matters.CaseNote",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": said, "by_account": said, "text": said, "at": said},
        other={},
    )
    declare(
        "matters.CasePaper",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": said, "by_account": said, "name": said, "at": said},
        other={},
    )


def _declare_desk() -> None:
    asked = Personal(_("记录由谁征求意见"), Basis.DUTY, **KEPT)
    answered = Personal(_("记录由谁答复意见"), Basis.DUTY, **KEPT)
    chosen = Personal(_("请指定的同事答复意见"), Basis.DUTY, **KEPT)
    others = dict.fromkeys(["id", "case", "unit", "state"], "问题的归属和状态") | {
        "by_name": "见征求人",
        "by_account": "见征求人",
        "answered_name": "见答复人",
        "answered_account": "见答复人",
        "account": "见征求的同事",
        "account_name": "见征求的同事",
    }

    def declare_ask(subject: str, what: Personal, *columns: str) -> None:
        own = dict.fromkeys(columns, what)
        declare(
            "matters.CaseAsk", subject=subject, columns=own, other={k: v for k, v in others.items() if k not in own}
        )

    declare_ask(f"{BY_ACCOUNT}by_account", asked, "by_name", "by_account", "question", "asked_at")
    declare_ask(f"{BY_ACCOUNT}answered_account", answered, "answered_name", "answered_account", "answer", "answered_at")
    declare_ask("account__person", chosen, "account_name", "due_at")
    looked = Personal(_("记录由谁查看完整内容、为什么"), Basis.DUTY, keep=_("保存3年"), erase="keep", why=KEPT["why"])
    declare(
        "matters.CaseLook",
        subject=f"{BY_ACCOUNT}by_account",
        columns=dict.fromkeys(("by_name", "by_account", "reason", "at"), looked),
        other={},
        purge=Purge(since="at", days=1096),
    )
    key = Personal(
        _("让日历软件读取本人的办理期限"),
        Basis.CONTRACT,
        keep=_("保存到本人停用"),
        erase="delete",
        export=False,
        why=_("只保存密钥的摘要，不能还原。"),
    )
    declare(
        "matters.CalendarKey",
        subject="account__person",
        columns={"digest": key, "made_at": key},
        other={"account": "归属"},
    )


def _declare_drafts() -> None:
    drafted = Personal(
        _("保存本人没有填完的表单"),
        Basis.CONTRACT,
        keep=_("保存90天"),
        erase="delete",
        export=False,
        why=_("尚未提交的草稿，本人可以随时打开和删除。"),
    )
    declare(
        "matters.Draft",
        subject="account__person",
        columns={"sealed": drafted, "saved_at": drafted},
        other={"account": "归属", "guest": "没有账号的人填写时的归属"}
        | dict.fromkeys(
            ["id", "version", "matter", "task", "unit", "revision", "key_id", "begun_at"], "草稿的归属和次数"
        ),
        purge=Purge(since="saved_at", days=90),
    )
    away = Personal(_("休假期间由同事代办"), Basis.DUTY, keep=_("保存1年"), erase="delete")
    for subject in ("account", "deputy"):
        declare(
            "matters.Leave",
            subject=f"{subject}__person",
            columns={"begin": away, "end": away, "note": away},
            other=dict.fromkeys(["id", "account", "deputy", "made_at", "ended_at"], "归属和时间"),
            purge=Purge(since="made_at", days=730) if subject == "account" else None,
        )
    moved = Personal(_("记录由谁迁移办件"), Basis.DUTY, **KEPT)
    declare(
        "matters.Move",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": moved, "by_account": moved, "at": moved},
        other={},
    )
    impersonal({"matters.DraftPaper.name": "文件名"})
