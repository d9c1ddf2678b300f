"""Shape of what a unit writes: a form that keeps everything, also what is incomplete, and the files that fill it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.people.api import Organisation
from kexie.base.ui.picking import PickerField
from kexie.base.ui.uploading import FileDrop
from kexie.domains.bulletin.models import Column, ItemKind
from kexie.domains.bulletin.queries.sending_in import signing_option, signing_units
from kexie.domains.bulletin.rules.pasting import written_paragraphs
from kexie.domains.bulletin.rules.submissions import (
    LONGEST_CAPTION,
    LONGEST_NOTE,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    STATE_LABELS,
    PictureWords,
    SubmissionWords,
    moved,
)

_DO: Final = re.compile(r"(?P<what>credit|picture)-(?P<how>up|down|out):(?P<key>[0-9a-f-]{1,64})")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_STEPS: Final = {"up": -1, "down": 1}


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **kwargs)


def _line(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    """A line without `maxlength`: a browser would cut off what is pasted, and say nothing."""
    return forms.CharField(label=label, required=False, validators=[MaxLengthValidator(most)], **kwargs)


class SubmissionForm(forms.Form):
    """The words of a submission; ``seen`` is the edition from which its writer began.

    Nothing is demanded here: a draft is kept as it is, and what lacks is said when it is sent in. ``stored`` stands in for
    what cannot be understood, so that one wrong field holds up no other.
    """

    title = _line(gettext_lazy("标题"), LONGEST_TITLE)
    text = forms.CharField(
        label=gettext_lazy("正文"),
        required=False,
        validators=[MaxLengthValidator(2 * LONGEST_TEXT + 1_000_000)],
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("每段一行。可以从 Word 或 WPS 直接粘贴，格式会自动去掉。"),
    )
    event_on = _day(gettext_lazy("活动日期"))
    event_until = _day(gettext_lazy("结束日期"), help_text=gettext_lazy("活动只有一天的不必填写。"))
    place = _line(gettext_lazy("活动地点"), LONGEST_PLACE)
    column = forms.TypedChoiceField(label=gettext_lazy("栏目"), required=False, coerce=int, empty_value=None)
    kind = forms.TypedChoiceField(label=gettext_lazy("信息类别"), required=False, coerce=int, empty_value=None)
    seen = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        stored: SubmissionWords,
        seen: int,
        units: Sequence[Organisation],
        columns: Sequence[Column],
        kinds: Sequence[ItemKind],
    ) -> None:
        begun = {name: getattr(stored, name) for name in ("title", "text", "event_on", "event_until", "place")}
        super().__init__(data, initial={**begun, "column": stored.column, "kind": stored.kind, "seen": seen})
        self.stored, self.edition, self.units = stored, seen, list(units)
        later = gettext_lazy("由编辑部确定")
        self.fields["column"].choices = [("", later), *((each.pk, each.name) for each in columns)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", later), *((each.pk, each.name) for each in kinds)]  # type: ignore[attr-defined]
        self.fields["credit_new"] = PickerField(
            label=_("添加署名单位"),
            required=False,
            options_url="people:organisation-options",
            find=signing_option,
        )
        self.fields["credit_new"].widget.attrs["placeholder"] = _("单位名称或拼音首字母")

    def clean_text(self) -> str:
        """The text as paragraphs, whatever came with it from the clipboard."""
        text = "\n".join(written_paragraphs(self.cleaned_data["text"]))
        if len(text) > LONGEST_TEXT:
            sentence = _("正文最多%(most)s个字，现在有%(count)s个字，请精简。")
            raise forms.ValidationError(sentence % {"most": LONGEST_TEXT, "count": len(text)})
        return text

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begin, end = cleaned.get("event_on"), cleaned.get("event_until")
        if end and not begin and "event_on" not in self.errors:
            self.add_error("event_on", _("填写了结束日期，也请填写活动日期。"))
        elif begin and end and end < begin:
            self.add_error("event_until", _("结束日期不能早于活动日期，请修改。"))
        return cleaned

    @property
    def do(self) -> str:
        """What the button that was pressed asks for."""
        return str(self.data.get("do", "save"))

    @property
    def began_from(self) -> int:
        """The edition from which the writer began; 0, which is none, where the form does not say."""
        return int(self.cleaned_data.get("seen") or 0)

    @property
    def words(self) -> SubmissionWords:
        """All that could be understood; days only as a pair that is in order."""
        said: dict[str, Any] = {name: self._said(name) for name in ("title", "text", "place", "column", "kind")}
        days: dict[str, Any] = {"event_on": self.stored.event_on, "event_until": self.stored.event_until}
        if not {"event_on", "event_until"} & set(self.errors):
            days = {name: self.cleaned_data.get(name) for name in days}
        return SubmissionWords(**said, **days, units=tuple(unit.pk for unit in self.credits))

    @property
    def credits(self) -> list[Organisation]:
        """The units that sign, in order, after what the pressed button asks for."""
        if not self.is_bound:
            return self.units
        picked = self.cleaned_data.get("credit_new") or ""
        units = signing_units([*self._list("credit"), picked])
        asked = _DO.fullmatch(self.do)
        if asked is None or asked["what"] != "credit":
            return units
        return _turned(units, asked["key"], asked["how"])

    @property
    def pictures(self) -> list[PictureWords]:
        """What is said of the pictures, in order, after what the pressed button asks for."""
        told = [self._picture(sha256) for sha256 in self._digests() if _DIGEST.fullmatch(sha256)]
        asked = _DO.fullmatch(self.do)
        if asked is None or asked["what"] != "picture" or asked["how"] == "out":
            return told
        return moved(told, asked["key"], _STEPS[asked["how"]])

    @property
    def without(self) -> str:
        """The picture that the pressed button takes out."""
        asked = _DO.fullmatch(self.do)
        return asked["key"] if asked and asked["what"] == "picture" and asked["how"] == "out" else ""

    def _digests(self) -> list[str]:
        return list(dict.fromkeys(self._list("picture"))) if self.is_bound else []

    def _list(self, name: str) -> list[str]:
        data = self.data
        return data.getlist(name) if isinstance(data, QueryDict) else []

    def _picture(self, sha256: str) -> PictureWords:
        after = self.data.get(f"after-{sha256}", "")
        place = int(after) if after.isascii() and after.isdecimal() and len(after) < 5 else 0
        alt, caption = (self.data.get(f"{name}-{sha256}", "")[: LONGEST_CAPTION * 20] for name in ("alt", "caption"))
        return PictureWords(sha256, place, alt, caption)

    def _said(self, name: str) -> Any:
        return getattr(self.stored, name) if name in self.errors else self.cleaned_data.get(name)


def _turned(units: list[Organisation], key: str, how: str) -> list[Organisation]:
    at = next((place for place, unit in enumerate(units) if str(unit.uid) == key), None)
    if at is None:
        return units
    unit = units.pop(at)
    if how != "out":
        units.insert(max(0, at + _STEPS[how]), unit)
    return units


class NoteForm(forms.Form):
    """A word to the desk."""

    text = forms.CharField(
        label=gettext_lazy("留言"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写下留言。")},
    )


class PaperForm(forms.Form):
    """A paper that fills a draft."""

    file = forms.FileField(
        label=gettext_lazy("Word 文件"),
        help_text=gettext_lazy(
            "一个文件一条信息：.docx（不超过 20 MB），也可以是 .txt。文字、署名、日期和图片会填进草稿，核对后再报送。"
        ),
        error_messages={
            "required": gettext_lazy("请选择文件。"),
            "empty": gettext_lazy("这个文件是空的，请换一个。"),
        },
        widget=FileDrop(accept=".docx,.txt,.md", max_bytes=20 * 1024 * 1024, hint=False),
    )


class SubmissionFilter(forms.Form):
    """What the register of one's submissions is narrowed to; what is wrong is left aside."""

    text = forms.CharField(label=gettext_lazy("标题或正文"), required=False, max_length=60)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    column = forms.TypedChoiceField(label=gettext_lazy("栏目"), required=False, coerce=int, empty_value=None)
    since = _day(gettext_lazy("起始日期"))
    until = _day(gettext_lazy("结束日期"))
    unit = forms.ChoiceField(label=gettext_lazy("单位"), required=False)

    def __init__(self, data: QueryDict, *, columns: Sequence[Column], units: Sequence[Organisation]) -> None:
        super().__init__(data)
        states = [("", _("全部状态")), *((state.value, label) for state, label in STATE_LABELS.items())]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.fields["column"].choices = [("", _("全部栏目")), *((each.pk, each.name) for each in columns)]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("全部单位")), *((str(each.uid), each.name) for each in units)]  # type: ignore[attr-defined]
        if len(units) < 2:
            del self.fields["unit"]

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid part of the choice, as arguments of ``queries.own_submissions``."""
        self.is_valid()
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name))}
