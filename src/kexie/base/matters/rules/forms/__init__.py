"""Forms of matters: what they ask, whether they are well made, which of their questions are asked of whom."""

from kexie.base.matters.rules.forms.definitions import (
    FieldDef,
    FormDef,
    FormsUnreadable,
    GroupDef,
    PaperDef,
    Repeat,
    as_json,
    form_of,
    read_forms,
)

__all__ = [
    "FieldDef",
    "FormDef",
    "FormsUnreadable",
    "GroupDef",
    "PaperDef",
    "Repeat",
    "as_json",
    "form_of",
    "read_forms",
]
