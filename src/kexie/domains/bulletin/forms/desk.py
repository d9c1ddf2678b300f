"""Shape of the desk's input: what the list is narrowed to, a reason, column and credits, a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.people.api import Organisation, OrganisationKind, find_unit
from kexie.base.people.forms.organisations import UnitPicker
from kexie.domains.bulletin.models import Column, ItemKind
from kexie.domains.bulletin.queries.desk_submissions import DeskAsked, frequent_reasons
from kexie.domains.bulletin.rules.desk import ALL_WEEKS, weeks, with_words
from kexie.domains.bulletin.rules.editing import credits_in
from kexie.domains.bulletin.rules.submissions import CHANNEL_LABELS, STATE_LABELS, SubmissionVerb

Choices = Iterable[tuple[Any, str | Promise]]

ORDERS = [
    ("", gettext_lazy("最新报送的在前")),
    ("submitted_at", gettext_lazy("最早报送的在前")),
    ("unit", gettext_lazy("按报送单位")),
    ("column", gettext_lazy("按栏目")),
    ("title", gettext_lazy("按标题")),
]


def _select(label: str, everything: str | Promise, choices: Choices) -> forms.Field:
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])


#: The last drawing of the fields behind “更多条件”, by what they offer.
_drawn: dict[tuple[Any, ...], SafeString] = {}


class DeskFilter(forms.Form):
    """The filter of the desk. ``plain`` stand in sight, the rest behind a word; what is wrong is left aside."""

    plain = ("text", "week", "unit")

    text = forms.CharField(label=gettext_lazy("标题、正文或撰写人"), required=False, max_length=60)

    def __init__(self, *args: Any, actor: Actor, commissions: Sequence[tuple[UUID, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns, kinds = Column.objects.values_list("pk", "name"), ItemKind.objects.values_list("pk", "name")
        every_week = [*weeks(clock.today()), (ALL_WEEKS, _("全部时间"))]
        self.fields["week"] = _select(_("报送时间"), _("本周报送和尚未处理的"), every_week)
        self.fields["unit"] = UnitPicker(actor, label=_("单位（含下级）"), required=False, help_text="")
        self.fields["unit_kind"] = _select(_("单位类别"), _("全部类别的单位"), OrganisationKind.choices)
        self.fields["column"] = _select(_("栏目"), _("全部栏目"), columns)
        self.fields["kind"] = _select(_("信息类别"), _("全部信息类别"), kinds)
        self.fields["channel"] = _select(
            _("报送方式"), _("全部方式"), [(c.value, w) for c, w in CHANNEL_LABELS.items()]
        )
        if commissions:
            self.fields["commission"] = _select(_("约稿"), _("不限约稿"), commissions)
        placed = [("no", _("已采用，尚未编入")), ("yes", _("已编入某期"))]
        self.fields["placed"] = _select(_("编入情况"), _("不限"), placed)
        self.fields["sort"] = _select(_("排序"), ORDERS[0][1], ORDERS[1:])
        self.fields["pictures"] = forms.BooleanField(label=_("有图片"), required=False)
        self.fields["alike"] = forms.BooleanField(label=_("疑似重复"), required=False)
        self.fields["undecided"] = forms.BooleanField(label=_("只看未处理"), required=False)
        # Which tab is open goes on with every choice.
        self.fields["state"] = forms.ChoiceField(
            required=False, choices=[("", ""), *STATE_LABELS.items()], widget=forms.HiddenInput
        )

    @property
    def asked(self) -> DeskAsked:
        """The valid part of the choice."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value and name not in ("unit", "sort")}
        for name in ("column", "kind"):
            if name in given:
                given[name] = int(given[name])
        if "commission" in given:
            given["commission"] = UUID(given["commission"])
        unit = self.unit
        return DeskAsked(**given, unit_path=unit.path if unit else "")

    @property
    def unit(self) -> Organisation | None:
        """The unit chosen, if any."""
        field, key = self.fields["unit"], self.cleaned_data.get("unit", "")
        return field.chosen(key) if isinstance(field, UnitPicker) else None

    @property
    def in_sight(self) -> list[forms.BoundField]:
        """The fields that always stand in sight."""
        return [self[name] for name in self.plain]

    @property
    def behind(self) -> list[forms.BoundField]:
        """The fields that stand behind “更多”."""
        return [field for field in self.visible_fields() if field.name not in self.plain]

    def behind_drawn(self) -> SafeString:
        """Those fields as markup; drawn once for all who have none of them in use, as long as there is the same to choose."""
        if self.is_open:
            return self._drawn()
        offered = tuple(
            (field.name, tuple((str(key), str(words)) for key, words in getattr(field.field, "choices", ())))
            for field in self.behind
        )
        kept = _drawn.get(offered)
        if kept is None:
            _drawn.clear()
            kept = _drawn[offered] = self._drawn()
        return kept

    def _drawn(self) -> SafeString:
        return SafeString("".join(field.as_field_group() for field in self.behind))

    @property
    def is_open(self) -> bool:
        """Whether one of those is in use, so that they are to be seen."""
        return any(self.data.get(field.name) for field in self.behind)


class ReasonForm(forms.Form):
    """Why something is returned or not adopted: ticked, written, or both."""

    often = forms.MultipleChoiceField(
        label=gettext_lazy("常用原因"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=gettext_lazy("具体说明"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("报送单位会看到以上内容。"),
    )

    verb = SubmissionVerb.RETURN

    def __init__(self, *args: Any, actor: Actor, verb: SubmissionVerb | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verb = verb or self.verb
        reasons = frequent_reasons(actor, self.verb, at=clock.now())
        # What was offered when the page was made may be offered no more.
        sent = [*self.data.getlist("often")] if hasattr(self.data, "getlist") else []
        self.fields["often"].choices = [(words, words) for words in dict.fromkeys([*reasons, *sent])]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both as one ``reason``, which is not empty nor too long."""
        cleaned = super().clean() or {}
        reason = with_words(cleaned.get("often", []), " ".join(cleaned.get("note", "").split()))
        if not reason:
            self.add_error("note", _("请勾选或写明原因，报送单位才知道怎么办。"))
        elif len(reason) > 500:
            self.add_error("note", _("原因合计最多500字，现在有%(count)d字，请精简。") % {"count": len(reason)})
        return {"reason": reason}


class RejectForm(ReasonForm):
    """Why something is not adopted."""

    verb = SubmissionVerb.REJECT


class SortForm(forms.Form):
    """Column, kind and signing units of a submission; ``seen`` is the edition that the editor had before him."""

    column = forms.ModelChoiceField(
        label=gettext_lazy("栏目"), queryset=Column.objects.none(), required=False, empty_label=gettext_lazy("未定")
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("信息类别"),
        queryset=ItemKind.objects.none(),
        required=False,
        empty_label=gettext_lazy("未定"),
    )
    credits = forms.CharField(
        label=gettext_lazy("署名单位"),
        help_text=gettext_lazy("多个单位用顿号隔开，按印发的顺序。"),
    )
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: tuple[int | None, int | None] = (None, None), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is retired stays where it was chosen before.
        for name, model, chosen in (("column", Column, now[0]), ("kind", ItemKind, now[1])):
            offered = Q(active=True) | Q(pk=chosen) if chosen else Q(active=True)
            self.fields[name].queryset = model._default_manager.filter(offered)  # type: ignore[attr-defined]

    def clean_credits(self) -> tuple[int, ...]:
        """The keys of the units, in order; each has to be known, since an unknown one scores nowhere."""
        names = credits_in(self.cleaned_data["credits"])
        found = {name: find_unit(name) for name in names}
        unknown = [name for name, unit in found.items() if unit is None]
        if unknown:
            said = {"names": "、".join(unknown)}
            raise forms.ValidationError(_("没有找到“%(names)s”，请填写单位的全称或简称，用顿号隔开。") % said)
        if not found:
            raise forms.ValidationError(_("至少要有一个署名单位。"))
        return tuple(dict.fromkeys(unit.pk for unit in found.values() if unit is not None))


class SortManyForm(SortForm):
    """Column and kind for many submissions; what is left open stays as it is."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["credits"], self.fields["seen"]
        for field in self.fields.values():
            field.empty_label = _("不改动")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two, at least."""
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and not self.errors:
            self.add_error("column", _("请选择栏目或信息类别。"))
        return cleaned


class NoteForm(forms.Form):
    """A word to the unit, or among editors."""

    text = forms.CharField(
        label=gettext_lazy("留言"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写下留言。")},
    )
    internal = forms.BooleanField(label=gettext_lazy("仅编辑部可见"), required=False)
