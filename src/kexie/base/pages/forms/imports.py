"""Shapes of input for the import of a Word file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from kexie.base.documents.intake import Kind
from kexie.base.documents.kinds import TRAITS


class ImportForm(forms.Form):
    """A Word file and the column for its draft."""

    column = forms.ModelChoiceField(queryset=Page.objects.none(), label=_("栏目"), empty_label=None)
    file = forms.FileField(
        label=_("Word 文件"),
        widget=forms.ClearableFileInput(attrs={"accept": f".docx,{TRAITS[Kind.DOCX].media_type}"}),
        help_text=_("请选择 .docx 文件，不超过 20 MB。标题、段落、列表、粗体、链接、表格和图片都会保留。"),
        error_messages={"required": _("请选择要导入的 Word 文件。"), "empty": _("这个文件是空的，请重新选择。")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, columns: Any, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["column"].queryset = columns  # type: ignore[attr-defined]


class PicturesForm(forms.Form):
    """The title of what was imported, and what each of its pictures shows."""

    title = forms.CharField(label=_("标题"), max_length=255)

    def __init__(self, data: Any = None, *, title: str, pictures: Sequence[Any]) -> None:
        super().__init__(data, initial={"title": title})
        self.pictures = list(pictures)
        for place, value in enumerate(self.pictures):
            number = place + 1
            self.fields[f"alt_{place}"] = forms.CharField(
                label=_("图%(number)d的说明（替代文字）") % {"number": number},
                max_length=120,
                required=False,
                initial=value["alt"] or value["image"].description,
                help_text=_("用一句话写明图片里有什么，供看不到图片的人了解；送审前必须填写。"),
            )
            self.fields[f"caption_{place}"] = forms.CharField(
                label=_("图%(number)d的图注") % {"number": number},
                max_length=120,
                required=False,
                initial=value["caption"],
                help_text=_("显示在图片下方，可以不填。"),
            )

    def rows(self) -> Iterator[tuple[Any, Any, Any]]:
        """Each picture with its two fields."""
        for place, value in enumerate(self.pictures):
            yield value["image"], self[f"alt_{place}"], self[f"caption_{place}"]

    def words(self) -> list[tuple[str, str]]:
        """For each picture what it shows and the line below it."""
        said = self.cleaned_data
        return [(said[f"alt_{n}"], said[f"caption_{n}"]) for n in range(len(self.pictures))]
