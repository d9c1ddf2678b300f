"""Shape of what is said of distribution lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Actor, roles
from kexie.base.people.forms.organisations import UnitPicker
from kexie.domains.bulletin.rules.dispatching import Named, read_addresses


class ListForm(forms.Form):
    """Name and note of a list."""

    name = forms.CharField(label=_("名单名称"), max_length=60, help_text=_("例如“市科协领导”“各区科协”。"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class _OfUnit(forms.Form):
    """A line that names a unit."""

    below = forms.BooleanField(label=_("包括它的全部下级单位"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = UnitPicker(actor, label=_("单位"))
        self.fields["organisation"] = self._units
        self.order_fields(["organisation"])

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        if cleaned.get("organisation"):
            cleaned["organisation"] = self._units.chosen(cleaned["organisation"])
        return cleaned


class UnitLineForm(_OfUnit):
    """The office address of a unit."""

    prefix = "unit"


class PostLineForm(_OfUnit):
    """Whoever holds a post."""

    prefix = "post"
    title = forms.CharField(
        label=_("职务"),
        max_length=60,
        required=False,
        help_text=_("与任职登记中的写法相同，例如“秘书长”；留空则不限。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        known = sorted(((role.code, role.label) for role in roles), key=lambda pair: pair[1])
        self.fields["role"] = forms.ChoiceField(label=_("角色"), choices=[("", _("不限")), *known], required=False)
        self.order_fields(["organisation", "title", "role", "below"])


class AddressLinesForm(forms.Form):
    """Addresses, typed or pasted."""

    prefix = "addresses"
    addresses = forms.CharField(
        label=_("邮箱地址"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每行一个，或用逗号隔开；可以带称呼，例如“张三 <zhangsan@example.org>”。"),
    )

    def clean_addresses(self) -> list[Named]:
        """The addresses; what is none is named."""
        return addresses_in(self.cleaned_data["addresses"])


def addresses_in(text: str) -> list[Named]:
    """The addresses that a field names; ValidationError that names what is none."""
    named, wrong = read_addresses(text)
    if wrong:
        sentence = gettext("这些不是邮箱地址，请改正或删去：%(wrong)s")
        raise forms.ValidationError(sentence % {"wrong": "；".join(wrong[:5])})
    return named
