"""Shape of what is asked for, of whom, and of the answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor
from kexie.base.people.api import Organisation, OrganisationKind
from kexie.base.people.forms.days import day
from kexie.base.people.forms.organisations import UnitPicker
from kexie.base.ui.picking import ManyPickerField, Option
from kexie.domains.bulletin.models import AskedState, Column, Commission, CommissionState, ItemKind
from kexie.domains.bulletin.rules.commissions import CommissionWords, due_words, moment_of

#: Kinds of units that are asked all together.
_GROUPS = (
    OrganisationKind.DISTRICT,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.SOCIETY,
    OrganisationKind.FOUNDATION,
    OrganisationKind.PARK,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ENTERPRISE_ASSOCIATION,
)


class _UnitsForm(forms.Form):
    """Whom to ask: whole kinds of units, one picked, others by name; :attr:`units` has them all, each once."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("成批选择"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.filter(kind__in=_GROUPS, confirmed=True, closed_on=None).values_list(
            "kind", flat=True
        )
        counted = {kind: list(known).count(kind) for kind in _GROUPS} if known else {}
        words = _("全部%(kind)s（%(count)d家）")
        self.fields["groups"].choices = [  # type: ignore[attr-defined]
            (kind.value, words % {"kind": kind.label, "count": count}) for kind, count in counted.items() if count
        ]
        self._picker = UnitPicker(actor)
        self.fields["others"] = ManyPickerField(
            label=_("其他单位"),
            options_url="people:organisation-options",
            find=lambda key: _option(self._picker.chosen(key)),
            required=False,
            most=30,
            help_text=_("每行一个；可输入名称、简称、拼音或首字母。"),
        )
        self.order_fields([*(name for name in self.fields if name not in ("groups", "others")), "groups", "others"])

    @property
    def units(self) -> list[Organisation]:
        """All units chosen, in the order of the tree."""
        given = self.cleaned_data
        every = Q(kind__in=given.get("groups", []), confirmed=True, closed_on=None)
        return list(Organisation.objects.filter(every | Q(uid__in=given.get("others", []))).order_by("path"))


def _option(unit: Organisation | None) -> Option | None:
    return Option(key=str(unit.uid), label=unit.name) if unit else None


class _WordsForm(forms.Form):
    """What is asked for, and until when."""

    title = forms.CharField(label=gettext_lazy("约稿主题"), max_length=120)
    brief = forms.CharField(
        label=gettext_lazy("要求"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("写清角度、字数和需要的数据、图片。"),
    )
    column = forms.ModelChoiceField(
        label=gettext_lazy("栏目"), queryset=Column.objects.none(), required=False, empty_label=gettext_lazy("不限")
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("信息类别"),
        queryset=ItemKind.objects.none(),
        required=False,
        empty_label=gettext_lazy("不限"),
    )
    due_on = day(gettext_lazy("截止日期"))
    due_time = forms.TimeField(
        label=gettext_lazy("截止时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].required = True
        self.fields["due_on"].help_text = _("默认留三个工作日。")
        self.fields["column"].queryset = Column.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["kind"].queryset = ItemKind.objects.filter(active=True)  # type: ignore[attr-defined]

    @property
    def words(self) -> CommissionWords:
        """What was filled in."""
        given = self.cleaned_data
        return CommissionWords(
            title=given["title"],
            brief=given["brief"],
            column=given["column"].pk if given["column"] else None,
            kind=given["kind"].pk if given["kind"] else None,
            due_at=moment_of(given["due_on"], given["due_time"]),
        )

    def take(self, errors: dict[str, str]) -> None:
        """Say beside the fields what an action has refused."""
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)


class CommissionForm(_WordsForm, _UnitsForm):
    """A new commission."""

    def take(self, errors: dict[str, str]) -> None:
        """As of its words; what concerns the units stands beside the first way to choose them."""
        super().take({"groups" if name == "units" else name: sentence for name, sentence in errors.items()})


class ChangeCommissionForm(_WordsForm):
    """Other words, or another date, for a commission; ``seen`` is its version."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, commission: Commission, **kwargs: Any) -> None:
        initial = {
            "title": commission.title,
            "brief": commission.brief,
            "column": commission.column_id,
            "kind": commission.kind_id,
            "seen": commission.version,
            **due_words(commission.due_at),
        }
        super().__init__(*args, initial=initial, **kwargs)
        for name, model, chosen in (("column", Column, commission.column_id), ("kind", ItemKind, commission.kind_id)):
            offered = Q(active=True) | Q(pk=chosen) if chosen else Q(active=True)
            self.fields[name].queryset = model._default_manager.filter(offered)  # type: ignore[attr-defined]


class AskMoreForm(_UnitsForm):
    """More units for a commission; ``seen`` is its version."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def take(self, errors: dict[str, str]) -> None:
        """Say beside the fields what an action has refused."""
        for sentence in errors.values():
            self.add_error("groups", sentence)


class SeenForm(forms.Form):
    """A step that asks nothing more than whether it is meant; ``seen`` is the version."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """A step with a reason."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )


class CancelForm(SeenForm, WhyForm):
    """The end of a commission before its time."""


class CommissionFilter(forms.Form):
    """The filter of the register of commissions."""

    text = forms.CharField(label=gettext_lazy("主题或要求"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部状态")), *CommissionState.choices]
    )


class RequestFilter(forms.Form):
    """The filter of what a unit was asked for."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部状态")), *AskedState.choices]
    )
