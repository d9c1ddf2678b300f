"""Shapes of input: the log-in, the filters of the registers, and what a password may be."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people import queries, rules
from kexie.base.people.actions.password_links import ask_link
from kexie.base.people.models import OrganisationKind, Person
from kexie.base.ui.picking import Option, PickerField


def _plain(form: forms.Form, labels: dict[str, Any]) -> None:
    """Our labels, no placeholders: a placeholder vanishes when one types."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)


class LogInForm(LoginForm):
    """Log-in by address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_reset_password"), gettext("忘记密码")
        )
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        _plain(self, {"login": _("邮箱"), "password": _("密码")})


class AskResetForm(ResetPasswordForm):
    """Ask for a link to a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": _("邮箱")})

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have the link mailed by the worker; allauth would mail here and now, and by its time tell whom it knows."""
        email: str = self.cleaned_data["email"]
        ask_link(at=clock.now(), email=email)
        return email


class ResetForm(ResetPasswordKeyForm):
    """A new password, from the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": _("新密码"), "password2": _("再输入一次新密码")})


class ChangeForm(ChangePasswordForm):
    """A new password for who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"oldpassword": _("现在的密码"), "password1": _("新密码"), "password2": _("再输入一次新密码")})


class ContextWords:
    """A password validator: the platform's and the association's own words are no password (ASVS 5.0, 6.2.11)."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password that is little more than such words."""
        if not rules.strong_without(password, self.words):
            raise ValidationError(gettext("密码主要由本平台的名称等容易猜到的词组成，请换一个。"), code="context")

    def get_help_text(self) -> str:
        """What is asked."""
        return gettext("不要使用平台或单位的名称作密码。")


def _day(label: Any) -> forms.DateField:
    """A day of this century: further off, moments leave the calendar."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))],
    )


class OrganisationFilter(forms.Form):
    """The filter of the register of organisations."""

    text = forms.CharField(label=_("名称"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *OrganisationKind.choices])


class PersonFilter(forms.Form):
    """The filter of the register of persons."""

    text = forms.CharField(label=_("姓名"), required=False, max_length=60)


class AuditFilter(forms.Form):
    """The filter of the audit."""

    action = forms.CharField(label=_("操作"), required=False, max_length=80)
    begin = _day(_("起始日期"))
    end = _day(_("结束日期"))

    def clean(self) -> dict[str, Any] | None:
        """The end is not before the begin."""
        cleaned = super().clean() or {}
        begin, end = cleaned.get("begin"), cleaned.get("end")
        if begin and end and end < begin:
            self.add_error("end", gettext("结束日期早于起始日期，请修改。"))
        return cleaned


class AppointForm(forms.Form):
    """A post for somebody known, or for somebody new."""

    name = forms.CharField(
        label=_("新人员姓名"), max_length=60, required=False, help_text=_("没有登记过的人员，在此填写姓名。")
    )
    role = forms.ChoiceField(label=_("角色"), required=False, help_text=_("角色决定能办理哪些事项。"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    begin = _day(_("起始日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        today = clock.today()
        super().__init__(*args, **kwargs)
        self._actor, self._today = actor, today
        self.fields["begin"].initial = today
        self.fields["person"] = PickerField(
            label=_("已登记的人员"),
            options_url="people:person-options",
            find=self._option,
            required=False,
            help_text=_("可输入姓名、拼音或首字母。"),
        )
        self.order_fields(["person"])
        roles = [(role.code, role.label) for role in queries.grantable_roles(actor)]
        self.fields["role"].choices = [("", _("无")), *roles]  # type: ignore[attr-defined]
        self.fields["begin"].required = True

    def _named(self, key: str) -> Person | None:
        return queries.person_named(self._actor, key, on=self._today)

    def _option(self, key: str) -> Option | None:
        found = self._named(key)
        return Option(key=str(found.pk), label=found.name) if found else None

    def clean(self) -> dict[str, Any] | None:
        """Either somebody known or somebody new; the person in the place of the key."""
        cleaned = super().clean() or {}
        key, name = cleaned.get("person"), cleaned.get("name")
        if "person" not in self.errors and bool(key) == bool(name):
            self.add_error("person", gettext("请选择已登记的人员，或填写新人员姓名，二者选一。"))
        cleaned["person"] = self._named(key) if key else None
        return cleaned


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


class EndForm(forms.Form):
    """The last day of a post."""

    end = _day(_("任职的最后一天"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end"].required = True


class InviteForm(forms.Form):
    """The address of a new account."""

    email = forms.EmailField(label=_("邮箱"), help_text=_("用这个邮箱登录。设置密码的链接会发到这里，三天内有效。"))


class ConfirmForm(forms.Form):
    """Nothing to fill in: a button that is meant."""
