"""Shapes of input about matters and the steps of their versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor, may
from kexie.base.matters.abilities import DESIGN
from kexie.base.matters.models import MatterGroup
from kexie.base.matters.queries.matters import groups
from kexie.base.people.api import Organisation
from kexie.base.people.forms.days import day
from kexie.base.people.forms.organisations import UnitPicker

STATES = [
    ("", gettext_lazy("全部")),
    ("open", gettext_lazy("受理中")),
    ("closed", gettext_lazy("暂停受理")),
    ("new", gettext_lazy("尚未施行")),
    ("draft", gettext_lazy("有编制中的版本")),
    ("proposed", gettext_lazy("有待发布的版本")),
]


def group_field(**options: Any) -> forms.ModelChoiceField:
    """One of the association's platforms."""
    return forms.ModelChoiceField(
        label=gettext_lazy("平台分组"), queryset=groups(), required=False, empty_label=gettext_lazy("不分组"), **options
    )


class MatterFilter(forms.Form):
    """The filter of the register of matters."""

    text = forms.CharField(label=gettext_lazy("名称、拼音或编码"), required=False, max_length=60)
    group = forms.ChoiceField(label=gettext_lazy("平台分组"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(group.pk), group.name) for group in groups()]
        self.fields["group"].choices = [("", _("全部")), *named, ("none", _("不分组"))]  # type: ignore[attr-defined]
        self.fields["below"] = UnitPicker(actor, label=_("责任部门"), required=False, help_text="")
        self.order_fields(["text", "group", "below", "state"])

    @property
    def chosen(self) -> dict[str, str]:
        """What `queries.matters.matters` is asked; what makes no sense is left out."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "below" in given:
            field: UnitPicker = self.fields["below"]  # type: ignore[assignment]
            unit = field.chosen(given["below"])
            given["below"] = unit.path if unit else ""
        return given


class LeadForm(forms.Form):
    """A form with the responsible department: a unit for which the actor writes matters."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["lead"] = UnitPicker(actor, label=_("责任部门"))

    def unit_of(self, name: str) -> Organisation | None:
        """The unit that was picked in the field ``name``."""
        field: UnitPicker = self.fields[name]  # type: ignore[assignment]
        return field.chosen(self.cleaned_data.get(name, ""))

    def clean_lead(self) -> Organisation:
        """The unit; ValidationError for one whose matters are not the actor's to write."""
        unit = self.unit_of("lead")
        if unit is None or not may(self.actor, DESIGN, unit.path):
            raise forms.ValidationError(_("您不能为这个单位编制事项，请选择本单位或下级单位。"))
        return unit


class NewMatterForm(LeadForm):
    """A new matter."""

    name = forms.CharField(label=gettext_lazy("事项名称"), max_length=60)
    code = forms.CharField(
        label=gettext_lazy("事项编码"),
        max_length=30,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9-]*\Z", gettext_lazy("请以小写字母开头，只用小写字母、数字和短横线。"))
        ],
        help_text=gettext_lazy("用于网址和数据交换，例如 expert-lecture，建立后不能再改。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = group_field()
        self.order_fields(["name", "code", "lead", "group"])


class SeenForm(forms.Form):
    """Nothing but the revision that was looked at."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PublishForm(SeenForm):
    """From which day on a version is in force."""

    effective_from = day(gettext_lazy("施行日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_from"].help_text = _(
            "从这一天起按新版受理，正在办理的办件仍按原来的版本办完。不填即为今天。"
        )


class SendBackForm(SeenForm):
    """Why a version is given back."""

    reason = forms.CharField(
        label=gettext_lazy("退回理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明退回的理由，编制人会看到。")},
    )


class GroupForm(forms.ModelForm):
    """One of the association's platforms."""

    class Meta:
        model = MatterGroup
        fields = ("name", "summary", "position")
        help_texts = {"position": gettext_lazy("数字小的排在前面。")}

    def validate_unique(self) -> None:
        """Left to the action, which alone can tell at the same time."""
