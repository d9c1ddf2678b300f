"""Sites that log in through us, and the link to the city identity."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SiteForm(forms.Form):
    """A site that logs people in through us."""

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("在授权页上显示给登录的人。"))
    redirect_uris = forms.CharField(
        label=_("回调地址"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个完整的 https 地址，登录后只会回到这些地址，必须一字不差。"),
    )
    tells_roles = forms.BooleanField(
        label=_("允许取得单位和角色"), required=False, help_text=_("只对确实需要按单位授权的站点开放。")
    )


class SubjectForm(forms.Form):
    """The number by which the city's identity service knows a person."""

    subject = forms.CharField(label=_("统一身份标识"), max_length=150, help_text=_("由统一身份认证平台提供（sub）。"))
