"""Which data element is asked by how many forms: so that nothing is asked twice that could be known once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kexie.base.matters.models import MatterVersion
from kexie.base.matters.rules.forms import FormsUnreadable, read_forms
from kexie.base.standards.queries.in_force import standard


@dataclass(frozen=True, slots=True)
class AskedElement:
    """A data element, the forms of matters in force that ask for it, and how many of them fill it in by themselves."""

    code: str
    name: str
    forms: int
    known: int
    #: Matters that ask for it: code of the matter, its name.
    matters: tuple[tuple[str, str], ...]


def asked_elements(*, on: date, text: str = "") -> list[AskedElement]:
    """What the forms in force on ``on`` ask, the most asked first; ``text`` is looked for in name and code. One query."""
    matters: dict[str, dict[str, str]] = {}
    forms: dict[str, int] = {}
    known: dict[str, int] = {}
    rows = MatterVersion.objects.on(on).order_by("matter__code").values_list("matter__code", "name", "forms")
    for matter_code, matter_name, kept in rows:
        try:
            read = read_forms(kept)
        except FormsUnreadable:
            continue
        for form in read:
            filled = {field.element for field in form.fields if field.known}
            for code in {field.element for field in form.fields if field.element}:
                matters.setdefault(code, {})[matter_code] = matter_name
                forms[code] = forms.get(code, 0) + 1
                known[code] = known.get(code, 0) + (code in filled)
    names = standard().elements
    found = [
        AskedElement(
            code, names[code].name if code in names else code, count, known[code], tuple(matters[code].items())
        )
        for code, count in forms.items()
    ]
    wanted = text.casefold().strip()
    named = [one for one in found if wanted in one.name.casefold() or wanted in one.code]
    return sorted(named, key=lambda one: (-one.forms, one.code))
