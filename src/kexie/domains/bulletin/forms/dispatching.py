"""Shape of a sending: lists, further addresses, the letter; and how its register is narrowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.forms.lists import addresses_in
from kexie.domains.bulletin.models import DispatchState, DistributionList, RecipientState
from kexie.domains.bulletin.rules.dispatching import LONGEST_NOTE, LONGEST_SUBJECT, Named

_FORMAT_LABELS = {"pdf": "PDF", "docx": "Word"}


class DispatchForm(forms.Form):
    """Who gets what; ``seen`` is the digest of the recipients that were shown before."""

    def __init__(self, *args: Any, lists: Iterable[DistributionList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lists = {str(row.pk): row for row in lists}
        self.fields["lists"] = forms.MultipleChoiceField(
            label=_("分送名单"),
            choices=[(key, row.name) for key, row in self._lists.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["extra"] = forms.CharField(
            label=_("另加的邮箱地址"),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
            help_text=_("每行一个，或用逗号隔开；只用于这一次。"),
        )
        self.fields["subject"] = forms.CharField(label=_("邮件主题"), max_length=LONGEST_SUBJECT)
        self.fields["note"] = forms.CharField(
            label=_("附言"),
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
            help_text=_("写在邮件最前面。目录提要和网页链接会自动附上。"),
        )
        self.fields["formats"] = forms.MultipleChoiceField(
            label=_("随信附件"),
            choices=list(_FORMAT_LABELS.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_extra(self) -> list[Named]:
        """The addresses; what is none is named."""
        return addresses_in(self.cleaned_data["extra"]) if self.cleaned_data["extra"] else []

    def clean(self) -> dict[str, Any] | None:
        """Somebody has to get it; the lists in the place of their keys."""
        cleaned = super().clean() or {}
        cleaned["lists"] = [self._lists[key] for key in cleaned.get("lists", ())]
        if not cleaned["lists"] and not cleaned.get("extra") and "extra" not in self.errors:
            self.add_error("lists", _("请至少选择一个名单，或填写邮箱地址。"))
        return cleaned


class DispatchFilter(forms.Form):
    """What the register of dispatches is narrowed to."""

    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部状态")), *DispatchState.choices], required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid part of the choice."""
        self.is_valid()
        return {"state": self.cleaned_data.get("state", "")}


class RecipientFilter(forms.Form):
    """What the addresses of a dispatch are narrowed to."""

    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部状态")), *RecipientState.choices], required=False)
    text = forms.CharField(label=_("地址或称呼"), max_length=60, required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid part of the choice."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("state", "text")}
