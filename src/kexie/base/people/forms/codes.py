"""Log-in by a code that is mailed or sent to the phone, and the proof that a phone is one's own."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import texting, vault
from kexie.base.people import queries, rules
from kexie.base.people.actions.codes import SEALED_PHONE
from kexie.base.people.models import Account
from kexie.base.people.rules import codes

_DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 10}


def check_pace(action: str, key: str) -> None:
    """Refuse who asks too often: limits of `ACCOUNT_RATE_LIMITS`, by address of the asker and by ``key``."""
    if not ratelimit.consume(context.request, action=action, key=key):
        raise ValidationError(gettext("操作过于频繁，请过几分钟再试。"), code="too_often")


class AskCodeForm(forms.Form):
    """Ask for a code: the same reply and the same work whether the address is known or not (security.md, 6)."""

    address = forms.CharField(
        label=_("邮箱或手机号"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user: Account | None = None
        if not texting.is_on():
            self.fields["address"].label = _("邮箱")

    def clean(self) -> dict[str, Any]:
        """`email` or a sealed `phone` for allauth's process, and whose it is."""
        cleaned = super().clean() or {}
        typed = str(cleaned.get("address", ""))
        if not typed:
            return cleaned
        mobile = codes.mobile_of(typed)
        if mobile and texting.is_on():
            blind = vault.blind(mobile, purpose="mobile")
            check_pace("request_login_code", blind)
            self._user = queries.account_with_phone(mobile)
            return cleaned | {"phone": vault.seal(mobile, context=SEALED_PHONE)}
        email = rules.normal_mail(typed)
        try:
            validate_email(email)
        except ValidationError:
            self.add_error("address", self._mend())
            return cleaned
        check_pace("request_login_code", email)
        self._user = queries.account_with_mail(email)
        return cleaned | {"email": email}

    @staticmethod
    def _mend() -> str:
        if texting.is_on():
            return gettext("请填写邮箱，例如 name@example.cn，或者11位手机号。")
        return gettext("请填写邮箱，例如 name@example.cn。")


class LogInCodeForm(ConfirmLoginCodeForm):
    """The code that has arrived."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].widget.attrs.update(_DIGITS)


class PhoneForm(forms.Form):
    """The number of one's own mobile phone."""

    mobile = forms.CharField(
        label=_("手机号"), max_length=20, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )

    def clean_mobile(self) -> str:
        """Eleven digits."""
        mobile = codes.mobile_of(self.cleaned_data["mobile"])
        if not mobile:
            raise ValidationError(gettext("请填写11位手机号，例如 13800000000。"))
        return mobile


class PhoneCodeForm(forms.Form):
    """The code that has arrived on the phone."""

    code = forms.CharField(label=_("验证码"), max_length=10, widget=forms.TextInput(attrs=_DIGITS))
