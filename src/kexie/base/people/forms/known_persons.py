"""Shapes of input about somebody who may be on record already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import REGISTER_PERSONS
from kexie.base.people.forms.persons import detail_fields, unit_field
from kexie.base.people.queries.persons import only_unit, unit_of_persons
from kexie.base.people.rules.person_import import fits_sex
from kexie.base.people.rules.secrets import ELEMENTS
from kexie.base.standards import api as standards

#: What the hidden field says once the candidates have been looked at.
NEW = "new"


class NewPersonForm(forms.Form):
    """Somebody new: first looked for by name and numbers, then registered."""

    decided = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.fields["name"] = standards.form_field("person_name", required=True)
        for element in ("identity_number", "mobile"):
            self.fields[element] = standards.form_field(ELEMENTS[element], required=False)
            self.fields[element].widget.attrs |= {"autocomplete": "off", "data-keep": "off"}
        self.fields["identity_number"].help_text = _("用于确认是不是同一个人，加密保存，平时只显示部分数字。")
        own = only_unit(actor, on=clock.today())
        self.fields["unit"] = unit_field(
            actor,
            label=_("登记单位"),
            required=False,
            initial=str(own.uid) if own else "",
            help_text=_("由哪个单位登记并管理。"),
        )
        self.fields.update(detail_fields())

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key; looking somebody up asks for none, registering does."""
        cleaned = super().clean() or {}
        cleaned["unit"] = unit_of_persons(self._actor, cleaned["unit"]) if cleaned.get("unit") else None
        needed = cleaned.get("decided") == NEW and not actor_is_everywhere(self._actor)
        if needed and cleaned["unit"] is None and "unit" not in self.errors:
            self.add_error("unit", gettext("请选择由哪个单位登记。"))
        if not fits_sex(cleaned.get("identity_number") or "", cleaned.get("sex") or ""):
            self.add_error("sex", gettext("性别与公民身份号码第17位不符（单数为男，双数为女），请核对这两项。"))
        return cleaned


def actor_is_everywhere(actor: Actor) -> bool:
    """Whether the actor registers persons of no unit too."""
    return actor.reach(REGISTER_PERSONS).everywhere
