"""Shapes of input about the register of posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access, clock
from kexie.base.kernel.access import Actor
from kexie.base.people.forms.begun import BegunForm
from kexie.base.people.forms.days import day
from kexie.base.people.forms.persons import unit_field
from kexie.base.people.queries.persons import unit_of_persons


class PostFilter(forms.Form):
    """The filter of the register of posts: on which day, where, who."""

    on = day(_("日期"))
    text = forms.CharField(label=_("姓名或职务"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("角色"), required=False)
    below = forms.BooleanField(label=_("包括下级单位"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.fields["on"].initial = clock.today()
        roles = [(role.code, role.label) for role in access.roles]
        self.fields["role"].choices = [("", _("全部")), *roles]  # type: ignore[attr-defined]
        self.fields["unit"] = unit_field(actor, required=False)
        self.order_fields(["on", "unit", "below", "text", "role"])

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        cleaned["unit"] = unit_of_persons(self._actor, cleaned["unit"]) if cleaned.get("unit") else None
        return cleaned


class ChangePostForm(BegunForm):
    """Title, days and basis of a post."""

    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    begin = day(_("起始日期"))
    end = day(_("任职的最后一天"))
    basis = forms.CharField(label=_("任免文号"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].required = True
        self.fields["end"].help_text = _("仍在任的不填。")
        self.carry()


class PlaceForm(forms.Form):
    """The place of a post in its unit."""

    to = forms.IntegerField(label=_("排在第几位"), min_value=1, max_value=999)


class WhyForm(forms.Form):
    """Which ability, in which unit, and of whom one asks why."""

    ability = forms.ChoiceField(label=_("想办理的事项"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((ability.code, ability.label) for ability in access.abilities), key=lambda row: str(row[1]))
        self.fields["ability"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """The end of a review."""

    note = forms.CharField(
        label=_("核查说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
