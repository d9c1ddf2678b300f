"""Shapes of input about memberships."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people import queries
from kexie.base.people.forms.days import day
from kexie.base.people.models import Person
from kexie.base.people.rules.memberships import KINDS
from kexie.base.ui.picking import Option, PickerField


class MemberFilter(forms.Form):
    """The filter of the register of a unit's members."""

    text = forms.CharField(label=_("姓名、拼音或会员号"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("会员类别"), required=False, choices=[("", _("全部")), *KINDS.items()])
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("now", _("在会")), ("former", _("已退会")), ("all", _("全部"))]
    )


class JoinForm(forms.Form):
    """A membership for somebody on record."""

    kind = forms.ChoiceField(label=_("会员类别"), choices=list(KINDS.items()))
    number = forms.CharField(label=_("会员号"), max_length=30, required=False)
    begin = day(_("入会日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._today = actor, clock.today()
        self.fields["begin"].initial, self.fields["begin"].required = self._today, True
        self.fields["person"] = PickerField(
            label=_("人员"),
            options_url="people:person-options",
            find=self._option,
            help_text=_("可输入姓名、拼音或首字母。没有登记过的，请先登记人员。"),
        )
        self.order_fields(["person"])

    def _named(self, key: str) -> Person | None:
        return queries.person_named(self._actor, key, on=self._today)

    def _option(self, key: str) -> Option | None:
        found = self._named(key)
        return Option(key=str(found.pk), label=found.name) if found else None

    def clean(self) -> dict[str, Any] | None:
        """The person in the place of the key."""
        cleaned = super().clean() or {}
        if cleaned.get("person"):
            cleaned["person"] = self._named(cleaned["person"])
        return cleaned


class LeaveForm(forms.Form):
    """The last day of a membership."""

    end = day(_("会籍的最后一天"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end"].required = True
