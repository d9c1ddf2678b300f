"""Shapes of input about somebody who may be on record already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import REGISTER_PERSONS
from kexie.base.people.forms.persons import detail_fields, unit_field
from kexie.base.people.queries.persons import unit_of_persons
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
        self.fields["unit"] = unit_field(
            actor, label=_("登记单位"), required=not actor_is_everywhere(actor), help_text=_("由哪个单位登记并管理。")
        )
        self.fields.update(detail_fields())

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        cleaned["unit"] = unit_of_persons(self._actor, cleaned["unit"]) if cleaned.get("unit") else None
        return cleaned


def actor_is_everywhere(actor: Actor) -> bool:
    """Whether the actor registers persons of no unit too."""
    return actor.reach(REGISTER_PERSONS).everywhere
