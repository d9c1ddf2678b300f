"""Shapes of input: what narrows a column down; in the editors' pages an upload passes the same intake as everywhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from kexie.base.documents.intake import Kind, Upload, Verdict, take_in
from kexie.base.documents.kinds import IMAGES, TRAITS, extension
from kexie.base.documents.refusals import FileRefusal, UnknownType
from kexie.base.pages.blocks import FILMS
from kexie.base.pages.queries import Filters

#: What is looked into; of the other kinds that may be offered, Wagtail checks the extension alone.
LOOKED_INTO: Final = frozenset({Kind.PDF, Kind.DOCX, Kind.XLSX})


class ColumnFilter(forms.Form):
    """Year, source and words; odd input is read kindly, never refused with an error page."""

    year = forms.TypedChoiceField(label=_lazy("年份"), required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label=_lazy("来源"), required=False, coerce=int, empty_value=None)
    words = forms.CharField(label=_lazy("标题中的词"), required=False, max_length=60)

    def __init__(self, data: Any, *, filters: Filters) -> None:
        super().__init__({name: str(value).replace("\0", "") for name, value in data.items()})
        every: list[tuple[Any, str]] = [("", _("全部"))]
        cast(forms.ChoiceField, self.fields["year"]).choices = [*every, *((year, str(year)) for year in filters.years)]
        cast(forms.ChoiceField, self.fields["unit"]).choices = [*every, *filters.units]

    def asked(self) -> dict[str, Any]:
        """What is asked for, as `queries.articles_of` takes it."""
        self.is_valid()
        data = self.cleaned_data
        return {"year": data.get("year"), "unit": data.get("unit"), "words": data.get("words") or ""}


class DocumentForm(BaseDocumentForm):
    """A file to download: what its name says it is, and without anything that could harm whoever opens it."""

    def clean_file(self) -> Any:
        """The file as it is, or a sentence that says what is wrong with it."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile) and extension(file.name or "").lstrip(".") in FILMS and not _is_film(file):
            raise ValidationError(
                _("“%(name)s”不是可以播放的视频，请另存为 MP4 或 WebM 后再上传。") % {"name": file.name}
            )
        upload = _taken_in(file, LOOKED_INTO)
        if upload and upload.verdict is Verdict.QUARANTINED:
            sentence = _("“%(name)s”%(reason)s，不能公开下载。请另存为不含这些内容的文件后再上传。")
            raise ValidationError(sentence % {"name": upload.name, "reason": upload.reason})
        return file


class ImageForm(BaseImageForm):
    """A picture, drawn anew: every size that is made of it would keep what the file says of place and camera."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.to_python = _drawn_first(field.to_python)


def _drawn_first(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Wagtail's way to read a picture, which fails at damaged and at enormous ones, after our intake has drawn it anew.

    Nothing but its pixels is left of it; GIF, which knows no such things, stays as it is.
    """

    def reading(data: Any) -> Any:
        upload = _taken_in(data, IMAGES) if getattr(data, "size", 0) else None
        if upload is None:
            return read(data)
        # Wagtail keeps the file itself until its words are written, where many are put in at once.
        data.file, data.size = io.BytesIO(upload.data), len(upload.data)
        return read(SimpleUploadedFile(upload.name, upload.data, upload.media_type))

    return reading


def _is_film(file: UploadedFile) -> bool:
    """Whether a file begins as MP4 (ISO/IEC 14496-12, box ftyp) or WebM (EBML) does."""
    file.seek(0)
    begin: bytes = file.read(12)
    file.seek(0)
    return begin[4:8] == b"ftyp" or begin.startswith(b"\x1a\x45\xdf\xa3")


def _taken_in(file: Any, kinds: frozenset[Kind]) -> Upload | None:
    """What the intake says of a new file with one of the extensions of ``kinds``; None for others, and for an old one."""
    endings = frozenset().union(*(TRAITS[kind].extensions for kind in kinds))
    if not isinstance(file, UploadedFile) or extension(file.name or "") not in endings:
        return None
    file.seek(0)
    try:
        return take_in(file.read(), name=file.name or "", accept=kinds)
    except UnknownType as refusal:
        sentence = _("“%(name)s”的内容和扩展名不符，或者文件已损坏，请核对后重新上传。")
        raise ValidationError(sentence % {"name": file.name}) from refusal
    except FileRefusal as refusal:
        raise ValidationError(refusal.message) from refusal
    finally:
        file.seek(0)
