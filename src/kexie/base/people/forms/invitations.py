"""Inviting somebody, and accepting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people import queries
from kexie.base.people.forms import passwords
from kexie.base.people.models import Person
from kexie.base.people.rules.invitations import STATE_WORDS
from kexie.base.ui.picking import Option, PickerField


class InvitationFilter(forms.Form):
    """Which invitations to list."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *((s.value, w) for s, w in STATE_WORDS.items())]
    )


class InvitationForm(forms.Form):
    """Whom to invite, to which post in a unit."""

    email = forms.EmailField(label=_("邮箱"), help_text=_("邀请发到这个邮箱，对方用它登录。"))
    name = forms.CharField(label=_("姓名"), max_length=60, required=False, help_text=_("没有登记过的人员填写姓名。"))
    role = forms.ChoiceField(label=_("角色"), required=False, help_text=_("角色决定能办理哪些事项。"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._today = actor, clock.today()
        self.fields["person"] = PickerField(
            label=_("已登记的人员"),
            options_url="people:person-options",
            find=self._option,
            required=False,
            help_text=_("如果此人已经登记，请选择，以免重复登记。可输入姓名、拼音或首字母。"),
        )
        self.order_fields(["email", "person", "name"])
        roles = [(role.code, role.label) for role in queries.grantable_roles(actor)]
        self.fields["role"].choices = [("", _("无")), *roles]  # type: ignore[attr-defined]

    def _named(self, key: str) -> Person | None:
        return queries.person_named(self._actor, key, on=self._today)

    def _option(self, key: str) -> Option | None:
        found = self._named(key)
        return Option(key=str(found.pk), label=found.name) if found else None

    def clean(self) -> dict[str, Any] | None:
        """Either somebody known or a name; a role or a title."""
        cleaned = super().clean() or {}
        key, name = cleaned.get("person"), cleaned.get("name")
        if "person" not in self.errors and bool(key) == bool(name):
            self.add_error("name", _("请选择已登记的人员，或填写姓名，二者选一。"))
        if not cleaned.get("role") and not cleaned.get("title"):
            self.add_error("role", _("请选择角色或填写职务，至少一项。"))
        cleaned["person"] = self._named(key) if key else None
        return cleaned


class AcceptForm(forms.Form):
    """One's name and a password, twice."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一次密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = known
        self.fields["password"].help_text = passwords.asked()

    def clean(self) -> dict[str, Any] | None:
        """Both the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("两次输入的密码不一致，请重新输入。"))
        return cleaned
