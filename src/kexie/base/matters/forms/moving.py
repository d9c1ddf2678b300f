"""Which running cases go from which version to which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.models import MatterVersion


class MoveForm(forms.Form):
    """From an older published version to a newer one."""

    old = forms.ModelChoiceField(MatterVersion.objects.none(), label=_("原版本"), empty_label=None)
    new = forms.ModelChoiceField(MatterVersion.objects.none(), label=_("迁移到"), empty_label=None)

    def __init__(self, data: Any = None, *, versions: list[MatterVersion]) -> None:
        super().__init__(data)
        chosen = MatterVersion.objects.filter(pk__in=[version.pk for version in versions]).order_by("-number")
        for name in ("old", "new"):
            self.fields[name].queryset = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The new one is the later."""
        given: dict[str, Any] = super().clean() or {}
        if "old" in given and "new" in given and given["new"].number <= given["old"].number:
            self.add_error("new", str(_("请选择比原版本新的版本。")))
        return given
