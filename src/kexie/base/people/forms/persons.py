"""Shapes of input about persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.people.actions.persons import DETAILS
from kexie.base.people.forms.begun import BegunForm
from kexie.base.people.models import Person
from kexie.base.people.queries.persons import unit_of_persons
from kexie.base.standards import api as standards
from kexie.base.ui.picking import Option, PickerField


class PersonFilter(forms.Form):
    """The filter of the register of persons."""

    text = forms.CharField(label=_("姓名、拼音或首字母"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("角色"), required=False)
    account = forms.ChoiceField(
        label=_("账号"), required=False, choices=[("", _("全部")), ("with", _("有账号")), ("without", _("无账号"))]
    )
    member = forms.ChoiceField(
        label=_("会籍"), required=False, choices=[("", _("全部")), ("yes", _("是会员")), ("no", _("不是会员"))]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        roles = [(role.code, role.label) for role in access.roles]
        self.fields["role"].choices = [("", _("全部")), *roles]  # type: ignore[attr-defined]
        self.fields["unit"] = unit_field(actor, required=False)
        self.order_fields(["text", "unit"])

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        cleaned["unit"] = unit_of_persons(self._actor, cleaned["unit"]) if cleaned.get("unit") else None
        return cleaned


def unit_field(actor: Actor, **kwargs: Any) -> PickerField:
    """A unit within reach of `VIEW_PERSONS`."""

    def find(key: str) -> Option | None:
        unit = unit_of_persons(actor, key)
        return Option(key=str(unit.uid), label=unit.name) if unit else None

    return PickerField(**{"label": _("单位"), "options_url": "people:person-units", "find": find, **kwargs})


def detail_fields() -> dict[str, forms.Field]:
    """A field for each detail of a person, from its data element."""
    return {
        name: standards.form_field(element, required=False)
        for name, element in DETAILS.items()
        if standards.find_definition(element) is not None
    }


class PersonForm(BegunForm):
    """What is known of a person, each field from its data element."""

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {name: getattr(person, name) for name in ("name", *DETAILS)}
        super().__init__(*args, **kwargs)
        self.fields["name"] = standards.form_field("person_name", required=True)
        self.fields.update(detail_fields())
        self.carry()

    def details(self) -> dict[str, str]:
        """The details, without the name."""
        return {name: self.cleaned_data.get(name) or "" for name in DETAILS if name in self.fields}
