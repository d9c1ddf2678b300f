"""Shape of the input at the desk: what lists are narrowed to, reasons, colleagues, questions, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.documents.intake import Upload, take_in
from kexie.base.documents.refusals import FileRefusal
from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.matters.actions.talking import MOST_AT_ONCE
from kexie.base.matters.forms.filling import ANY_KIND
from kexie.base.matters.models import CaseState, CaseTask
from kexie.base.matters.queries.cases import CasesAsked, matters_of
from kexie.base.matters.queries.handling import colleagues
from kexie.base.matters.queries.inbox import DONE, MINE, TABS, TaskAsked
from kexie.base.matters.queries.leaves import possible_deputies, shared_unit
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS
from kexie.base.people.api import Account, Organisation, actor_of
from kexie.base.people.forms.days import day as day_field
from kexie.base.people.forms.organisations import UnitPicker
from kexie.base.ui.uploading import FilesDrop

DUE = [
    ("", gettext_lazy("不限")),
    ("overdue", gettext_lazy("已超期")),
    ("today", gettext_lazy("今天到期")),
    ("week", gettext_lazy("本周到期")),
]
HOLDERS = [
    ("", gettext_lazy("不限")),
    ("nobody", gettext_lazy("待认领")),
    ("me", gettext_lazy("我")),
    ("others", gettext_lazy("其他同事")),
]

#: The largest file that may be added to a case, in bytes.
LARGEST: Final = 20 * 1024 * 1024


class ByUnit(forms.Form):
    """A filter with a matter and a unit among its fields; what is wrong is left aside."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matters = [(str(key), name) for key, name in matters_of(actor)]
        self.fields["matter"] = forms.ChoiceField(
            label=_("事项"), required=False, choices=[("", _("全部事项")), *matters]
        )
        self.fields["unit"] = UnitPicker(actor, label=_("单位（含下级）"), required=False, help_text="")

    @property
    def unit(self) -> Organisation | None:
        """The unit chosen, if any."""
        field, key = self.fields["unit"], self.cleaned_data.get("unit", "")
        return field.chosen(key) if isinstance(field, UnitPicker) else None

    def given(self, *names: str) -> dict[str, Any]:
        """The valid values of ``names`` that are not empty, the matter as a key, the unit as its path."""
        self.is_valid()
        found = {name: value for name in names if (value := self.cleaned_data.get(name))}
        if matter := self.cleaned_data.get("matter"):
            found["matter"] = UUID(matter)
        if unit := self.unit:
            found["unit_path"] = unit.path
        return found


class TaskFilter(ByUnit):
    """The filter of the inbox."""

    text = forms.CharField(label=gettext_lazy("办件编号或申请人"), required=False, max_length=60)
    due = forms.ChoiceField(label=gettext_lazy("期限"), required=False, choices=DUE)
    holder = forms.ChoiceField(label=gettext_lazy("经办人"), required=False, choices=HOLDERS)
    # Which tab is open goes on with every choice.
    tab = forms.ChoiceField(required=False, choices=[(tab, tab) for tab in TABS], widget=forms.HiddenInput)

    field_order = ("text", "due", "matter", "unit", "holder", "tab")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.order_fields(self.field_order)
        if self.data.get("tab") == DONE:
            del self.fields["due"], self.fields["holder"]

    @property
    def asked(self) -> TaskAsked:
        """The valid part of the choice."""
        given = self.given("text", "due", "holder", "tab")
        return TaskAsked(**{"tab": MINE} | given)


class CaseFilter(ByUnit):
    """The filter of the register of cases."""

    text = forms.CharField(label=gettext_lazy("办件编号或申请人"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *CaseState.choices]
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("办理结果"), required=False, choices=[("", gettext_lazy("全部")), *OUTCOME_LABELS.items()]
    )
    begin = day_field(gettext_lazy("提交日期从"))
    end = day_field(gettext_lazy("到"))

    field_order = ("text", "matter", "state", "outcome", "unit", "begin", "end")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.order_fields(self.field_order)

    @property
    def asked(self) -> CasesAsked:
        """The valid part of the choice."""
        return CasesAsked(**self.given("text", "state", "outcome", "begin", "end"))


class SeenForm(forms.Form):
    """What carries the revision of the case that was looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReasonForm(SeenForm):
    """Why something is done."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class HandForm(ReasonForm):
    """To whom a task goes, and why."""

    to = forms.ChoiceField(label=gettext_lazy("转给"))

    field_order = ("to", "reason", "seen")

    def __init__(self, *args: Any, task: CaseTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = (
            colleagues(task.unit, task.role, on=clock.today(), without=task.holder_id) if task.unit is not None else []
        )
        _offer(self, "to", found, none=_("没有其他同事在本单位担任这个角色"))


class HandManyForm(forms.Form):
    """To whom many tasks go, and why."""

    to = forms.ChoiceField(label=gettext_lazy("转给"))
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "to", possible_deputies(actor, on=clock.today()), none=_("没有其他同事在您的单位担任办理角色"))

    def clean_to(self) -> UUID:
        """The account."""
        return UUID(self.cleaned_data["to"])


class DueForm(ReasonForm):
    """Another limit, and why."""

    day = day_field(gettext_lazy("新的期限"), required=True, help_text=gettext_lazy("到当天下班为止。"))

    field_order = ("day", "reason", "seen")


class AskForm(SeenForm):
    """Whom to ask, what, by when."""

    question = forms.CharField(
        label=gettext_lazy("征求的内容"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    day = day_field(
        gettext_lazy("答复期限"),
        required=True,
        help_text=gettext_lazy("到当天下班为止。征求意见期间，办件的流程和期限不变。"),
    )

    field_order = ("unit", "colleague", "question", "day", "seen")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitPicker(actor, label=_("征求的单位"), required=False)
        self.fields["colleague"] = forms.ChoiceField(
            label=_("或者本单位的同事"),
            required=False,
            help_text=_("征求其他单位的意见时不用选。"),
        )
        self._actor = actor
        self._colleagues = possible_deputies(actor, on=clock.today())
        _offer(self, "colleague", self._colleagues, none=_("没有其他同事"))
        self.order_fields(self.field_order)

    def unit_of(self, account_id: UUID) -> Organisation:
        """The unit in which the actor and the colleague both act."""
        account = next(one for one in self._colleagues if one.pk == account_id)
        return shared_unit(self._actor, actor_of(account, on=clock.today()))

    def clean(self) -> dict[str, Any]:
        """A unit, or a colleague."""
        cleaned = super().clean() or {}
        field = self.fields["unit"]
        unit = field.chosen(cleaned.get("unit", "")) if isinstance(field, UnitPicker) else None
        cleaned["unit"] = unit
        if bool(unit) == bool(cleaned.get("colleague")) and not self.errors:
            self.add_error("unit", _("请选择一个单位，或者一位同事。"))
        return cleaned


class AnswerForm(forms.Form):
    """An opinion that was asked for."""

    text = forms.CharField(label=gettext_lazy("答复意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class NoteForm(forms.Form):
    """A word to the applicant, or among those who handle the case."""

    text = forms.CharField(
        label=gettext_lazy("留言"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写下留言。")},
    )


class InternalNoteForm(NoteForm):
    """A word among those who handle the case."""

    text = forms.CharField(
        label=gettext_lazy("备注"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写下备注。")},
    )


def _files(label: Any) -> forms.Field:
    return forms.Field(
        label=label,
        widget=FilesDrop(accept=".pdf,.jpg,.jpeg,.png,.docx,.xlsx", max_bytes=LARGEST),
        required=False,
    )


class _WithFiles(forms.Form):
    """A form with ``papers``: what was sent is looked at file by file; one that is not accepted is named."""

    #: How many have to be sent.
    least = 0

    def clean_papers(self) -> list[Upload]:
        """The files that were sent; none is taken in where one is refused."""
        sent = self.files.getlist("papers") if self.files else []
        if not self.least <= len(sent) <= MOST_AT_ONCE:
            raise forms.ValidationError(_("请选择文件，一次不超过%d个。") % MOST_AT_ONCE)
        return [_taken_in(file) for file in sent]


def _taken_in(file: UploadedFile) -> Upload:
    if (file.size or 0) > LARGEST:
        raise forms.ValidationError(_("“%(name)s”超过20兆字节，请压缩后再上传。") % {"name": file.name})
    try:
        return take_in(file.read(), name=file.name or "", accept=ANY_KIND)
    except FileRefusal as refusal:
        said = _("“%(name)s”没有收下：%(why)s") % {"name": file.name, "why": refusal.message}
        raise forms.ValidationError(said) from refusal


class PapersForm(_WithFiles):
    """Files for a case."""

    least = 1
    papers = _files(gettext_lazy("文件"))
    internal = forms.BooleanField(label=gettext_lazy("仅办理人员可见"), required=False)

    def __init__(self, *args: Any, own: bool = False, among_us: bool = False, **kwargs: Any) -> None:
        """``own``: of whoever has applied; ``among_us``: of who is only asked, and adds nothing that the applicant sees."""
        super().__init__(*args, **kwargs)
        self.among_us = among_us
        if own or among_us:
            del self.fields["internal"]
        if among_us:
            self.fields["papers"].help_text = _("仅办理人员可见。")

    def clean(self) -> dict[str, Any]:
        """Whether it stays among those who handle the case."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return {"internal": self.among_us} | cleaned


class MessageForm(_WithFiles):
    """What goes along with a message that a case waits for: a word, files; both may be left out."""

    text = forms.CharField(
        label=gettext_lazy("说明（可选）"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    papers = _files(gettext_lazy("文件（可选）"))


class LookForm(forms.Form):
    """Why masked answers are to be seen in clear."""

    reason = forms.CharField(
        label=gettext_lazy("查看理由"),
        max_length=200,
        help_text=gettext_lazy("至少4个字。谁、何时、为什么查看会留下记录。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LeaveForm(forms.Form):
    """From when to when one is away, and who stands in."""

    begin = day_field(gettext_lazy("起始日期"), required=True)
    end = day_field(gettext_lazy("结束日期"), required=True, help_text=gettext_lazy("包括当天。"))
    deputy = forms.ChoiceField(label=gettext_lazy("代办人"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=120, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "deputy", possible_deputies(actor, on=clock.today()), none=_("没有同事在您的单位担任同样的角色"))


def _offer(form: forms.Form, name: str, accounts: Sequence[Account], *, none: str) -> None:
    choices = [(str(one.pk), one.get_full_name()) for one in accounts]
    form.fields[name].choices = [("", _("请选择") if choices else none), *choices]  # type: ignore[attr-defined]
