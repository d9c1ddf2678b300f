"""Shapes of input about an import."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.documents.reading_sheets import check_sheet
from kexie.base.kernel.errors import Refusal
from kexie.base.ui.uploading import FileDrop

MOST_BYTES: Final = 20 * 1024 * 1024


class PersonImportForm(forms.Form):
    """The sheet that was filled in."""

    file = forms.FileField(label=_("文件"), widget=FileDrop(accept=".xlsx,.csv", max_bytes=MOST_BYTES))

    def clean_file(self) -> object:
        """A sheet, and not larger than what one may be: refused here and not by the worker minutes later."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过20 MB，请分成几个文件导入。"))
        try:
            check_sheet(file.read(), name=file.name)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        file.seek(0)
        return file
