"""The field into which files are dropped; without scripts it is the browser's own file field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat


class FileDrop(forms.FileInput):
    """A file input with a place to drop on and a bar that shows how far the upload is.

    ``accept`` lists endings such as ".docx,.md"; ``max_bytes`` is said beside the field and checked before sending, for
    the visitor's convenience alone: what is taken in is decided by `documents.intake`. With ``hint=False`` neither is said
    here, because the field's help says it better.
    """

    template_name = "ui/forms/file_drop.html"

    def __init__(
        self, *, accept: str = "", max_bytes: int = 0, hint: bool = True, attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__({**({"accept": accept} if accept else {}), **(attrs or {})})
        self.max_bytes, self.hint = max_bytes, hint

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the limit, in bytes and in words."""
        context = super().get_context(name, value, attrs)
        kinds = "、".join(part.strip() for part in str(context["widget"]["attrs"].get("accept", "")).split(","))
        told = {"max_bytes": self.max_bytes, "limit": filesizeformat(self.max_bytes), "kinds": kinds, "hint": self.hint}
        context["widget"] |= told
        return context


class FilesDrop(FileDrop):
    """The same for several files at once."""

    allow_multiple_selected = True
