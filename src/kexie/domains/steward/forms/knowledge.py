"""Shape of input around questions and answers: what is written, how long it holds, a reason, what lists are narrowed to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.matters.api import MatterVersion
from kexie.base.people.api import Organisation
from kexie.base.people.forms.days import day
from kexie.base.people.forms.organisations import UnitPicker
from kexie.domains.steward.models import AnswerVersion
from kexie.domains.steward.models.knowledge import STATES
from kexie.domains.steward.queries.knowledge import AnswersAsked
from kexie.domains.steward.rules.knowledge.life_cycle import AnswerState, usual_end
from kexie.domains.steward.rules.knowledge.texts import (
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_TEXT,
    MOST_WORDINGS,
    Wording,
)

EXPIRING = [
    ("", gettext_lazy("不限")),
    ("soon", gettext_lazy("三十天内到期")),
    ("past", gettext_lazy("已过有效期")),
]


def _matters(nothing: str) -> list[tuple[str, str]]:
    found = MatterVersion.objects.on(clock.today()).order_by("name").values_list("matter_id", "name")
    return [("", nothing), *((str(key), name) for key, name in found)]


class AnswerForm(forms.Form):
    """What an answer says; ``seen`` is the revision that the form began from. The unit is asked for the first draft alone."""

    question = forms.CharField(
        label=gettext_lazy("问题"),
        max_length=LONGEST_QUESTION,
        help_text=gettext_lazy("写群众会怎样问，一条问答只回答一个问题。"),
        error_messages={"required": gettext_lazy("请填写问题。")},
    )
    wordings = forms.CharField(
        label=gettext_lazy("其他问法"),
        required=False,
        max_length=(LONGEST_QUESTION + 2) * MOST_WORDINGS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一种问法，帮助大家搜到，不在页面上显示。"),
    )
    text = forms.CharField(
        label=gettext_lazy("答案"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("空一行另起一段；以“- ”或者“1. ”开头的行显示为列表。不要写个人的姓名、电话和证件号码。"),
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("相关事项"), required=False, help_text=gettext_lazy("选择后，答案下面会给出办事指南。")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = _matters(_("不涉及具体事项"))  # type: ignore[attr-defined]
        if first:
            missing = {"required": _("请选择负责这条问答的单位。")}
            self.fields["unit"] = UnitPicker(actor, label=_("负责单位"), error_messages=missing)
            self.order_fields(["unit"])

    @staticmethod
    def initial_of(version: AnswerVersion) -> dict[str, Any]:
        """What the form begins from."""
        said = {name: getattr(version, name) for name in ("question", "wordings", "text")}
        return {**said, "matter": str(version.matter_id or ""), "seen": version.revision}

    @property
    def unit(self) -> Organisation | None:
        """The unit chosen, of a valid form."""
        field = self.fields["unit"]
        return field.chosen(self.cleaned_data["unit"]) if isinstance(field, UnitPicker) else None

    @property
    def given(self) -> dict[str, Any]:
        """What the actions take, of a valid form."""
        said = self.cleaned_data
        matter = said["matter"]
        return {
            "wording": Wording(said["question"], said["wordings"], said["text"]),
            "matter_id": UUID(matter) if matter else None,
        }


class EndForm(forms.Form):
    """Until when an answer is public."""

    expires_on = day(
        gettext_lazy("有效期至"),
        required=True,
        help_text=gettext_lazy("这一天过后不再公开；到期前三十天提醒负责单位核对。"),
        error_messages={"required": gettext_lazy("请选择有效期的最后一天。")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(version: AnswerVersion) -> dict[str, Any]:
        """A year from today."""
        return {"expires_on": usual_end(clock.today()), "seen": version.revision}

    @property
    def given(self) -> dict[str, Any]:
        """What the actions take, of a valid form."""
        return dict(self.cleaned_data)


class ReasonForm(forms.Form):
    """Why it is given back, or taken down."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明理由，编写人会看到。")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(version: AnswerVersion) -> dict[str, Any]:
        """The revision that was seen."""
        return {"seen": version.revision}

    @property
    def given(self) -> dict[str, Any]:
        """What the actions take, of a valid form."""
        return dict(self.cleaned_data)


class AnswersFilter(forms.Form):
    """What the register is narrowed to; what is wrong is left aside."""

    text = forms.CharField(label=gettext_lazy("问题、问法或答案"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("全部状态")), *(row for row in STATES if row[0] != AnswerState.REPLACED)],
    )
    matter = forms.ChoiceField(label=gettext_lazy("相关事项"), required=False)
    expiring = forms.ChoiceField(label=gettext_lazy("有效期"), required=False, choices=EXPIRING)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = _matters(_("全部事项"))  # type: ignore[attr-defined]
        self.fields["unit"] = UnitPicker(actor, label=_("负责单位（含下级）"), required=False, help_text="")

    @property
    def asked(self) -> AnswersAsked:
        """The valid part of the choice."""
        self.is_valid()
        said = self.cleaned_data
        field, key = self.fields["unit"], said.get("unit", "")
        unit = field.chosen(key) if isinstance(field, UnitPicker) and key else None
        matter = said.get("matter")
        return AnswersAsked(
            text=said.get("text", ""),
            state=said.get("state", ""),
            unit_path=unit.path if unit else "",
            matter=UUID(matter) if matter else None,
            expiring=said.get("expiring", ""),
        )


class PublicFilter(forms.Form):
    """What everybody narrows the list to."""

    q = forms.CharField(required=False, max_length=200)
    group = forms.CharField(required=False, max_length=40)
    matter = forms.CharField(required=False, max_length=30)

    @property
    def asked(self) -> dict[str, str]:
        """The valid part."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "").strip() for name in ("q", "group", "matter")}
