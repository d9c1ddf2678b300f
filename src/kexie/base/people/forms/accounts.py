"""Log-in, passwords, invitations."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.people.actions.password_links import ask_link
from kexie.base.people.forms import passwords


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
        self.fields["password1"].help_text = passwords.asked()


class ChangeForm(ChangePasswordForm):
    """A new password for who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"oldpassword": _("现在的密码"), "password1": _("新密码"), "password2": _("再输入一次新密码")})
        self.fields["password1"].help_text = passwords.asked()


class ConfirmPasswordForm(ReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password": _("密码")})


class InviteForm(forms.Form):
    """The address of a new account."""

    email = forms.EmailField(label=_("邮箱"), help_text=_("用这个邮箱登录。设置密码的链接会发到这里，三天内有效。"))
