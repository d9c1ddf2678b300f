"""What actions on many rows need to know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people import queries
from kexie.base.people.forms.days import day
from kexie.base.people.forms.organisations import UnitPicker
from kexie.base.people.queries.districts import districts


class AppointManyForm(forms.Form):
    """The same post for all the chosen persons."""

    role = forms.ChoiceField(label=_("角色"), required=False, help_text=_("角色决定能办理哪些事项。"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    begin = day(_("起始日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = UnitPicker(actor, label=_("单位"))
        self.order_fields(["organisation"])
        roles = [(role.code, role.label) for role in queries.grantable_roles(actor)]
        self.fields["role"].choices = [("", _("无")), *roles]  # type: ignore[attr-defined]
        self.fields["begin"].required, self.fields["begin"].initial = True, clock.today

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key; a role or a title."""
        cleaned = super().clean() or {}
        field = self.fields["organisation"]
        if isinstance(field, UnitPicker) and "organisation" in cleaned:
            cleaned["organisation"] = field.chosen(cleaned["organisation"])
        if not cleaned.get("role") and not cleaned.get("title"):
            self.add_error("title", gettext("角色和职务至少填写一项。"))
        return cleaned


class PlaceManyForm(forms.Form):
    """In which district units lie."""

    district = forms.ChoiceField(label=_("所在区"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, name) for code, name in districts().items()]
        self.fields["district"].choices = [("", _("请选择")), *known]  # type: ignore[attr-defined]
