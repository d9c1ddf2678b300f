"""Which units answer for a section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.people.api import Organisation


class SectionUnitsForm(forms.Form):
    """The units that answer for it now, each to be kept or not, and one more."""

    kept = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        required=False,
        label=_("现有责任单位"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("取消勾选即不再负责。"),
    )
    added = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        required=False,
        label=_("增加责任单位"),
        empty_label=_("不增加"),
        help_text=_("在该单位及其上级单位担任网站编辑或网站审核的人员，可以在本栏目工作。"),
    )

    def __init__(self, data: Any = None, *, units: Sequence[Organisation]) -> None:
        held = [unit.pk for unit in units]
        super().__init__(data, initial={"kept": held})
        self.fields["kept"].queryset = Organisation.objects.filter(pk__in=held).order_by("name")  # type: ignore[attr-defined]
        others = Organisation.objects.filter(confirmed=True, closed_on=None).exclude(pk__in=held).order_by("path")
        self.fields["added"].queryset = others  # type: ignore[attr-defined]
        if not held:
            del self.fields["kept"]

    @property
    def units(self) -> list[Organisation]:
        """What the form says: kept and added ones."""
        added = self.cleaned_data["added"]
        return [*self.cleaned_data.get("kept", ()), *([added] if added else [])]
