"""Shape of what is asked after the end of a case: ratings, tries, texts, exclusions; what their lists are narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.domains.steward.models import ExclusionGround, ExclusionState, ReopenState, TryEnd
from kexie.domains.steward.rules.closing import CALL_STATE_LABELS, SATISFACTION_LABELS, SOLVED_LABELS, CallState


class RatingForm(forms.Form):
    """Solved, satisfied, and a word if one likes."""

    solved = forms.ChoiceField(label=_("解决了吗"), choices=list(SOLVED_LABELS.items()), widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(
        label=_("满意吗"), choices=list(SATISFACTION_LABELS.items()), widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=_("想说的话"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不超过500个字。"),
    )


class CodedRatingForm(RatingForm):
    """The same, of a case that was opened by its code."""

    case = forms.UUIDField(widget=forms.HiddenInput)


class TryForm(forms.Form):
    """How a try has ended."""

    ended = forms.ChoiceField(label=_("这次联系的情况"), choices=TryEnd.choices, widget=forms.RadioSelect)


class TextForm(forms.Form):
    """What was done, or why not."""

    text = forms.CharField(label=_("内容"), max_length=500, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text


class ExclusionForm(forms.Form):
    """Why a case should not count, or should again."""

    ground = forms.ChoiceField(label=_("情形"), choices=ExclusionGround.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本单位和督办人员可以看到。"),
    )


class ExclusionDecisionForm(forms.Form):
    """Granted or not, and why."""

    grant = forms.ChoiceField(
        label=_("审批意见"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class _Filter(forms.Form):
    def asked(self) -> dict[str, Any]:
        """What is right of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CallFilter(_Filter):
    """What the list of call-backs is narrowed by."""

    state = forms.ChoiceField(
        label=_("状态"),
        choices=[
            ("", CALL_STATE_LABELS[CallState.WAITING]),
            *[(str(code), label) for code, label in CALL_STATE_LABELS.items() if code != CallState.WAITING],
            ("all", _("全部")),
        ],
        required=False,
    )
    overdue = forms.BooleanField(label=_("只看超期的"), required=False)
    text = forms.CharField(label=_("办件编号"), max_length=40, required=False)


class ReopeningFilter(_Filter):
    """What the list of second handlings is narrowed by."""

    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("没有办结的")), *ReopenState.choices, ("all", _("全部"))], required=False
    )
    text = forms.CharField(label=_("办件编号"), max_length=40, required=False)


class ExclusionFilter(_Filter):
    """What the list of exclusions is narrowed by."""

    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), ("force", _("生效中")), *ExclusionState.choices], required=False
    )
    text = forms.CharField(label=_("办件编号"), max_length=40, required=False)


class VerifyForm(forms.Form):
    """Number and check code as the paper shows them."""

    number = forms.CharField(
        label=_("办件编号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("核验码"),
        max_length=40,
        help_text=_("结果上的12位字母和数字，不分大小写，短横可以不填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CompareForm(forms.Form):
    """A file to compare; it is read and forgotten."""

    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    file = forms.FileField(label=_("要比对的文件"), help_text=_("只计算文件的摘要，不保存文件，最大20MB。"))

    def clean_file(self) -> Any:
        """Not too large."""
        given = self.cleaned_data["file"]
        if given.size > 20 * 1024 * 1024:
            raise forms.ValidationError(_("文件超过20MB，请选择结果文件本身。"))
        return given
