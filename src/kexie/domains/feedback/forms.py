"""What is asked of who writes to the office, of who reads an answer, and of who answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.domains.feedback import rules
from kexie.domains.feedback.models import FeedbackKind, FeedbackState


class GiveForm(forms.Form):
    """One's opinion; ``website`` is a trap for machines, which people do not see."""

    kind = forms.ChoiceField(label=_("类型"), choices=FeedbackKind, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("内容"),
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("不超过2000个字。"),
    )
    page = forms.CharField(
        label=_("所说的页面"), max_length=rules.LONGEST_PAGE, required=False, help_text=_("从页面进入时已经填好。")
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=rules.LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("手机号码或者电子邮箱"),
        max_length=rules.LONGEST_CONTACT,
        required=False,
        help_text=_("留下电子邮箱的，答复会同时发到邮箱。"),
    )
    agreed = forms.BooleanField(label=_("我同意按上述说明使用我填写的姓名和联系方式"), required=False)
    website = forms.CharField(
        label=_("请勿填写"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_website(self) -> str:
        """Filled in by machines alone."""
        if self.cleaned_data.get("website"):
            raise forms.ValidationError(gettext("请把这一栏清空后再提交。"))
        return ""

    def clean(self) -> dict[str, Any]:
        """A name or a contact needs consent."""
        given = super().clean() or {}
        if (given.get("name") or given.get("contact")) and not given.get("agreed"):
            self.add_error("agreed", gettext("请勾选同意后再留下姓名和联系方式，或者不填写这两项。"))
        return given

    def opinion(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: self.cleaned_data[name] for name in ("kind", "text", "page", "name", "contact")}
        return given | {"agreed_edition": rules.EDITION if self.cleaned_data["agreed"] else 0}


class AnswerForm(forms.Form):
    """Number and code."""

    number = forms.CharField(label=_("受理编号"), max_length=20)
    code = forms.CharField(label=_("查询码"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class FeedbackFilter(forms.Form):
    """What the register is narrowed by."""

    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *FeedbackState.choices], required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("全部")), *FeedbackKind.choices], required=False)
    text = forms.CharField(label=_("编号或者内容"), max_length=60, required=False)

    def asked(self) -> dict[str, str]:
        """What is right of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class EntryForm(forms.Form):
    """What the office says."""

    text = forms.CharField(
        label=_("内容"), max_length=rules.LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
