"""Second factors: codes of an authenticator app, recovery codes, passkeys."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from kexie.base.people.forms.codes import check_pace


def _code_field(form: forms.Form, label: Any) -> None:
    field = form.fields["code"]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"inputmode": "numeric", "maxlength": 20}


def _use_up(form: Any, code: str) -> None:
    """Refuse an app's code that any process has taken before, for as long as it would be right (RFC 6238, 5.2)."""
    if form.authenticator.type != Authenticator.Type.TOTP:
        return  # recovery codes keep their own list
    lasting = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
    digits = normalize_user_code(code)
    if not cache.add(f"account.app-code:{form.user.pk}:{digits}", 1, timeout=lasting):
        raise get_adapter().validation_error("incorrect_code")


class SecondFactorForm(AuthenticateForm):
    """A code of the app or a recovery code, after the first step of the log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("验证码或恢复码"))

    def clean_code(self) -> str:
        """Limited by person too, whatever address the tries come from."""
        check_pace("second_factor", str(self.user.pk))
        code: str = super().clean_code()
        _use_up(self, code)
        return code


class ConfirmFactorForm(ReauthenticateForm):
    """The same, by somebody logged in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("验证码或恢复码"))

    def clean_code(self) -> str:
        """Limited by person."""
        check_pace("second_factor", str(self.user.pk))
        code: str = super().clean_code()
        _use_up(self, code)
        return code


class SetUpAppForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("应用上显示的6位验证码"))


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey, named so that one can tell it from others; always one that logs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名称")
        self.fields["name"].required = True
        self.fields["name"].max_length = 40
        self.fields["name"].help_text = _("例如“办公室电脑”“我的手机”，以便区分。")
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True
