"""Shapes of input about units."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people import queries
from kexie.base.people.forms.begun import BegunForm
from kexie.base.people.forms.days import day
from kexie.base.people.models import Organisation, OrganisationKind
from kexie.base.people.queries.districts import districts
from kexie.base.people.queries.organisation_facts import ELEMENTS
from kexie.base.standards import api as standards
from kexie.base.ui.picking import Option, PickerField

STATES = [
    ("", _("现有")),
    ("active", _("已确认")),
    ("unconfirmed", _("待确认")),
    ("closed", _("已撤销或并入")),
    ("all", _("全部")),
]
KNOWN_KINDS = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.UNKNOWN]


class UnitPicker(PickerField):
    """A confirmed, open unit that ``actor`` may see; cleans to its key, :func:`chosen` gives the unit."""

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        self._actor = actor
        kwargs.setdefault("help_text", _("可输入名称、简称、拼音或首字母。"))
        super().__init__(options_url="people:organisation-options", find=self._option, **kwargs)

    def _option(self, key: str) -> Option | None:
        unit = self.chosen(key)
        return Option(key=str(unit.uid), label=unit.name) if unit else None

    def chosen(self, key: str) -> Organisation | None:
        """The unit of a key, or of a name."""
        return queries.unit_chosen(self._actor, key) if key else None


class _WithUnit(forms.Form):
    """A form that asks for a unit among other things: the unit takes the place of its key."""

    picked = "parent"

    def clean(self) -> dict[str, Any] | None:
        """The unit in the place of its key."""
        cleaned = super().clean() or {}
        field = self.fields.get(self.picked)
        if isinstance(field, UnitPicker) and self.picked in cleaned:
            cleaned[self.picked] = field.chosen(cleaned[self.picked])
        return cleaned


class OrganisationFilter(_WithUnit):
    """The filter of the register of organisations."""

    picked = "below"

    text = forms.CharField(label=_("名称、拼音或代码"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *OrganisationKind.choices])
    district = forms.ChoiceField(label=_("所在区"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Code → name, as a table of what the filter finds says them too.
        self.districts = districts()
        self.fields["district"].choices = [("", _("全部")), *self.districts.items()]  # type: ignore[attr-defined]
        self.fields["below"] = UnitPicker(actor, label=_("上级单位"), required=False, help_text="")


class ConfirmUnitForm(_WithUnit):
    """What a unit that an import has named is, and where it belongs."""

    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("请选择")), *KNOWN_KINDS])
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitPicker(actor, label=_("上级单位"))


def _not_to_come(value: date) -> None:
    """A change acts when it is registered, so a preview of a later day would show what cannot be confirmed."""
    if value > clock.today():
        raise forms.ValidationError(gettext("变更登记后立即生效，日期不能晚于今天，请修改。"))


def past_day(label: Any, **kwargs: Any) -> forms.DateField:
    """The day on which a change took effect: today unless told."""
    field = day(label)
    field.required = True
    field.initial = clock.today
    field.validators.append(_not_to_come)
    field.help_text = kwargs.get("help_text", _("按文件写明的生效日期填写，不晚于今天。"))
    return field


def basis_field() -> forms.CharField:
    """On which paper a change rests."""
    return forms.CharField(
        label=_("依据文件"), max_length=120, required=False, help_text=_("例如：云科协发〔2026〕8号。")
    )


class RenameUnitForm(BegunForm):
    """Another name for a unit."""

    name = forms.CharField(label=_("名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    on = past_day(_("启用日期"), help_text=_("新名称从这一天起使用，原名称作为曾用名保留。"))
    basis = basis_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry()


class MoveUnitForm(_WithUnit):
    """Another place for a unit."""

    on = past_day(_("生效日期"))
    basis = basis_field()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitPicker(actor, label=_("新的上级单位"))
        self.order_fields(["parent"])


class MergeUnitForm(_WithUnit):
    """The unit into which another is merged."""

    picked = "into"

    on = past_day(_("合并日期"))
    basis = basis_field()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = UnitPicker(actor, label=_("并入的组织"))
        self.order_fields(["into"])


class CloseUnitForm(forms.Form):
    """The last day of a unit."""

    on = past_day(_("撤销日期"), help_text=_("任职和会籍到这一天结束。"))
    basis = basis_field()


class BasisForm(forms.Form):
    """Nothing but the paper on which it rests."""

    basis = basis_field()


def _plain(label: Any, **kwargs: Any) -> Callable[[], forms.Field]:
    return lambda: forms.CharField(label=label, required=False, **kwargs)


class DegreesField(forms.DecimalField):
    """Degrees of latitude or longitude; whatever is wrong, one sentence tells how they are written."""

    def __init__(self, *, most: int, sentence: Any, **kwargs: Any) -> None:
        self.sentence = sentence
        bounds: dict[str, Any] = {"min_value": -most, "max_value": most, "decimal_places": 6}
        super().__init__(required=False, max_digits=len(str(most)) + 6, **bounds, **kwargs)

    def clean(self, value: Any) -> Any:
        """The degrees; ValidationError in words of their own."""
        try:
            return super().clean(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.sentence, code="degrees") from error


def _district() -> forms.Field:
    known = districts()
    missing = "" if known else _("还没有本市各区的代码集，请系统管理员先在“数据标准”中新设或导入。")
    choices = [("", _("未填写")), *known.items()]
    return forms.ChoiceField(label=_("所在区"), required=False, choices=choices, help_text=missing)


#: How a fact is asked for where the standard has no element for it (or asks in a way that suits no form).
_OWN: dict[str, Callable[[], forms.Field]] = {
    "district": _district,
    "address": _plain(_("地址"), max_length=120),
    "website": lambda: forms.URLField(label=_("网址"), required=False, assume_scheme="https", max_length=200),
    "founded_on": lambda: forms.DateField(
        label=_("成立日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    ),
    "latitude": lambda: DegreesField(
        label=_("纬度"),
        most=90,
        help_text=_("用十进制的度填写，可在地图上查到。"),
        sentence=_("纬度请填写-90到90之间的度数，小数点后不超过六位，例如 39.904200。"),
    ),
    "longitude": lambda: DegreesField(
        label=_("经度"),
        most=180,
        sentence=_("经度请填写-180到180之间的度数，小数点后不超过六位，例如 116.407400。"),
    ),
}
#: Words where the element's name is more general than what is meant.
_WORDS = {"telephone": _("办公电话"), "email": _("办公邮箱"), "founded_on": _("成立日期")}


def fact_fields() -> dict[str, forms.Field]:
    """A field for each fact of a unit, from its data element."""
    fields: dict[str, forms.Field] = {}
    for column, element in ELEMENTS.items():
        if column in {"district", "latitude", "longitude", "website"} or standards.find_definition(element) is None:
            fields[column] = _OWN[column]()
        else:
            words = {"label": _WORDS[column]} if column in _WORDS else {}
            fields[column] = standards.form_field(element, required=False, **words)
    return fields


class FactsForm(BegunForm, _WithUnit):
    """The kind and the facts of a unit."""

    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("请选择")), *KNOWN_KINDS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= fact_fields()
        self.fields["basis"] = basis_field()
        self.carry()

    def clean(self) -> dict[str, Any] | None:
        """A place has both its degrees or none; the facts stand together under ``facts``."""
        cleaned = super().clean() or {}
        degrees = [cleaned.get(name) is None for name in ("latitude", "longitude")]
        if any(degrees) and not all(degrees) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error("longitude" if degrees[1] else "latitude", gettext("纬度和经度请一起填写，或都不填。"))
        facts = {name: cleaned.pop(name) for name in ELEMENTS if name in cleaned}
        return cleaned | {"facts": facts}


class AddUnitForm(FactsForm):
    """A new unit."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = standards.form_field("organisation_name", label=_("名称"))
        self.fields["short_name"] = standards.form_field("organisation_short_name", label=_("简称"), required=False)
        self.fields["parent"] = UnitPicker(actor, label=_("上级单位"))
        self.order_fields(["name", "short_name", "kind", "parent"])
