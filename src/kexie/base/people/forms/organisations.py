"""Shapes of input about units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Actor
from kexie.base.people import queries
from kexie.base.people.models import OrganisationKind
from kexie.base.ui.picking import Option, PickerField


class OrganisationFilter(forms.Form):
    """The filter of the register of organisations."""

    text = forms.CharField(label=_("名称"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *OrganisationKind.choices])


class ConfirmUnitForm(forms.Form):
    """What a unit that an import has named is, and where it belongs."""

    kind = forms.ChoiceField(label=_("类别"))
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        known = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.UNKNOWN]
        self.fields["kind"].choices = [("", _("请选择")), *known]  # type: ignore[attr-defined]
        self.fields["parent"] = PickerField(
            label=_("上级单位"),
            options_url="people:organisation-options",
            find=self._option,
            help_text=_("可输入名称、简称、拼音或首字母。"),
        )

    def _option(self, key: str) -> Option | None:
        unit = queries.unit_chosen(self._actor, key)
        return Option(key=str(unit.uid), label=unit.name) if unit else None

    def clean(self) -> dict[str, Any] | None:
        """The unit above in the place of its key."""
        cleaned = super().clean() or {}
        if cleaned.get("parent"):
            cleaned["parent"] = queries.unit_chosen(self._actor, cleaned["parent"])
        return cleaned


class RenameUnitForm(forms.Form):
    """Another name for a unit."""

    name = forms.CharField(label=_("名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
