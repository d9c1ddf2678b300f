"""Shape of what is asked about the clock of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.forms.desk import ReasonForm, SeenForm
from kexie.base.people import api as people
from kexie.base.people.forms.days import day
from kexie.domains.steward.models import CaseKind, Handling, Urgency, WishKind

#: How an applicant was contacted; the words stand in the history of the case.
WAYS = (
    ("phone", gettext_lazy("电话")),
    ("visit", gettext_lazy("当面")),
    ("message", gettext_lazy("短信或消息")),
    ("mail", gettext_lazy("邮件")),
)


class WishForm(ReasonForm):
    """Until when, and why."""

    day = day("", required=True)

    field_order = ("day", "reason", "seen")

    def __init__(self, *args: Any, kind: WishKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        extend = kind == WishKind.EXTEND
        self.fields["day"].label = _("延到哪一天") if extend else _("复核日期")
        self.fields["day"].help_text = (
            _("到当天下班为止。") if extend else _("挂账期间停止计时，到这一天由本单位重新研判，最长一年。")
        )
        self.fields["reason"].help_text = _("办理人员和督办人员可以看到，申请人看不到。")


class DecideForm(ReasonForm):
    """Granted or not, and why."""

    grant = forms.ChoiceField(
        label=gettext_lazy("审批意见"),
        choices=[("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))],
        widget=forms.RadioSelect,
    )

    field_order = ("grant", "reason", "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("同意的理由会告诉申请人，不同意的理由只有办理人员可以看到。")


class SortForm(SeenForm):
    """Kind, district, urgency."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=CaseKind.choices)
    district = forms.ChoiceField(label=gettext_lazy("所属区"), required=False)
    urgency = forms.ModelChoiceField(
        label=gettext_lazy("紧急程度"),
        queryset=Urgency.objects.none(),
        required=False,
        empty_label=gettext_lazy("按事项的期限"),
        help_text=gettext_lazy("选定后从提交时起按它的期限计时，已暂停的时间照加。"),
    )

    field_order = ("kind", "urgency", "district", "seen")

    def __init__(self, *args: Any, handling: Handling, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", _("不涉及")), *people.districts().items()]  # type: ignore[attr-defined]
        urgency = self.fields["urgency"]
        urgency.queryset = Urgency.objects.filter(active=True)  # type: ignore[attr-defined]
        if handling.urgency_id is not None:
            urgency.queryset |= Urgency.objects.filter(pk=handling.urgency_id)  # type: ignore[attr-defined]
            urgency.required = True
            urgency.empty_label = None  # type: ignore[attr-defined]


class ContactForm(SeenForm):
    """How the applicant was contacted."""

    way = forms.ChoiceField(label=gettext_lazy("联系方式"), choices=WAYS)

    @property
    def said(self) -> str:
        """The words for the history."""
        return _("已联系申请人（%(way)s）") % {"way": dict(WAYS)[self.cleaned_data["way"]]}
