"""Shape of the bulletin's input: an upload, what was understood of it, the words of an item, a step of the sign-off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.documents.intake import Kind, Verdict, take_in
from kexie.base.documents.reading import read_blocks
from kexie.base.kernel.errors import Invalid
from kexie.base.ui.uploading import FileDrop
from kexie.domains.bulletin.rules.editing import fingerprint, item_words
from kexie.domains.bulletin.rules.issue import UnderstoodIssue, as_json, from_json
from kexie.domains.bulletin.rules.understanding import understand

ACCEPTED: Final = frozenset({Kind.MARKDOWN, Kind.TEXT, Kind.DOCX})
_SALT: Final = "bulletin.understood"
_TWO_HOURS_S: Final = 7200


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was understood, and the SHA-256 of its bytes."""

    issue: UnderstoodIssue
    source_hash: str


def read_file(data: bytes, *, name: str, known_columns: frozenset[str]) -> ReadFile:
    """Take a file in, read it and understand it; a refusal of `documents` or an IssueRefused if that cannot be done."""
    upload = take_in(data, name=name, accept=ACCEPTED)
    if upload.verdict is Verdict.QUARANTINED:
        sentence = _("“%(name)s”%(reason)s，没有导入。请另存为不含这些内容的文件后再试。")
        raise Invalid(sentence % {"name": upload.name, "reason": upload.reason})
    unit = "段" if upload.kind is Kind.DOCX else "行"
    blocks = read_blocks(upload.data, name=upload.name)
    issue = understand(blocks, known_columns=known_columns, unit=unit)
    return ReadFile(issue=issue, source_hash=hashlib.sha256(data).hexdigest())


def sealed(read: ReadFile, *, person_id: UUID | None) -> str:
    """What was understood, sealed for the way through the preview page and back: nobody else may send it, nor change it."""
    said = {"name": read.issue.name, "said": as_json(read.issue), "source": read.source_hash, "person": str(person_id)}
    return signing.dumps(said, salt=_SALT, compress=True)


def unsealed(seal: str, *, person_id: UUID | None) -> ReadFile:
    """The reverse of :func:`sealed`; Invalid if the seal is broken, too old, or another person's."""
    try:
        said = signing.loads(seal, salt=_SALT, max_age=_TWO_HOURS_S)
    except signing.BadSignature:
        said = {}
    if not said or said["person"] != str(person_id):
        raise Invalid(_("预览已经失效，没有导入。请重新选择文件。"))
    return ReadFile(issue=from_json(said["said"], name=said["name"]), source_hash=said["source"])


class UploadForm(forms.Form):
    """The file of an issue."""

    file = forms.FileField(
        label=gettext_lazy("本期文件"),
        help_text=gettext_lazy(
            "一个文件一期，可以是 Word（.docx，不超过 20 MB）、Markdown（.md）或纯文本（.txt，均不超过 5 MB）。"
            "先预览，确认后才存入。"
        ),
        error_messages={
            "required": gettext_lazy("请选择本期文件。"),
            "empty": gettext_lazy("这个文件是空的，请换一个。"),
        },
        widget=FileDrop(accept=".md,.markdown,.docx,.txt", max_bytes=20 * 1024 * 1024, hint=False),
    )


class ItemForm(forms.Form):
    """The words of an item; ``seen`` is the fingerprint of those that the editor began from."""

    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=120, error_messages={"required": gettext_lazy("请填写标题。")}
    )
    text = forms.CharField(
        label=gettext_lazy("正文"),
        help_text=gettext_lazy("每段一行。"),
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": gettext_lazy("请填写正文。")},
    )
    credits = forms.CharField(
        label=gettext_lazy("署名单位"),
        help_text=gettext_lazy("多个单位用顿号隔开。没有登记过的单位会先记为待确认。"),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(title: str, text: str, units: list[str]) -> dict[str, str]:
        """What the form begins from."""
        words = item_words(title, text, units)
        return words | {"seen": fingerprint(words)}


class HighlightsForm(forms.Form):
    """目录提要, one to the line."""

    highlights = forms.CharField(
        label=gettext_lazy("目录提要"),
        help_text=gettext_lazy("每条一行，措辞可以与标题不同。"),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """A step of the sign-off: the version that the actor saw."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReturnForm(StepForm):
    """A return: with its reason."""

    note = forms.CharField(
        label=gettext_lazy("退回原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("请写明退回的原因，编辑才知道改什么。")},
    )


class CorrectForm(StepForm):
    """A correction: with its reason, which everybody can read."""

    note = forms.CharField(
        label=gettext_lazy("更正说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("写明何处有误、改为什么。它会随更正稿公开。"),
        error_messages={"required": gettext_lazy("请写明更正的原因，它会随更正稿公开。")},
    )


class RegisterFilter(forms.Form):
    """What the register of issues is narrowed to; what is wrong is left aside."""

    def __init__(self, *args: Any, years: tuple[int, ...], states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named_years = [(value, _("%(year)s年") % {"year": value}) for value in years]
        self.fields["year"] = forms.TypedChoiceField(
            label=_("年份"), choices=[("", _("全部年份")), *named_years], coerce=int, required=False, empty_value=None
        )
        self.fields["state"] = forms.ChoiceField(
            label=_("状态"), choices=[("", _("全部状态")), *states], required=False
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid part of the choice, as arguments of ``queries.register``."""
        self.is_valid()
        cleaned = self.cleaned_data
        return {"year": cleaned.get("year"), "state": cleaned.get("state", "")}


__all__ = [
    "ACCEPTED",
    "HighlightsForm",
    "ItemForm",
    "ReadFile",
    "RegisterFilter",
    "ReturnForm",
    "StepForm",
    "UploadForm",
    "read_file",
    "sealed",
    "unsealed",
]
