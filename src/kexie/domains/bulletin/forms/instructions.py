"""Shape of what is recorded of instructions, and of what units report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor
from kexie.base.people.api import Organisation
from kexie.base.people.forms.days import day
from kexie.base.people.forms.organisations import UnitPicker
from kexie.base.ui.picking import ManyPickerField, Option
from kexie.domains.bulletin.models import InstructionState, Item
from kexie.domains.bulletin.queries.instructions import InstructionView, Narrowed
from kexie.domains.bulletin.rules.instructions import InstructionWords
from kexie.domains.bulletin.rules.scoring import INSTRUCTION_LABELS, InstructionKind

_KINDS = [(kind.value, label) for kind, label in INSTRUCTION_LABELS.items()]


class InstructionForm(forms.Form):
    """A leader's remark on an item, and to which units it goes."""

    seen = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    item = forms.ChoiceField(label=gettext_lazy("信息"))
    kind = forms.ChoiceField(label=gettext_lazy("批示类型"), choices=_KINDS)
    leader_name = forms.CharField(
        label=gettext_lazy("批示领导"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "leaders", "autocomplete": "off"}),
    )
    leader_title = forms.CharField(
        label=gettext_lazy("职务"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("不填的，按任职登记中批示当日的职务；登记中没有的领导请填写。"),
    )
    given_on = day(gettext_lazy("批示日期"))
    text = forms.CharField(
        label=gettext_lazy("批示内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "data-keep": "off"})
    )
    due_on = day(gettext_lazy("办理期限"))

    def __init__(
        self, *args: Any, actor: Actor, items: Sequence[Item], view: InstructionView | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = dict(kwargs.get("initial") or {}) | (_told(view) if view else {})
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(str(item.pk), item.title) for item in items]  # type: ignore[attr-defined]
        if view is not None:
            del self.fields["item"]
        self.fields["given_on"].required = True
        self._picker = UnitPicker(actor, label=_("承办单位"), required=False)
        self._picker.help_text = _("可输入名称、简称、拼音或首字母；只是圈阅、无须办理的不填。")
        self.fields["unit"] = self._picker
        self.fields["assists"] = ManyPickerField(
            label=_("协办单位"),
            options_url="people:organisation-options",
            find=self._option,
            required=False,
            most=20,
            help_text=_("每行一个。"),
        )
        self.order_fields(
            ["seen", "item", "kind", "leader_name", "leader_title", "given_on", "text", "unit", "assists"]
        )

    def _option(self, key: str) -> Option | None:
        unit = self._picker.chosen(key)
        return Option(key=str(unit.uid), label=unit.name) if unit else None

    @property
    def words(self) -> InstructionWords:
        """What was filled in."""
        given = self.cleaned_data
        return InstructionWords(
            kind=InstructionKind(given["kind"]),
            leader_name=given["leader_name"],
            leader_title=given["leader_title"],
            given_on=given["given_on"],
            text=given["text"],
            due_on=given["due_on"],
        )

    @property
    def unit(self) -> Organisation | None:
        """Who carries it out."""
        key = self.cleaned_data.get("unit")
        return self._picker.chosen(key) if key else None

    @property
    def assists(self) -> list[Organisation]:
        """Who assists."""
        chosen = [self._picker.chosen(key) for key in self.cleaned_data.get("assists") or []]
        return [unit for unit in chosen if unit is not None]


def _told(view: InstructionView) -> dict[str, Any]:
    row = view.instruction
    names = ("kind", "leader_name", "leader_title", "given_on", "text", "due_on")
    told: dict[str, Any] = {name: getattr(row, name) for name in names} | {"seen": row.version}
    told["unit"] = str(row.unit.uid) if row.unit else ""
    told["assists"] = [str(unit.uid) for unit in view.assists]
    return told


class ProgressForm(forms.Form):
    """How an instruction is carried out."""

    text = forms.CharField(
        label=gettext_lazy("办理情况"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请填写办理情况。")},
    )


class EndForm(forms.Form):
    """A step with words that are kept; ``seen`` is the version."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: str, limit: int = 1000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].max_length = limit  # type: ignore[attr-defined]


class InstructionFilter(forms.Form):
    """The filter of the list of instructions."""

    text = forms.CharField(label=gettext_lazy("批示、信息或领导"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部状态")), *InstructionState.choices]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("批示类型"), required=False, choices=[("", gettext_lazy("全部")), *_KINDS]
    )
    overdue = forms.BooleanField(label=gettext_lazy("只看逾期未办结的"), required=False)

    @property
    def asked(self) -> Narrowed:
        """What was asked for; what cannot be narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return Narrowed(
            text=given.get("text") or "",
            state=given.get("state") or "",
            kind=given.get("kind") or "",
            overdue=bool(given.get("overdue")),
        )
