"""Shapes of input about an import."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.uploading import FileDrop

MOST_BYTES: Final = 20 * 1024 * 1024


class PersonImportForm(forms.Form):
    """The sheet that was filled in."""

    file = forms.FileField(label=_("文件"), widget=FileDrop(accept=".xlsx,.csv", max_bytes=MOST_BYTES))

    def clean_file(self) -> object:
        """Not larger than what a sheet may be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过20 MB，请分成几个文件导入。"))
        return file
