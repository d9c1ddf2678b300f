"""Shapes of input about merging records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people import queries
from kexie.base.people.models import Person
from kexie.base.people.queries.merging import person_to_merge
from kexie.base.ui.picking import Option, PickerField


class OtherRecordForm(forms.Form):
    """Which other record is the same human being."""

    def __init__(self, *args: Any, actor: Actor, kept: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._kept = actor, kept
        self.fields["other"] = PickerField(
            label=_("另一份记录"),
            options_url="people:person-merge-options",
            find=self._option,
            help_text=_("可输入姓名、拼音或首字母。"),
        )

    def _option(self, key: str) -> Option | None:
        today = clock.today()
        found = queries.person_named(self._actor, key, on=today)
        return Option(key=str(found.pk), label=found.name) if found else None

    def clean_other(self) -> str:
        """Not the record itself."""
        key = str(self.cleaned_data["other"])
        if key == str(self._kept.pk):
            raise forms.ValidationError(gettext("这就是正在查看的记录，请选择另一份记录。"))
        return key

    def other(self) -> Person | None:
        """The record chosen, if there is one within reach."""
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            return person_to_merge(self._actor, UUID(self.cleaned_data["other"]), on=clock.today())
        except NotFound:
            self.add_error("other", _("这份记录不在您的管理范围内，请联系系统管理员合并。"))
            return None


class MergeForm(forms.Form):
    """Why, and what the preview has shown."""

    expected = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("例如：同一人在两个单位分别登记。"))
