"""What is asked for when the working calendar is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _basis() -> forms.CharField:
    return forms.CharField(label=_("依据"), max_length=120, help_text=_("文件的名称和文号。"))


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("撤销理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("历史记录中会保留。")
    )


class DaysForm(forms.Form):
    """Days on which the association works otherwise than announced."""

    first = _day(_("开始日期"))
    last = _day(_("结束日期"), required=False, help_text=_("只有一天的不填。"))
    works = forms.TypedChoiceField(
        label=_("安排"),
        choices=[("0", _("休息")), ("1", _("上班"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("原因"), max_length=60, help_text=_("例如：重大活动放假、防汛值守上班。"))
    basis = _basis()

    def clean(self) -> dict[str, Any]:
        """One day where the last is not given."""
        said: dict[str, Any] = super().clean() or {}
        said["last"] = said.get("last") or said.get("first")
        return said


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = _reason()


class YearForm(forms.Form):
    """A year's notice."""

    basis = _basis()
    text = forms.CharField(
        label=_("放假安排"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "粘贴国务院办公厅通知中“一、元旦”到“七、国庆节”的全文即可。也可以每行写一天，如：2027-02-06 班 春节。"
        ),
    )
