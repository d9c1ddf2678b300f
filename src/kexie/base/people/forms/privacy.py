"""Shapes of input about consents, one's own data and erasure."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import ErasureState
from kexie.base.people.rules.consents import LONGEST_NUMBER


class ConsentForm(forms.Form):
    """The wording that was read: nothing to fill in."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)


class PaperForm(ConsentForm):
    """A consent signed on paper."""

    number = forms.CharField(
        label=_("书面同意书的档案编号"),
        max_length=LONGEST_NUMBER,
        help_text=_("按本单位档案的编号填写，例如“2026-同意-0012”。"),
    )


class AskForm(forms.Form):
    """A request to be erased."""

    reason = forms.CharField(
        label=_("申请理由"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("可以不填。"),
    )


class RefuseForm(forms.Form):
    """Why the data must be kept."""

    answer = forms.CharField(
        label=_("不予删除的理由和依据"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明依照哪项规定应当保存、保存到何时。申请人会看到这段话。"),
    )


class ErasureFilter(forms.Form):
    """Which requests."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *ErasureState.choices])


class InventoryFilter(forms.Form):
    """Which columns."""

    text = forms.CharField(label=_("查找"), required=False, max_length=60)
    sensitive = forms.BooleanField(label=_("只看敏感信息"), required=False)
