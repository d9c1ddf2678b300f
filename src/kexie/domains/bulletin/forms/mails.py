"""Shape of what is asked and said of mails that came in, and of the register of addresses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Actor
from kexie.base.people.forms.organisations import UnitPicker
from kexie.domains.bulletin.models import MailState, MailVerdict
from kexie.domains.bulletin.queries.mails import MailsAsked


class MailFilter(forms.Form):
    """What the register of mails is narrowed to."""

    text = forms.CharField(label=_("发件人或主题"), max_length=60, required=False)
    verdict = forms.ChoiceField(label=_("判断"), choices=[("", _("全部")), *MailVerdict.choices], required=False)
    since = forms.DateField(label=_("收取日期自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    state = forms.ChoiceField(
        choices=[("", ""), ("all", ""), *MailState.choices], required=False, widget=forms.HiddenInput
    )

    @property
    def asked(self) -> MailsAsked:
        """The valid part of the choice; without a state, what waits for a person."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        state = given.pop("state", MailState.TRAY.value)
        return MailsAsked(state="" if state == "all" else state, **given)


class AssignForm(forms.Form):
    """Whose a mail is."""

    remember = forms.BooleanField(label=_("记住这个发件地址，今后的来信直接转为该单位的草稿"), required=False)

    def __init__(self, *args: Any, actor: Actor, may_remember: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = UnitPicker(actor, label=_("报送单位"))
        self.fields["unit"] = self._units
        self.order_fields(["unit"])
        if not may_remember:
            del self.fields["remember"]

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        if cleaned.get("unit"):
            cleaned["unit"] = self._units.chosen(cleaned["unit"])
        return cleaned


class IgnoreForm(forms.Form):
    """Why a mail is laid aside."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("留在编辑部，不会发给来信人。例如“广告”“已在网上报送”。"),
    )


class SenderForm(forms.Form):
    """An address and whose it is."""

    address = forms.EmailField(label=_("邮箱地址"), max_length=254)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = UnitPicker(actor, label=_("单位"))
        self.fields["unit"] = self._units

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        if cleaned.get("unit"):
            cleaned["unit"] = self._units.chosen(cleaned["unit"])
        return cleaned


class SenderFilter(forms.Form):
    """What the register of addresses is narrowed to."""

    text = forms.CharField(label=_("地址或单位"), max_length=60, required=False)
