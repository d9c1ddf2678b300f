"""What other apps may use of the data standard."""

from kexie.base.standards.actions import load_standard
from kexie.base.standards.errors import ChangedEdition, UnknownElement
from kexie.base.standards.models import CodeList, DataElement
from kexie.base.standards.queries.fields import form_field
from kexie.base.standards.queries.register import code_list, element
from kexie.base.standards.queries.shipped import check, definition, find_definition, mask

__all__ = [
    "ChangedEdition",
    "CodeList",
    "DataElement",
    "UnknownElement",
    "check",
    "code_list",
    "definition",
    "element",
    "find_definition",
    "form_field",
    "load_standard",
    "mask",
]
