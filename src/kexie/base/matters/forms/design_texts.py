"""Shape of what a version says in words: texts, units, limit, materials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.forms.design import LeadForm, group_field
from kexie.base.matters.models import Applicants, MatterVersion
from kexie.base.matters.rules.limits import BadLimit, parse_limit
from kexie.base.matters.rules.terms import MATERIAL_FORMS, MOST_MATERIALS, NEEDED, TERMS
from kexie.base.people.api import Organisation
from kexie.base.people.forms.days import day
from kexie.base.people.forms.organisations import UnitPicker

#: From so many characters on, a text is asked for in a box of several lines.
_LONG: Final = 200
_HEADS: Final = ("name", "group", "applicants", "lead", "window", "limit_number", "limit_unit")
LIMIT_UNITS = [("d", gettext_lazy("个工作日")), ("h", gettext_lazy("个工作小时"))]


class TextsForm(LeadForm):
    """Name, group, applicants, units, limit, the texts of the guide, and the word on what has changed."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("事项名称"), max_length=60)
    applicants = forms.ChoiceField(label=gettext_lazy("申请对象"), choices=Applicants.choices)
    limit_number = forms.IntegerField(
        label=gettext_lazy("办理时限"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=gettext_lazy("从受理到办结的总时限；不填表示没有总时限。"),
    )
    limit_unit = forms.ChoiceField(label=gettext_lazy("时限单位"), choices=LIMIT_UNITS, required=False)
    effective_from = day(gettext_lazy("拟施行日期"))
    note = forms.CharField(
        label=gettext_lazy("修改说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写明这一版改了什么、为什么改，发布人和办件人员会看到。"),
    )

    def __init__(self, *args: Any, version: MatterVersion, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(version) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["group"] = group_field()
        self.fields["window"] = UnitPicker(
            self.actor, label=_("受理窗口"), required=False, help_text=_("不填即由责任部门受理。")
        )
        for key, (label, most) in TERMS.items():
            widget: forms.Widget = forms.Textarea(attrs={"rows": 4}) if most > _LONG else forms.TextInput()
            self.fields[f"term_{key}"] = forms.CharField(
                label=str(label),
                max_length=most,
                required=False,
                widget=widget,
                help_text=_help(key),
            )

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        yield _("基本信息"), [self[name] for name in _HEADS]
        yield _("办事指南"), [self[f"term_{key}"] for key in TERMS]

    @property
    def last(self) -> list[BoundField]:
        """What is said of the version itself."""
        return [self["effective_from"], self["note"]]

    def see(self, version: MatterVersion) -> None:
        """As it was typed, for ``version`` as it is now: whoever sends it again has been told."""
        data = self.data.copy()  # type: ignore[attr-defined]  # what a request has sent
        data["seen"] = str(version.revision)
        self.data = data

    def clean_window(self) -> Organisation | None:
        """The unit."""
        return self.unit_of("window")

    def clean(self) -> dict[str, Any]:
        """The limit as it is stored."""
        cleaned = super().clean() or {}
        number, unit = cleaned.get("limit_number"), cleaned.get("limit_unit") or "d"
        limit = f"{number}{unit}" if number else ""
        if limit:
            try:
                parse_limit(limit)
            except BadLimit:
                self.add_error("limit_number", _("办理时限不能超过250个工作日，请修改。"))
        return cleaned | {"limit": limit}

    @property
    def changes(self) -> dict[str, Any]:
        """What `actions.versions.save_draft` is told."""
        given = self.cleaned_data
        kept = ("name", "group", "applicants", "lead", "window", "limit", "effective_from", "note")
        terms = {key: text for key in TERMS if (text := _lines(given[f"term_{key}"]))}
        return {name: given[name] for name in kept} | {"terms": terms}


def _lines(text: str) -> str:
    """As files hold it: a browser ends lines with two signs."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _help(key: str) -> str:
    if key == "occasions":
        return _("申请人遇到什么事会来办，用顿号分开，如“举办活动、申报奖项”；服务大厅可以按它查找。")
    return _("可以先空着，提交发布前须填好。") if key in NEEDED else ""


def _initial(version: MatterVersion) -> dict[str, Any]:
    number, unit = (version.limit[:-1], version.limit[-1:]) if version.limit else ("", "d")
    return {
        "seen": version.revision,
        "name": version.name,
        "group": version.group_id,
        "applicants": version.applicants,
        "lead": str(version.lead.uid),
        "window": str(version.window.uid) if version.window else "",
        "limit_number": number,
        "limit_unit": unit,
        "effective_from": version.effective_from,
        "note": version.note,
        **{f"term_{key}": version.terms.get(key, "") for key in TERMS},
    }


class MaterialForm(forms.Form):
    """One paper that is to be handed in."""

    name = forms.CharField(label=gettext_lazy("材料名称"), max_length=80, required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("形式"), choices=list(MATERIAL_FORMS.items()), required=False, initial="electronic"
    )
    required = forms.BooleanField(label=gettext_lazy("必须提交"), required=False, initial=True)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class _Rows(forms.BaseFormSet):
    """Rows of which those with an empty first field are left out."""

    @classmethod
    def get_default_prefix(cls) -> str:
        """Each kind of rows has its own."""
        return str(cls.form.__name__).lower()


class MaterialRows(_Rows):
    """The list of materials."""

    @property
    def given(self) -> list[dict[str, Any]]:
        """The materials with a name, in their order."""
        return [
            {
                "name": name,
                "form": row.get("form") or "electronic",
                "required": bool(row.get("required")),
                "note": row.get("note", ""),
            }
            for row in self.cleaned_data
            if (name := row.get("name", "").strip())
        ]


class AssistForm(forms.Form):
    """One unit that works with the responsible department."""

    duty = forms.CharField(label=gettext_lazy("职责"), max_length=120, required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitPicker(actor, label=_("协办单位"), required=False, help_text="")
        self.order_fields(["unit", "duty"])

    def clean_unit(self) -> Organisation | None:
        """The unit."""
        field: UnitPicker = self.fields["unit"]  # type: ignore[assignment]
        return field.chosen(self.cleaned_data.get("unit", ""))


class AssistRows(_Rows):
    """The assisting units."""

    def clean(self) -> None:
        """Each unit once."""
        units = [unit for unit, _duty in self.given]
        if len(units) != len(set(units)):
            raise forms.ValidationError(_("同一个协办单位只能填写一次，请合并职责。"))

    @property
    def given(self) -> list[tuple[Organisation, str]]:
        """The units that were picked, with what they do."""
        rows = [row for row in (getattr(form, "cleaned_data", {}) for form in self.forms) if row.get("unit")]
        return [(row["unit"], row.get("duty", "")) for row in rows]


_MATERIALS = forms.formset_factory(
    MaterialForm, formset=MaterialRows, extra=2, max_num=MOST_MATERIALS, validate_max=True
)
_ASSISTS = forms.formset_factory(AssistForm, formset=AssistRows, extra=2, max_num=20, validate_max=True)


def material_rows(version: MatterVersion, data: Any = None) -> MaterialRows:
    """The rows for the materials of ``version``."""
    kept = ("name", "form", "required", "note")
    initial = [{name: one.get(name) for name in kept} for one in version.materials]
    return cast("MaterialRows", _MATERIALS(data, initial=initial))


def assist_rows(version: MatterVersion, actor: Any, data: Any = None) -> AssistRows:
    """The rows for the assisting units of ``version``."""
    units = version.assists.select_related("organisation")
    initial = [{"unit": str(one.organisation.uid), "duty": one.duty} for one in units]
    return cast("AssistRows", _ASSISTS(data, initial=initial, form_kwargs={"actor": actor}))
