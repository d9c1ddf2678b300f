"""Shape of a scoring table: points for each kind and column, and how they are dealt out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.people.forms.days import day
from kexie.domains.bulletin.queries.scoring import TableView, names
from kexie.domains.bulletin.rules.scoring import (
    BONUS_LABELS,
    INSTRUCTION_LABELS,
    JOINT_LABELS,
    MOST,
    NOTHING,
    SPAN_LABELS,
    Bonus,
    InstructionKind,
    Joint,
    ScoringRules,
    Span,
    shown,
)

Key = TypeVar("Key")


def points(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DecimalField:
    """A number of points with at most two places."""
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any", "min": 0, "inputmode": "decimal"}),
        help_text=help_text,
        error_messages={"invalid": gettext_lazy("分值请填0至1000之间的数，最多两位小数。")},
    )


class ScoringForm(forms.Form):
    """A version of the rules; what is left empty for a kind or a column is as for all others."""

    since = day(gettext_lazy("生效日期"))
    seen = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: ScoringRules, view: TableView | None = None, **kwargs: Any) -> None:
        initial = _initial(rules)
        if view is not None:
            table = view.table
            initial |= {"since": table.since, "note": table.note, "seen": table.version}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["since"].required = True
        self.fields["since"].help_text = _("印发日期在这一天及以后的期刊，按这一版计分。")
        self._kinds, self._columns = names()
        self._groups: list[tuple[str, list[str]]] = []
        self._add(_("生效"), {"since": self.fields["since"]})
        self._add_items()
        self._add_dealing()
        note = forms.CharField(
            label=_("修订说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
        )
        self._add(_("说明"), {"note": note})

    def _add(self, legend: str, fields: dict[str, forms.Field]) -> None:
        self.fields.update(fields)
        self._groups.append((legend, list(fields)))

    def _add_items(self) -> None:
        kinds: dict[str, forms.Field] = {f"kind_{key}": points(name) for key, name in self._kinds.items()}
        others = points(_("未定类别或未列出的类别"), required=True)
        self._add(_("每条信息的分值（按信息类别；不填的按“未列出的类别”）"), kinds | {"default": others})
        columns = {f"column_{key}": points(name) for key, name in self._columns.items()}
        self._add(_("栏目另定分值（填了的栏目不看类别；一般不填）"), dict(columns))

    def _add_dealing(self) -> None:
        joint = forms.ChoiceField(
            label=_("联合署名"),
            choices=list(JOINT_LABELS.items()),
            help_text=_("平均分配除不尽的，先署名的单位多计0.01分，各单位之和等于原分。"),
        )
        self._add(_("联合署名的信息"), {"joint": joint})
        bonus: dict[str, forms.Field] = {
            f"bonus_{kind.value}": points(label) for kind, label in INSTRUCTION_LABELS.items()
        }
        bonus["bonus_way"] = forms.ChoiceField(label=_("同一信息多次批示"), choices=list(BONUS_LABELS.items()))
        self._add(_("批示加分（按联合署名的办法分给署名单位）"), bonus)
        cap = points(_("每个单位的上限"), help_text=_("不设上限请留空。按刊登先后计到上限为止，批示加分和扣分不在内。"))
        span = forms.ChoiceField(label=_("上限的期间"), choices=list(SPAN_LABELS.items()))
        self._add(_("刊登得分的上限"), {"cap": cap, "cap_span": span})
        missed = points(_("逾期未报，每次扣"))
        late = points(_("逾期后补报，每次扣"))
        self._add(_("约稿扣分"), {"missed": missed, "late": late})

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        for legend, fields in self._groups:
            yield legend, [self[name] for name in fields]

    @property
    def rules(self) -> ScoringRules:
        """What was filled in."""
        given = self.cleaned_data
        return ScoringRules(
            default=given["default"],
            kinds=_filled({key: given.get(f"kind_{key}") for key in self._kinds}),
            columns=_filled({key: given.get(f"column_{key}") for key in self._columns}),
            joint=Joint(given["joint"]),
            bonus=_filled({kind: given.get(f"bonus_{kind.value}") for kind in InstructionKind}),
            bonus_way=Bonus(given["bonus_way"]),
            cap=given["cap"],
            cap_span=Span(given["cap_span"]),
            missed=given["missed"] or NOTHING,
            late=given["late"] or NOTHING,
        )


def _filled(given: dict[Key, Decimal | None]) -> dict[Key, Decimal]:
    return {key: value for key, value in given.items() if value is not None}


def _initial(rules: ScoringRules) -> dict[str, Any]:
    told: dict[str, Any] = {f"kind_{key}": shown(value) for key, value in rules.kinds.items()}
    told |= {f"column_{key}": shown(value) for key, value in rules.columns.items()}
    told |= {f"bonus_{kind.value}": shown(value) for kind, value in rules.bonus.items()}
    told |= {
        "default": shown(rules.default),
        "joint": rules.joint.value,
        "bonus_way": rules.bonus_way.value,
        "cap": "" if rules.cap is None else shown(rules.cap),
        "cap_span": rules.cap_span.value,
        "missed": shown(rules.missed),
        "late": shown(rules.late),
    }
    return told


class PublishForm(forms.Form):
    """The reason for a version, which every unit reads."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("制定或修订的理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明制定或修订的理由，各单位会看到。")},
    )
