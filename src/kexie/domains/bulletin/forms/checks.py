"""Shape of what is said around the checks: words to look at, a reason to let a finding stand, watched words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.uploading import FileDrop
from kexie.domains.bulletin.models import WatchWord, WordGrade
from kexie.domains.bulletin.queries.watch_words import seen_words
from kexie.domains.bulletin.rules.checks import CheckedItem
from kexie.domains.bulletin.rules.editing import credits_in
from kexie.domains.bulletin.rules.watch_words import LONGEST_NOTE, LONGEST_WORD, WordEntry
from kexie.domains.bulletin.rules.wording import tidied_paragraphs, tidied_title

LONGEST_TEXT = 100_000


class WordsForm(forms.Form):
    """Words that are being written, as complete or incomplete as they are: whatever is no answer is left aside."""

    submission = forms.UUIDField(required=False)
    title = forms.CharField(required=False)
    text = forms.CharField(required=False, max_length=LONGEST_TEXT)
    credits = forms.CharField(required=False)
    event_on = forms.DateField(required=False)
    event_until = forms.DateField(required=False)

    @property
    def words(self) -> CheckedItem:
        """What was typed, as the checks take it; ``units`` are the keys of a picker, and stand for names."""
        self.is_valid()
        said = self.cleaned_data
        units = [
            *credits_in(said.get("credits", "")),
            *(self.data.getlist("units") if isinstance(self.data, QueryDict) else []),
        ]
        submission: UUID | None = said.get("submission")
        return CheckedItem(
            key=str(submission or ""),
            title=tidied_title(said.get("title", "")),
            paragraphs=tidied_paragraphs(said.get("text", "")),
            credits=tuple(units),
            event_on=said.get("event_on"),
            event_until=said.get("event_until"),
        )


class WaiverForm(forms.Form):
    """Why a finding stands."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("不改的理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("理由会保留，审核人和签发人都能看到。"),
        error_messages={"required": _("请写明不改的理由，审核人和签发人会看到。")},
    )


class WordForm(forms.Form):
    """One watched word; ``seen`` is the fingerprint of the entry that the form began from."""

    word = forms.CharField(
        label=_("词语"),
        max_length=LONGEST_WORD,
        help_text=_("检查时逐字查找，英文不分大小写。"),
        error_messages={"required": _("请填写词语。")},
    )
    grade = forms.ChoiceField(
        label=_("级别"),
        choices=WordGrade.choices,
        widget=forms.RadioSelect,
        help_text=_("禁用词必须改正或者说明理由才能送审，敏感词只作提示。"),
        error_messages={"required": _("请选择级别：禁用或者敏感。")},
    )
    instead = forms.CharField(
        label=_("建议改为"), max_length=LONGEST_WORD, required=False, help_text=_("填写后，编辑可以一键改正。")
    )
    note = forms.CharField(
        label=_("说明"), max_length=LONGEST_NOTE, required=False, help_text=_("不用这个词的理由或者依据，编辑会看到。")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def initial_of(word: WatchWord) -> dict[str, Any]:
        """What the form begins from."""
        said = {"word": word.word, "grade": word.grade, "instead": word.instead, "note": word.note}
        return {**said, "seen": seen_words(word)}

    @property
    def entry(self) -> WordEntry:
        """What was typed, of a valid form."""
        said = self.cleaned_data
        return WordEntry(word=said["word"], grade=said["grade"], instead=said["instead"], note=said["note"])


class WordFilter(forms.Form):
    """What the list is narrowed to; what is wrong is left aside."""

    text = forms.CharField(label=_("词语或说明"), required=False)
    grade = forms.ChoiceField(label=_("级别"), choices=[("", _("全部级别")), *WordGrade.choices], required=False)
    active = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), ("on", _("启用")), ("off", _("停用"))], required=False
    )

    @property
    def chosen(self) -> dict[str, str]:
        """The valid part, as arguments of the query."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("text", "grade", "active")}


class WordsSheetForm(forms.Form):
    """A sheet of watched words."""

    sheet = forms.FileField(
        label=_("填写好的词表"),
        help_text=_("Excel（.xlsx）或 CSV 文件，不超过 1 MB。"),
        error_messages={"required": _("请选择词表文件。"), "empty": _("这个文件是空的，请换一个。")},
        widget=FileDrop(accept=".xlsx,.csv", max_bytes=1024 * 1024),
    )
