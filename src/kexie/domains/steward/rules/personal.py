"""What the concierge keeps about persons: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, Purge, declare, impersonal
from kexie.base.matters.rules.personal import KEPT
from kexie.domains.steward.rules.knowledge.personal import declare_answers


def declare_all() -> None:
    """Declare every personal column; called in ``ready()``."""
    _declare_clock()
    _declare_call_backs()
    _declare_second_handling()
    _declare_exclusions()
    _declare_suggestions()
    _declare_proofs()


def _declare_clock() -> None:
    declare_answers()
    clocked = Personal(_("记录计时由谁调整"), Basis.DUTY, **KEPT)
    declare(
        "steward.ClockEntry",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": clocked, "by_account": clocked, "at": clocked, "move": clocked},
        other=dict.fromkeys(["id", "case", "number", "limit", "natural", "until", "due_at"], "期限的经过"),
    )
    asked = Personal(_("记录由谁申请延期和挂账"), Basis.DUTY, **KEPT)
    decided = Personal(_("记录由谁审批延期和挂账"), Basis.DUTY, **KEPT)
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
            "steward.ReplyTemplate.title": "模板标题",
            "steward.ReplyTemplate.text": "模板内容，不写个人信息",
            "steward.Urgency.name": "紧急程度的名称",
            "steward.Urgency.contact_limit": "联系申请人的期限",
            "steward.Handling.contact_due_at": "联系申请人的期限",
        }
    )


def _declare_call_backs() -> None:
    rated = Personal(_("请申请人评价办理结果"), Basis.CONTRACT, **KEPT)
    remark = Personal(
        _("请申请人评价办理结果，说明加密保存"),
        Basis.CONTRACT,
        _("保存到本人要求删除"),
        sensitive=True,
        cleared="",
        export=False,
        why=_("内容加密保存，本人在“我的办件”中查看。"),
    )
    called = Personal(_("记录由谁回访"), Basis.DUTY, **KEPT)
    course = ["id", "case", "unit", "round", "state", "way", "key_id", "tries", "made_at", "due_at", "open_until"]
    others = dict.fromkeys(course, "回访的经过")
    declare(
        "steward.CallBack",
        subject="case__applicant",
        columns={"solved": rated, "satisfaction": rated, "sealed": remark},
        other=others | {"by": "见回访人", "by_name": "见回访人", "done_at": "见回访人"},
    )
    declare(
        "steward.CallBack",
        subject="by__person",
        columns={"by_name": called, "done_at": called},
        other=others | {"by": "归属"} | dict.fromkeys(["solved", "satisfaction", "sealed"], "申请人的评价"),
    )
    declare(
        "steward.CallTry",
        subject=f"{BY_ACCOUNT}by_account",
        columns={"by_name": called, "by_account": called, "at": called, "ended": called},
        other=dict.fromkeys(["id", "call", "case", "number"], "联系的次数"),
    )


def _declare_second_handling() -> None:
    handed = Personal(_("记录由谁重新办理"), Basis.DUTY, **KEPT)
    closed = Personal(_("记录由谁督办"), Basis.DUTY, **KEPT)
    course = ["id", "case", "call", "unit", "state", "opened_at", "due_at", "sent_back", "sealed", "key_id"]
    others = dict.fromkeys(course, "重新办理的经过")
    declare(
        "steward.Reopening",
        subject="handed_by__person",
        columns={"handed_name": handed, "handed_at": handed},
        other=others | {"handed_by": "归属"} | dict.fromkeys(["closed_by", "closed_name", "closed_at"], "见督办人"),
    )
    declare(
        "steward.Reopening",
        subject="closed_by__person",
        columns={"closed_name": closed, "closed_at": closed},
        other=others | {"closed_by": "归属"} | dict.fromkeys(["handed_by", "handed_name", "handed_at"], "见办理人"),
    )


def _declare_exclusions() -> None:
    asked = Personal(_("记录由谁申请不纳入考核"), Basis.DUTY, **KEPT)
    decided = Personal(_("记录由谁审批不纳入考核"), Basis.DUTY, **KEPT)
    course = ["id", "case", "unit", "kind", "ground", "state", "in_force", "sealed", "key_id"]
    others = dict.fromkeys(course, "申请的内容和状态")
    declare(
        "steward.Exclusion",
        subject="asked_by__person",
        columns={"asked_name": asked, "asked_at": asked},
        other=others | {"asked_by": "归属"} | dict.fromkeys(["decided_by", "decided_name", "decided_at"], "见审批人"),
    )
    declare(
        "steward.Exclusion",
        subject="decided_by__person",
        columns={"decided_name": decided, "decided_at": decided},
        other=others | {"decided_by": "归属"} | dict.fromkeys(["asked_by", "asked_name", "asked_at"], "见申请人"),
    )


def _declare_suggestions() -> None:
    trained = Personal(
        _("记录推荐模型由谁训练"),
        Basis.DUTY,
        keep=_("长期保存"),
        erase="keep",
        why=_("推荐依据的来历要能查清；本人信息删除后姓名不再指向本人。"),
    )
    compared = Personal(
        _("找出相似和重复的办件"),
        Basis.CONTRACT,
        keep=_("与办件内容一同保存"),
        erase="delete",
        export=False,
        why=_("只保存词语的密钥摘要，不能还原。"),
    )
    declare("steward.CaseMark", subject="case__applicant", columns={"mark": compared}, other=["id", "case"])
    declare(
        "steward.SuggestionModel",
        subject=f"{BY_ACCOUNT}trained_by",
        columns={"trained_by": trained, "trained_by_name": trained, "trained_at": trained},
        other=dict.fromkeys(
            ["id", "version", "in_force", "cases", "figures", "matters", "units"], "模型的内容，不含任何人的信息"
        ),
    )


def _declare_proofs() -> None:
    proven = Personal(
        _("用验证码核实没有登录的申请人的姓名和联系方式"),
        Basis.CONTRACT,
        _("获取验证码后一天"),
        "delete",
        export=False,
        why=_("加密保存，由本人填写，一天后自动删除。"),
    )
    declare(
        "steward.Proof",
        subject="case__applicant",
        columns={"sealed": proven, "asked_at": proven},
        other=dict.fromkeys(("id", "case", "key_id", "digest", "until", "tries", "used_at"), "验证码的归属和次数"),
        purge=Purge(since="asked_at", days=1),
    )
