"""What the living page shows: forms, a list and sentences about nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import django_tables2 as tables
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.ui.columns import DayColumn, NumberColumn, StatusColumn
from kexie.base.ui.picking import ManyPickerField, Option, PickerField
from kexie.base.ui.uploading import FileDrop

UNITS: Final = (
    "科普部",
    "科创部",
    "办公室",
    "青溪区科协",
    "云川市农学会",
    "云川市化学会",
    "临江区科协",
    "云川大学科协",
)

STATES: Final[dict[str, tuple[str, Promise]]] = {
    "draft": ("neutral", gettext_lazy("草稿")),
    "review": ("progress", gettext_lazy("审核中")),
    "sent": ("info", gettext_lazy("已发送")),
    "done": ("good", gettext_lazy("已采用")),
    "soon": ("warn", gettext_lazy("即将到期")),
    "late": ("bad", gettext_lazy("已逾期")),
}

COLUMNS: Final = (
    ("news", gettext_lazy("科普工作")),
    ("works", gettext_lazy("科创工作")),
    ("base", gettext_lazy("基层动态")),
)


def options() -> list[Option]:
    """Units to pick from."""
    return [Option(key=f"unit-{number}", label=name) for number, name in enumerate(UNITS)]


def find(text: str) -> Option | None:
    """The unit of a key or an exact name."""
    return next((option for option in options() if text in (option.key, option.label)), None)


class SampleForm(forms.Form):
    """Every kind of field."""

    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=40, help_text=gettext_lazy("不超过 40 字，写清时间、单位和事情。")
    )
    unit = PickerField(
        label=gettext_lazy("报送单位"),
        options_url="ui:component-options",
        find=find,
        help_text=gettext_lazy("可输入名称、拼音或首字母，如 kpb。"),
    )
    others = ManyPickerField(
        label=gettext_lazy("参与单位"), options_url="ui:component-options", find=find, required=False, most=6
    )
    column = forms.ChoiceField(label=gettext_lazy("栏目"), choices=[("", gettext_lazy("请选择")), *COLUMNS])
    on = forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    people = forms.IntegerField(label=gettext_lazy("参加人数"), min_value=0, required=False)
    text = forms.CharField(label=gettext_lazy("正文"), widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(
        label=gettext_lazy("信息类别"),
        choices=[("event", gettext_lazy("活动")), ("result", gettext_lazy("成果")), ("view", gettext_lazy("经验"))],
        widget=forms.RadioSelect,
    )
    places = forms.MultipleChoiceField(
        label=gettext_lazy("同时发往"),
        choices=[("web", gettext_lazy("门户")), ("mail", gettext_lazy("邮件"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = forms.FileField(
        label=gettext_lazy("附件"), widget=FileDrop(accept=".docx,.md", max_bytes=10 * 1024 * 1024), required=False
    )
    sure = forms.BooleanField(label=gettext_lazy("内容已经单位负责人审核"))


def wrong_form() -> SampleForm:
    """The form as it comes back with errors."""
    answers = {"wrong-title": "", "wrong-unit_text": _("云川市天文学会"), "wrong-people": "-3", "wrong-kind": "event"}
    form = SampleForm(answers, prefix="wrong")
    form.told = True  # type: ignore[attr-defined]  # the living page begins at its top, not at this form's summary
    return form


class SampleTable(tables.Table):
    """A list with every kind of column."""

    caption = gettext_lazy("近期报送")
    exports = ("xlsx", "csv")

    title = tables.Column(verbose_name=gettext_lazy("标题"), linkify=lambda: "#table")
    unit = tables.Column(verbose_name=gettext_lazy("单位"))
    on = DayColumn(verbose_name=gettext_lazy("日期"))
    state = StatusColumn(verbose_name=gettext_lazy("状态"), show=lambda code: (STATES[code][0], str(STATES[code][1])))
    score = NumberColumn(verbose_name=gettext_lazy("计分"))

    class Meta:
        empty_text = gettext_lazy("没有符合条件的报送")


class SampleFilter(forms.Form):
    """What a filter set (django-filter) hands to the filter bar: its form."""

    q = forms.CharField(label=gettext_lazy("标题含有"), required=False)
    column = forms.ChoiceField(
        label=gettext_lazy("栏目"), choices=[("", gettext_lazy("全部")), *COLUMNS], required=False
    )
    since = forms.DateField(
        label=gettext_lazy("不早于"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )


def rows(count: int = 57) -> list[dict[str, Any]]:
    """Rows of the list."""
    first = date(2026, 3, 2)
    states = list(STATES)
    return [
        {
            "title": _("第 %(number)d 场科普进社区活动在%(unit)s举行")
            % {"number": number + 1, "unit": UNITS[number % 8]},
            "unit": UNITS[number % 8],
            "on": first + timedelta(days=number),
            "state": states[number % 6],
            "score": (number * 7) % 40,
        }
        for number in range(count)
    ]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline."""

    tone: str
    what: str
    at: datetime | None = None
    who: str = ""
    note: str = ""


def events() -> list[Event]:
    """The way of one submission."""
    at = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)
    return [
        Event("good", _("报送"), at, _("青溪区科协 经办人")),
        Event("warn", _("退改"), at + timedelta(hours=3), _("编辑"), _("请补上活动的具体日期。")),
        Event("progress", _("审核中"), at + timedelta(days=1), _("审核人")),
        Event("neutral", _("签发")),
    ]
