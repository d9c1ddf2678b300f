"""What a visitor asks of the public directory; odd input is read kindly, never refused with an error page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import OrganisationKind

LONGEST = 60


class DirectoryForm(forms.Form):
    """Kind, district, letter, the unit above, words."""

    q = forms.CharField(label=_("名称、拼音或首字母"), required=False)
    kind = forms.ChoiceField(choices=OrganisationKind.choices, required=False)
    district = forms.RegexField(r"^[0-9]{6}$", required=False)
    letter = forms.RegexField(r"^(?:[A-Za-z]|#)$", required=False)
    below = forms.UUIDField(required=False)

    def asked(self) -> dict[str, Any]:
        """What is right of it: ``text``, ``kind``, ``district`` and ``letter``, empty where nothing is asked."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "text": (given.get("q") or "")[:LONGEST],
            "kind": given.get("kind") or "",
            "district": given.get("district") or "",
            "letter": (given.get("letter") or "").upper(),
        }

    def above(self) -> UUID | None:
        """The unit of which those right below are wanted."""
        self.is_valid()
        return self.cleaned_data.get("below")
