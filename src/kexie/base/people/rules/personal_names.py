"""Chinese names for apps, models and columns of third parties that hold personal data and call themselves in English."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import called

NAMES: Final[dict[str, str | Promise]] = {
    "allauth_idp_oidc": _("登录其他站点"),
    "axes": _("登录防护"),
    "sessions": _("登录会话"),
    "usersessions": _("登录中的设备"),
    "wagtailadmin": _("网站后台"),
    "wagtailcore": _("网站页面"),
    "wagtaildocs": _("网站文件"),
    "wagtailimages": _("网站图片"),
    "wagtailusers": _("网站后台用户"),
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
    "wagtailimages.Image": _("网站图片"),
    "wagtaildocs.Document": _("网站文件"),
    "wagtailcore.Comment": _("网页评论"),
    "wagtailcore.Comment.user": _("评论人"),
    "wagtailcore.CommentReply": _("网页评论回复"),
    "wagtailcore.Page": _("网页"),
    "wagtailcore.PageSubscription.page": _("网页"),
    "mfa.Authenticator.type": _("方式"),
    "people.Account_groups": _("账号的用户组"),
    "people.Account_groups.account": _("账号"),
    "people.Account_user_permissions": _("账号的单项权限"),
    "people.Account_user_permissions.account": _("账号"),
    ".data": _("内容"),
    ".text": _("文字"),
    ".uploaded_by_user": _("上传人"),
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
