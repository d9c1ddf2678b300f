"""What is asked of whoever applies, or acts in a case of his own, without an account."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.forms.contacts import ContactField
from kexie.domains.steward.rules.proving import digits_of


class ContactForm(forms.Form):
    """The contact that was left with the case."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["contact"] = ContactField(widget=forms.TextInput(attrs={"autocomplete": "email"}))


class ApplicantForm(ContactForm):
    """Who applies, and where he is reached."""

    name = forms.CharField(
        label=_("姓名"), min_length=2, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].help_text = _("验证码和办理进展发到这里，只用于办理这件事。")

    def clean_name(self) -> str:
        """In one line, without signs that no name has."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if len(name) < 2 or not name.isprintable() or any(sign in "<>@#/\\" or sign.isdecimal() for sign in name):
            raise ValidationError(gettext("请填写真实姓名，至少两个字，不带数字和符号。"))
        return name


class CodeForm(forms.Form):
    """The code that has arrived."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        help_text=_("6位数字，10分钟内有效。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Six digits."""
        digits = digits_of(self.cleaned_data["code"])
        if len(digits) != 6:
            raise ValidationError(gettext("请填写收到的6位数字。"))
        return digits
