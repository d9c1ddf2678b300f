"""What is asked of people who enter work themselves: the fields of every kind, and its measures from data elements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.ledger.actions import Said
from kexie.base.ledger.models import Entry
from kexie.base.ledger.queries import home_unit, own_unit
from kexie.base.ledger.rules import LIMITS, Kind
from kexie.base.people.models import Organisation, Person
from kexie.base.people.queries.organisations import unit_chosen
from kexie.base.people.queries.persons import person_named
from kexie.base.standards import api as standards
from kexie.base.ui.picking import ManyPickerField, Option, PickerField

MOST_UNITS: Final = 12
MOST_PERSONS: Final = 30
_MEASURE: Final = "measure_"


class HandForm(forms.Form):
    """Work of one kind; with an ``entry``, its correction."""

    title = forms.CharField(
        label=_("标题"), max_length=LIMITS["title"], help_text=_("写清做了什么，例如：柳湾街道举办航模科普讲座。")
    )
    place = forms.CharField(label=_("地点"), max_length=LIMITS["place"], required=False)
    source_note = forms.CharField(
        label=_("依据"),
        max_length=LIMITS["source_note"],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("在哪里可以查到，例如：会议纪要〔2026〕3号；签到表存综合科。"),
    )

    def __init__(self, *args: Any, actor: Actor, kind: Kind, entry: Entry | None = None, **kwargs: Any) -> None:
        self.actor, self.kind, self.entry, self.today = actor, kind, entry, clock.today()
        # What the entry names already stays pickable, though the unit has closed or the person has left since.
        self._units = _kept_units(entry)
        self._persons = {str(part.person_id): part.person for part in entry.persons.all()} if entry else {}
        super().__init__(*args, **{"initial": self._said_before(), **kwargs})
        self.fields |= self._parties() | self._days() | self._measures()
        if entry is not None:
            self.fields["reason"] = _reason(_("更正理由"), _("写明改了什么、为什么改，更正记录中会保留。"))
        else:
            self.fields["reason"] = forms.CharField(required=False, widget=forms.HiddenInput)
        first = ["title", "unit", "partners", "occurred_on", "ended_on", "place"]
        measures = [name for name in self.fields if name.startswith(_MEASURE)]
        self.order_fields([*first, *measures, "persons", "counterpart", "source_note", "reason"])

    def said(self) -> Said:
        """What the form says, after it has been found valid."""
        given = self.cleaned_data
        units = [self._unit(key) for key in [given["unit"], *given["partners"]]]
        persons = [self._person(key) for key in given["persons"]]
        return Said(
            kind=self.kind.code,
            title=given["title"],
            occurred_on=given["occurred_on"],
            ended_on=given["ended_on"],
            units=[unit for unit in units if unit is not None],
            persons=[person for person in persons if person is not None],
            place=given["place"],
            measures=self._measured(),
            counterpart=self._unit(given["counterpart"]),
            source_note=given["source_note"].strip(),
        )

    def _measured(self) -> dict[str, Any]:
        """Measures that are filled in: an empty one is not known, which is not nought."""
        given = {code: self.cleaned_data[_MEASURE + code] for code in self.kind.measures if self._asks(code)}
        return {code: value for code, value in given.items() if value not in (None, "") and value is not False}

    def _asks(self, code: str) -> bool:
        return _MEASURE + code in self.fields

    def _parties(self) -> dict[str, forms.Field]:
        lead = PickerField(
            label=_("牵头单位"),
            options_url="ledger:own-units",
            find=lambda key: _option(self._kept(key) or own_unit(self.actor, key)),
        )
        others = ManyPickerField(
            label=_("其他参与单位"),
            options_url="people:organisation-options",
            find=lambda key: _option(self._unit(key)),
            required=False,
            most=max(MOST_UNITS, len(self._units)),
            help_text=_("一起做这项工作的单位，每行一个；可输入名称、简称、拼音或首字母。"),
        )
        counterpart = PickerField(
            label=_("对方单位"),
            options_url="people:organisation-options",
            find=lambda key: _option(self._unit(key)),
            required=False,
            help_text=_("有服务、走访或合作对象的填写：对方确认后才计入统计。没有的不填，登记后即计入统计。"),
        )
        persons = ManyPickerField(
            label=_("人员"),
            options_url="people:person-options",
            find=lambda key: _person_option(self._person(key)),
            required=False,
            most=max(MOST_PERSONS, len(self._persons)),
            help_text=_("本单位参加的人员，每行一人；可输入姓名、拼音或首字母。只有参与单位能看到名单。"),
        )
        return {"unit": lead, "partners": others, "counterpart": counterpart, "persons": persons}

    def _days(self) -> dict[str, forms.Field]:
        def day(label: Any, **kwargs: Any) -> forms.DateField:
            attrs = {"type": "date", "max": self.today.isoformat()}
            return forms.DateField(label=label, widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"), **kwargs)

        end = day(_("结束日期"), required=False, help_text=_("只有一天的不填。"))
        return {"occurred_on": day(_("日期")), "ended_on": end}

    def _measures(self) -> dict[str, forms.Field]:
        fields = {}
        for code in self.kind.measures:
            element = standards.find_definition(code)
            if element is not None:
                unit = f"（{element.unit}）" if element.unit else ""
                fields[_MEASURE + code] = standards.form_field(code, required=False, label=f"{element.name}{unit}")
        return fields

    def _said_before(self) -> dict[str, Any]:
        entry = self.entry
        if entry is None:
            home = home_unit(self.actor)
            return {"unit": str(home.uid)} if home else {}
        units = [str(part.organisation.uid) for part in entry.units.all()]
        said = {name: getattr(entry, name) for name in ("title", "occurred_on", "ended_on", "place", "source_note")}
        measures = {_MEASURE + code: _as_number(value) for code, value in entry.measures.items()}
        other = str(entry.counterpart.uid) if entry.counterpart else ""
        parties = {"unit": units[0], "partners": units[1:], "counterpart": other, "persons": list(self._persons)}
        return said | measures | parties

    def _kept(self, key: str) -> Organisation | None:
        return self._units.get(key) or next((unit for unit in self._units.values() if unit.name == key), None)

    def _unit(self, key: str) -> Organisation | None:
        return (self._kept(key) or unit_chosen(self.actor, key)) if key else None

    def _person(self, key: str) -> Person | None:
        kept = [person for person in self._persons.values() if person.name == key]
        if key in self._persons or len(kept) == 1:
            return self._persons.get(key) or kept[0]
        return person_named(self.actor, key, on=self.today)


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reason(_("作废理由"), _("例如：与另一条重复；登记错了单位。"))


def _reason(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=help_text)


def _kept_units(entry: Entry | None) -> Mapping[str, Organisation]:
    if entry is None:
        return {}
    units: Iterable[Organisation] = [part.organisation for part in entry.units.all()]
    other = [entry.counterpart] if entry.counterpart else []
    return {str(unit.uid): unit for unit in [*units, *other]}


def _as_number(value: Any) -> Any:
    """A measure as its field shows it: what was stored as text because it is a decimal is a number again."""
    text = str(value)
    return Decimal(text) if isinstance(value, str) and text.replace(".", "", 1).isdecimal() else value


def _option(unit: Organisation | None) -> Option | None:
    return Option(key=str(unit.uid), label=unit.name) if unit else None


def _person_option(person: Person | None) -> Option | None:
    return Option(key=str(person.pk), label=person.name) if person else None
