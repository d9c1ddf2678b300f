"""Shape of a drawing that comes as a file."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from kexie.base.matters.rules.bpmn.layout import laid_out
from kexie.base.matters.rules.bpmn.reading import Unreadable
from kexie.base.ui.uploading import FileDrop

MOST_BYTES: Final = 1024 * 1024
TOO_LARGE: Final = gettext_lazy("文件超过1MB，请拆成几个流程。")


class UploadForm(forms.Form):
    """A BPMN file; it cleans to its text, with a diagram."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("流程图文件"),
        widget=FileDrop(accept=".bpmn,.xml", max_bytes=MOST_BYTES),
        help_text=gettext_lazy("BPMN 2.0 格式，从其他流程图工具导出的文件也可以。"),
    )

    def clean_file(self) -> str:
        """The file, read safely; ValidationError with what is wrong with it."""
        sent: Any = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        try:
            return laid_out(sent.read())
        except Unreadable as error:
            raise forms.ValidationError([problem.message for problem in error.problems]) from error
