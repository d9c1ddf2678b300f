"""A mobile number or an address of mail, in one field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, gettext_lazy

from kexie.base.kernel import texting
from kexie.base.matters.rules.guests import Contact
from kexie.base.people import rules
from kexie.base.people.rules import codes


class ContactField(forms.CharField):
    """Where somebody is reached, cleaned into a `Contact`; an empty one where the field may be left empty. Mobile numbers
    are taken where texts can be sent.
    """

    def __init__(self, **kwargs: Any) -> None:
        label = gettext_lazy("手机号或者邮箱") if texting.is_on() else gettext_lazy("邮箱")
        super().__init__(**{"label": label, "max_length": 254, **kwargs})

    def clean(self, value: Any) -> Contact:
        """The contact that was typed."""
        typed = str(super().clean(value) or "")
        if not typed:
            return Contact()
        if (mobile := codes.mobile_of(typed)) and texting.is_on():
            return Contact(mobile=mobile)
        email = rules.normal_mail(typed)
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(_mend()) from error
        return Contact(email=email)


def _mend() -> str:
    if texting.is_on():
        return gettext("请填写邮箱，例如 name@example.cn，或者11位手机号。")
    return gettext("请填写邮箱，例如 name@example.cn。")
