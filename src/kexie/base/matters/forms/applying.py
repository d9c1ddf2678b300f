"""For whom one applies, and what the list of matters is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor
from kexie.base.matters.forms.contacts import ContactField
from kexie.base.matters.models import Applicants, MatterVersion
from kexie.base.matters.queries.choosing import chosen_unit, unit_option
from kexie.base.matters.rules.terms import LONGEST_OCCASION
from kexie.base.people.api import Organisation
from kexie.base.ui.picking import PickerField

WHO: Final = "who"
ME: Final = "me"
BEHALF: Final = "behalf"
#: How somebody else's application has reached the office; what people send themselves comes by the web.
CHANNELS: Final = (
    ("window", gettext_lazy("窗口")),
    ("phone", gettext_lazy("电话")),
    ("mail", gettext_lazy("邮件")),
    ("letter", gettext_lazy("来信")),
)


class WhoForm(forms.Form):
    """In whose name one applies: one's own, that of a unit one acts for, or on behalf of somebody at the window.

    ``data`` may hold nothing yet: then the first choice there is counts.
    """

    prefix = WHO
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        *,
        actor: Actor,
        version: MatterVersion,
        units: Sequence[Organisation],
        behalf: bool,
    ) -> None:
        super().__init__(data or None)
        self.units = {str(unit.uid): unit for unit in units}
        choices = [] if version.applicants == Applicants.UNITS else [(ME, _("本人：%(name)s") % {"name": actor.name})]
        choices += [(key, unit.name) for key, unit in self.units.items()]
        if behalf:
            choices.append((BEHALF, _("代他人提交（窗口、电话、邮件、来信）")))
        self.choices = choices
        self.fields["as_whom"] = forms.ChoiceField(
            label=_("以谁的名义申请"),
            choices=choices,
            widget=forms.RadioSelect,
            initial=choices[0][0] if choices else "",
        )
        if self.chosen == BEHALF:
            self._ask_behalf(version)

    def _ask_behalf(self, version: MatterVersion) -> None:
        self.fields["channel"] = forms.ChoiceField(label=_("申请渠道"), choices=CHANNELS, widget=forms.RadioSelect)
        if version.applicants != Applicants.UNITS:
            self.fields["name"] = forms.CharField(
                label=_("申请人姓名"), max_length=60, required=False, help_text=_("代单位提交的不必填写。")
            )
        self.fields["contact"] = ContactField(
            label=_("申请人的手机号或者邮箱"),
            required=False,
            help_text=_("办理进展发到这里；申请人凭它和查询码，不登录也能查看、留言和补充材料。没有的不必填写。"),
        )
        if version.applicants != Applicants.PERSONS:
            self.fields["unit"] = PickerField(
                label=_("申请单位"),
                required=version.applicants == Applicants.UNITS,
                options_url="matters:unit-options",
                find=unit_option,
            )

    @property
    def chosen(self) -> str:
        """In whose name, as far as it can be told before anything is checked."""
        sent = self.data.get(self.add_prefix("as_whom"), "")
        known = [key for key, _label in self.choices]
        return sent if sent in known else (known[0] if known else "")

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.choices) > 1

    @property
    def behalf(self) -> bool:
        """Whether one applies on behalf of another."""
        return self.chosen == BEHALF

    @property
    def unit(self) -> Organisation | None:
        """The unit that applies."""
        if not self.behalf:
            return self.units.get(self.chosen)
        name = self.add_prefix("unit")
        sent = self.data.get(name) or self.data.get(f"{name}_text") or ""
        return chosen_unit(sent) if sent and "unit" in self.fields else None

    def clean(self) -> dict[str, Any]:
        """On behalf of whom has to be said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        nobody = self.behalf and not cleaned.get("name") and not cleaned.get("unit")
        if nobody and "name" in self.fields and not self.errors:
            self.add_error("name", _("请填写申请人姓名，或者选择申请单位。"))
        return cleaned


#: For whom matters are, as the hall is narrowed by it.
AUDIENCES: Final = [(one.value, one.label) for one in (Applicants.PERSONS, Applicants.UNITS)]


class ServicesFilter(forms.Form):
    """What the list of matters is narrowed to; what is wrong is left aside."""

    q = forms.CharField(label=gettext_lazy("名称或拼音"), required=False, max_length=40)
    group = forms.CharField(required=False, max_length=40)
    who = forms.ChoiceField(required=False, choices=[("", gettext_lazy("个人和单位")), *AUDIENCES])
    occasion = forms.CharField(required=False, max_length=LONGEST_OCCASION)

    @property
    def asked(self) -> dict[str, str]:
        """The valid part of it."""
        self.is_valid()
        named = {"text": "q", "group": "group", "who": "who", "occasion": "occasion"}
        return {key: self.cleaned_data.get(name) or "" for key, name in named.items()}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.asked.values())


class ElementsFilter(forms.Form):
    """What the report on elements is narrowed to."""

    text = forms.CharField(label=gettext_lazy("数据元名称或代码"), required=False, max_length=40)

    @property
    def asked(self) -> dict[str, str]:
        """The valid part of it."""
        self.is_valid()
        return {"text": self.cleaned_data.get("text") or ""}
