"""Shape of what figures are asked of, and of the weights."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor
from kexie.base.people import api as people
from kexie.base.people.forms.days import day as day_field
from kexie.base.people.forms.organisations import UnitPicker
from kexie.domains.steward.queries.figures import By, Narrowed
from kexie.domains.steward.queries.handlings import matters_to_choose
from kexie.domains.steward.rules.figures import Weights
from kexie.domains.steward.rules.periods import PERIOD_LABELS, Period, PeriodKind

#: In the address: those without a district.
NO_DISTRICT = "-"


class NarrowingForm(forms.Form):
    """A filter with unit, matter and district among its fields; what is wrong is left aside."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every, none = ("", _("全部")), (NO_DISTRICT, _("未填写"))
        self.fields["unit"] = UnitPicker(actor, label=_("单位（含下级）"), required=False, help_text="")
        matters = [(str(key), name) for key, name in matters_to_choose()]
        self.fields["matter"] = forms.ChoiceField(label=_("事项"), required=False, choices=[every, *matters])
        known = list(people.districts().items())
        self.fields["district"] = forms.ChoiceField(label=_("所属区"), required=False, choices=[every, *known, none])
        self.order_fields(self.field_order or ())

    @property
    def narrowed(self) -> Narrowed:
        """The valid part of the choice."""
        self.is_valid()
        given = self.cleaned_data
        picker, district = self.fields["unit"], given.get("district") or None
        unit = picker.chosen(given.get("unit", "")) if isinstance(picker, UnitPicker) else None
        return Narrowed(
            unit_path=unit.path if unit else "",
            unit=given.get("own"),
            matter=UUID(given["matter"]) if given.get("matter") else None,
            district="" if district == NO_DISTRICT else district,
        )


class PeriodForm(forms.Form):
    """A period: how long, and a day in it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("统计周期"),
        required=False,
        choices=[(kind.value, word) for kind, word in PERIOD_LABELS.items()],
    )
    day = day_field(gettext_lazy("包含日期"))
    usual = PeriodKind.MONTH

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if not self.data.get("kind"):  # the page shows what it is of
            given: Any = self.data.copy()  # type: ignore[attr-defined]  # what was asked is a QueryDict
            given["kind"] = self.usual.value
            self.data = given

    @property
    def period(self) -> Period:
        """What was asked for; what cannot be is the current one."""
        self.is_valid()
        kind = PeriodKind(self.cleaned_data.get("kind") or self.usual)
        return Period.holding(kind, self.cleaned_data.get("day") or self._today)


class FiguresForm(PeriodForm, NarrowingForm):
    """The filter of the figures; ``by`` says how they are cut."""

    by = forms.ChoiceField(required=False, choices=[(by.value, by.value) for by in By], widget=forms.HiddenInput)

    field_order = ("kind", "day", "unit", "matter", "district", "by")

    @property
    def cut(self) -> By:
        """How the figures are cut."""
        self.is_valid()
        return By(self.cleaned_data.get("by") or By.UNIT)


class BriefingForm(PeriodForm, NarrowingForm):
    """The filter of the briefing; without a day it is of the last period that is over."""

    field_order = ("kind", "day", "unit")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        del self.fields["matter"], self.fields["district"]

    @property
    def period(self) -> Period:
        """What was asked for."""
        found = super().period
        return found if self.cleaned_data.get("day") else found.before


class WeightsForm(forms.Form):
    """The weights of the composite."""

    response = forms.IntegerField(label=gettext_lazy("响应率（%）"), min_value=0, max_value=100)
    solved = forms.IntegerField(label=gettext_lazy("解决率（%）"), min_value=0, max_value=100)
    satisfied = forms.IntegerField(label=gettext_lazy("满意率（%）"), min_value=0, max_value=100)

    def clean(self) -> dict[str, Any]:
        """Together they are 100."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("response", "solved", "satisfied")
        if all(name in cleaned for name in names) and (total := sum(cleaned[name] for name in names)) != 100:
            raise forms.ValidationError(_("三项权重合计应为100，现在是%(total)d，请调整。") % {"total": total})
        return cleaned

    @property
    def weights(self) -> Weights:
        """As they were given; only of a valid form."""
        given = self.cleaned_data
        return Weights(given["response"], given["solved"], given["satisfied"])
