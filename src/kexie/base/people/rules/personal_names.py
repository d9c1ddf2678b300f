"""Chinese names for models and columns of third parties that hold personal data and call themselves in English."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import called

NAMES: Final[dict[str, str | Promise]] = {
    "axes.AccessAttempt": _("登录尝试"),
    "axes.AccessFailureLog": _("登录失败记录"),
    "axes.AccessLog": _("登录记录"),
    "mfa.Authenticator": _("两步验证方式"),
    "usersessions.UserSession": _("登录中的设备"),
    "allauth_idp_oidc.Token": _("其他站点的登录凭据"),
    "allauth_idp_oidc.Client.owner": _("登记人"),
    "wagtailadmin.EditingSession": _("网站编辑状态"),
    "wagtailadmin.FormState": _("未保存的网站内容"),
    "wagtailcore.PageSubscription": _("网页更新提醒"),
    "wagtailcore.UploadedFile": _("上传的文件"),
    ".user_agent": _("浏览器"),
    ".ip": _("网络地址"),
    ".ip_address": _("网络地址"),
    ".user": _("用户"),
    ".created_at": _("建立时间"),
    ".last_seen_at": _("最近使用时间"),
    ".last_used_at": _("最近使用时间"),
    ".scopes": _("授权范围"),
    ".resolved_by": _("处理人"),
    ".object_id": _("对象编号"),
}


def name_third_parties() -> None:
    """Register the names; called in ``ready()``."""
    for name, words in NAMES.items():
        called.register(name, words)
