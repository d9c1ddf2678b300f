"""What this app and the log-in behind it keep about persons: declared column by column (`kernel.personal`)."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Basis, Personal, Purge, declare, impersonal, rest
from kexie.base.people.rules.personal_names import name_third_parties

#: What stands where a name stood.
ERASED_NAME: Final = "已注销人员"
#: How many days the list of who has seen a sealed value is kept: three years.
UNMASKINGS_DAYS: Final = 3 * 365
#: How many days an invitation that has run out is kept, and failed log-ins (GB/T 22239-2019, 8.1.4.3: six months).
INVITATIONS_DAYS: Final = 30
LOG_INS_DAYS: Final = 183

_WHILE_SERVED: Final = _("在册期间；本人申请删除或者登记单位注销后删除")
_HISTORY: Final = _("长期保存（任免、签发等公务记录）")
_WITH_ACCOUNT: Final = _("账号注销时删除")
_AS_EVIDENCE: Final = _("记录谁在何时办理过什么，是依法应当留存的公务记录，不随个人申请删除。")
_NAMES_OF_THE_STANDARD: Final = (
    "CodeList.name",
    "CodeList.english_name",
    "Code.name",
    "Code.english_name",
    "DataElement.name",
    "DataElement.english_name",
)


def declare_all() -> None:
    """Declare every column; called in ``ready()``."""
    name_third_parties()
    _persons()
    _numbers()
    _memberships()
    _posts()
    _accounts()
    _privacy()
    _log_in()
    _factors()
    _linked_sites()
    _not_personal()


def _persons() -> None:
    known = Basis.CONTRACT
    whole: dict[str, Any] = {"keep": _WHILE_SERVED, "basis": known}
    declare(
        "people.Person",
        subject="",
        columns={
            "name": Personal(_("识别本人，用于任职、会籍和办理事项"), cleared=ERASED_NAME, **whole),
            "sex": Personal(_("名册和统计中的分组"), **whole),
            "nationality": Personal(_("名册和统计中的分组"), sensitive=True, **whole),
            "degree": Personal(_("推荐专家、核对申报条件"), **whole),
            "professional_title": Personal(_("推荐专家、核对申报条件"), **whole),
            "workplace": Personal(_("识别同名人员、联系工作"), **whole),
            "letters": Personal(_("按拼音查找姓名"), export=False, why=_("由姓名自动生成。"), **whole),
            "registered_in": Personal(_("确定由哪个单位维护本人资料"), **whole),
            "created_at": Personal(
                _("记录建档时间"), known, _HISTORY, "keep", why=_("不含可识别本人的内容，供历史记录引用。")
            ),
            "merged_into": Personal(
                _("重复档案合并后的去向"), known, _HISTORY, "keep", why=_("不含可识别本人的内容，供历史记录引用。")
            ),
            "erased_at": Personal(
                _("证明已按本人申请删除"), Basis.DUTY, _HISTORY, "keep", why=_("证明删除申请已经办理。")
            ),
        },
        other={"id": "随机编号"},
    )


def _numbers() -> None:
    whole: dict[str, Any] = {"keep": _WHILE_SERVED, "basis": Basis.CONTRACT}
    declare(
        "people.PersonSecret",
        subject="person",
        columns={
            "element": Personal(_("说明密文是哪一项（身份证件号码、手机号码）"), erase="delete", **whole),
            "sealed": Personal(
                _("核对本人身份、联系本人"),
                erase="delete",
                sensitive=True,
                export=False,
                why=_("导出时以解密后的内容给出。"),
                **whole,
            ),
            "blind": Personal(
                _("不解密即可查重"), erase="delete", sensitive=True, export=False, why=_("密文的校验值。"), **whole
            ),
            "changed_at": Personal(_("说明内容的新旧"), erase="delete", **whole),
        },
        other={"id": "随机编号", "person": "归属", "key_id": "密钥编号"},
    )
    declare(
        "people.PersonSpelling",
        subject="person",
        columns={
            "text": Personal(_("按拼音查找姓名"), erase="delete", export=False, why=_("由姓名自动生成。"), **whole)
        },
        other={"id": "编号", "person": "归属"},
    )


def _memberships() -> None:
    known = Basis.CONTRACT
    whole: dict[str, Any] = {"keep": _WHILE_SERVED, "basis": known}
    declare(
        "people.Membership",
        subject="person",
        columns={
            "organisation": Personal(_("记录会籍"), erase="delete", **whole),
            "kind": Personal(_("记录会籍"), erase="delete", **whole),
            "number": Personal(_("记录会籍"), erase="delete", **whole),
            "begin": Personal(_("记录会籍起止"), erase="delete", **whole),
            "end": Personal(_("记录会籍起止"), erase="delete", **whole),
        },
        other={"id": "随机编号", "person": "归属"},
    )
    for subject in ("kept", "merged"):
        declare(
            "people.PersonMerge",
            subject=subject,
            columns={
                "moved": Personal(
                    _("撤销合并时恢复原状"), known, _WHILE_SERVED, export=False, why=_("内部搬移清单，内容另见各项。")
                ),
                "reason": Personal(_("说明合并的理由"), known, _WHILE_SERVED),
            },
            other={"id": "随机编号", "kept": "归属", "merged": "归属", "at": "办理时间", "undone_at": "办理时间"},
        )
    declare(
        "people.PersonMerge",
        subject="account:by_account",
        columns={
            name: Personal(_("记录合并由谁办理"), Basis.DUTY, _HISTORY, "keep", why=_AS_EVIDENCE)
            for name in ("by_name", "by_account", "undone_by_name")
        },
    )


def _posts() -> None:
    kept: dict[str, Any] = {
        "basis": Basis.DUTY,
        "keep": _HISTORY,
        "erase": "keep",
        "why": _("任职历史是公务记录；姓名删除后不再指向本人。"),
    }
    columns = ("organisation", "role", "title", "begin", "end", "basis", "stopped_at")
    declare(
        "people.Post",
        subject="person",
        columns={name: Personal(_("确定任职、权限和排序"), **kept) for name in columns},
        other={"id": "随机编号", "person": "归属", "precedence": "排序", "seal": "防篡改校验值"},
    )
    signed = Personal(_("记录核查由谁完成"), Basis.DUTY, _HISTORY, "keep", why=_AS_EVIDENCE)
    listed = Personal(_("留存核查时的权限清单"), Basis.DUTY, _HISTORY, "keep", export=False, why=_AS_EVIDENCE)
    declare(
        "people.AccessReview",
        subject="account:by_account",
        columns={"by_name": signed, "by_account": signed, "holdings": listed, "note": listed},
        other={"id": "随机编号", "organisation": "单位", "at": "核查时间"},
    )
    signed = Personal(_("记录变更由谁登记"), Basis.DUTY, _HISTORY, "keep", why=_AS_EVIDENCE)
    declare(
        "people.OrganisationChange",
        subject="account:by_account",
        columns={"by_name": signed, "by_account": signed},
    )


def _accounts() -> None:
    whole: dict[str, Any] = {"basis": Basis.CONTRACT, "keep": _WITH_ACCOUNT}
    hidden: dict[str, Any] = {"export": False, "why": _("安全凭据，导出会降低账号的安全。")}
    declare(
        "people.Account",
        subject="person",
        columns={
            "email": Personal(_("登录和找回密码"), cleared="{pk}@erased.invalid", **whole),
            "password": Personal(_("登录时核对（只存散列值）"), cleared="!", sensitive=True, **hidden, **whole),
            "last_login": Personal(_("提示上次登录时间"), **whole),
            "password_set_at": Personal(_("提示多久没有更换密码"), **whole),
            "date_joined": Personal(_("账号开通时间"), **whole),
            "phone_blind": Personal(_("用手机验证码登录"), sensitive=True, **hidden, **whole),
            "phone_verified_at": Personal(_("用手机验证码登录"), **whole),
            "is_active": Personal(_("账号是否可用"), cleared=False, **whole),
        },
        other={
            "id": "随机编号",
            "person": "归属",
            "is_superuser": "权限标志",
            "session_generation": "会话代次",
        },
    )
    for of in ("group", "permission"):
        declare(
            f"people.Account_{'groups' if of == 'group' else 'user_permissions'}",
            subject="account__person",
            columns={"account": Personal(_("网站编辑后台的权限"), erase="delete", **whole)},
            other={"id": "编号", of: "网站编辑后台的权限"},
        )
    run_out: dict[str, Any] = {"basis": Basis.CONTRACT, "keep": _("失效三十天后删除"), "erase": "delete"}
    declare(
        "people.Invitation",
        subject="person",
        columns={
            name: Personal(_("邀请本人开通账号"), **run_out)
            for name in ("email", "name", "organisation", "role", "title")
        },
        other={
            "id": "随机编号",
            "person": "归属",
            "token_digest": "令牌摘要",
            "created_at": "时间",
            "expires_at": "时间",
            "accepted_at": "时间",
            "withdrawn_at": "时间",
        },
        purge=Purge("expires_at", INVITATIONS_DAYS),
    )
    inviter = Personal(_("记录邀请由谁发出"), Basis.DUTY, _("失效三十天后删除"), "keep", why=_AS_EVIDENCE)
    declare("people.Invitation", subject="account:by_account", columns={"by_account": inviter})


def _privacy() -> None:
    proof: dict[str, Any] = {
        "basis": Basis.DUTY,
        "keep": _HISTORY,
        "erase": "keep",
        "why": _("证明处理个人信息合法，不含其他个人信息。"),
    }
    declare(
        "people.Consent",
        subject="person",
        columns={
            name: Personal(_("证明本人同意了什么、何时撤回"), **proof)
            for name in ("purpose", "edition", "given_at", "channel", "withdrawn_at")
        },
        other={"id": "随机编号", "person": "归属"},
    )
    seen: dict[str, Any] = {"basis": Basis.DUTY, "keep": _("三年后自动删除"), "erase": "keep", "why": _AS_EVIDENCE}
    declare(
        "people.Unmasking",
        subject="person",
        columns={
            name: Personal(_("让本人知道谁看过自己的敏感信息"), **seen)
            for name in ("element", "reason", "at", "by_name")
        },
        other={"id": "随机编号", "person": "归属"},
        purge=Purge("at", UNMASKINGS_DAYS),
    )
    declare(
        "people.Unmasking",
        subject="account:by_account",
        columns={"by_account": Personal(_("限制每天查看次数、追查滥用"), **seen)},
    )
    declare(
        "people.Erasure",
        subject="person",
        columns={
            "state": Personal(_("办理本人的删除申请"), **proof),
            "asked_at": Personal(_("办理本人的删除申请"), **proof),
            "reason": Personal(_("办理本人的删除申请"), Basis.DUTY, _("删除完成时清空")),
            "decided_at": Personal(_("办理本人的删除申请"), **proof),
            "answer": Personal(_("答复本人"), Basis.DUTY, _("删除完成时清空")),
            "report": Personal(_("证明删除了什么"), **proof),
        },
        other={"id": "随机编号", "person": "归属"},
    )
    signed = Personal(_("记录申请由谁办理"), Basis.DUTY, _HISTORY, "keep", why=_AS_EVIDENCE)
    declare(
        "people.Erasure",
        subject="account:decided_by_account",
        columns={"decided_by_name": signed, "decided_by_account": signed},
    )


def _log_in() -> None:
    """Tables of allauth, axes and Django's sessions."""
    whole: dict[str, Any] = {"basis": Basis.CONTRACT, "keep": _WITH_ACCOUNT, "erase": "delete"}
    declare(
        "account.EmailAddress",
        subject="user__person",
        columns={name: Personal(_("验证邮箱"), **whole) for name in ("email", "verified", "primary")},
        other={"id": "编号", "user": "归属"},
    )
    declare(
        "account.EmailConfirmation",
        subject="email_address__user__person",
        columns={"email_address": Personal(_("验证邮箱"), **whole)},
        other={"id": "编号", "created": "时间", "sent": "时间", "key": "令牌"},
    )
    watch: dict[str, Any] = {"basis": Basis.DUTY, "keep": _("六个月后自动删除"), "erase": "delete"}
    for label in ("axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog"):
        declare(
            label,
            subject="mail:username",
            columns={
                name: Personal(_("发现并阻止猜测密码"), **watch) for name in ("username", "ip_address", "user_agent")
            },
            purge=Purge("attempt_time", LOG_INS_DAYS),
        )
        rest(label, "技术记录")
    declare(
        "sessions.Session",
        subject=None,
        columns={
            "session_data": Personal(
                _("保持登录状态"),
                Basis.CONTRACT,
                _("失效时自动删除"),
                "delete",
                export=False,
                why=_("安全凭据，导出会降低账号的安全。"),
            ),
        },
        other={"session_key": "会话标识", "expire_date": "失效时间"},
        purge=Purge("expire_date", 0),
    )


def _factors() -> None:
    """Tables of second factors, open log-ins, the city's identity, and the sites that log in here."""
    whole: dict[str, Any] = {"basis": Basis.CONTRACT, "keep": _WITH_ACCOUNT, "erase": "delete"}
    hidden: dict[str, Any] = {"export": False, "why": _("安全凭据，导出会降低账号的安全。")}
    declare(
        "mfa.Authenticator",
        subject="user__person",
        columns={
            "type": Personal(_("两步验证"), **whole),
            "created_at": Personal(_("两步验证"), **whole),
            "last_used_at": Personal(_("两步验证"), **whole),
            "data": Personal(_("两步验证"), sensitive=True, **hidden, **whole),
        },
        other={"id": "编号", "user": "归属"},
    )
    seen = ("ip", "user_agent", "created_at", "last_seen_at")
    declare(
        "usersessions.UserSession",
        subject="user__person",
        columns={name: Personal(_("让本人看到在哪里登录着"), **whole) for name in seen},
        other={"id": "编号", "user": "归属", "session_key": "会话标识", "data": "技术记录"},
        purge=Purge("last_seen_at", LOG_INS_DAYS),
    )


def _linked_sites() -> None:
    """Tables of the city's identity, the sites that log in here, and the standard's revisions."""
    whole: dict[str, Any] = {"basis": Basis.CONTRACT, "keep": _WITH_ACCOUNT, "erase": "delete"}
    hidden: dict[str, Any] = {"export": False, "why": _("安全凭据，导出会降低账号的安全。")}
    linked = ("provider", "uid", "last_login", "date_joined", "extra_data")
    declare(
        "socialaccount.SocialAccount",
        subject="user__person",
        columns={name: Personal(_("用市统一身份登录"), **whole) for name in linked},
        other={"id": "编号", "user": "归属"},
    )
    declare(
        "socialaccount.SocialToken",
        subject="account__user__person",
        columns={"token": Personal(_("用市统一身份登录"), sensitive=True, **hidden, **whole)},
        other={"id": "编号", "account": "归属", "app": "接入方", "token_secret": "随令牌删除", "expires_at": "时间"},
    )
    declare(
        "allauth_idp_oidc.Token",
        subject="user__person",
        columns={
            "scopes": Personal(_("登录其他站点"), **whole),
            "created_at": Personal(_("登录其他站点"), **whole),
            "data": Personal(_("登录其他站点"), **hidden, **whole),
        },
        other={"id": "编号", "user": "归属"},
    )
    rest("allauth_idp_oidc.Token", "令牌的技术记录，随行删除")
    kept: dict[str, Any] = {"basis": Basis.DUTY, "keep": _HISTORY, "erase": "keep", "why": _AS_EVIDENCE}
    declare(
        "allauth_idp_oidc.Client",
        subject="owner__person",
        columns={"owner": Personal(_("记录接入站点由谁登记"), **kept)},
        other={"name": "接入站点的名称"},
    )
    rest("allauth_idp_oidc.Client", "接入站点的配置")
    for column in ("entered_by", "ended_by"):
        for model in ("standards.CalendarDay", "standards.CalendarYear"):
            said = {name: Personal(_("记录工作日历由谁调整"), **kept) for name in (column, f"{column}_name")}
            declare(model, subject=f"account:{column}", columns=said)
    for column in ("proposed_by", "decided_by"):
        declare(
            "standards.Revision",
            subject=f"account:{column}",
            columns={name: Personal(_("记录标准由谁修订"), **kept) for name in (column, f"{column}_name")},
        )


def _not_personal() -> None:
    unit = "单位的公开资料，不是个人信息"
    impersonal(
        {f"people.Organisation.{name}": unit for name in ("name", "short_name", "address", "telephone", "email")}
        | {f"people.OrganisationName.{name}": "单位曾用名" for name in ("name", "short_name")}
        | {f"standards.{name}": "数据标准中的名称" for name in _NAMES_OF_THE_STANDARD}
        | {"search.SearchEntry.url": "页面的网址", "ui.ExportRequest.address": "名册页面的网址"}
        | {"socialaccount.SocialApp.name": "统一身份平台的名称", "standards.Revision.name": "数据标准中的名称"}
        | {"standards.CalendarDay.name": "节日或调整原因"}
        | {"auth.Group.name": "权限组名称", "auth.Permission.name": "权限名称", "auth.Permission.codename": "权限代码"}
    )
