"""What other apps may use of the data standard."""

from kexie.base.standards.actions.loading import load_code_list, load_standard, reopen_latest
from kexie.base.standards.errors import ChangedEdition, UnknownElement
from kexie.base.standards.models import CodeList, DataElement
from kexie.base.standards.queries.divisions import division, divisions_in
from kexie.base.standards.queries.fields import form_field
from kexie.base.standards.queries.in_force import (
    check,
    code_name,
    codes_of,
    definition,
    find_definition,
    mask,
    normalise,
    own_list,
)
from kexie.base.standards.queries.register import code_list, element
from kexie.base.standards.queries.schemas import DIALECT, property_schema
from kexie.base.standards.queries.sheet_templates import template
from kexie.base.standards.queries.sheets import Column, Problem, Read, Row, Sheet, read
from kexie.base.standards.rules.definitions import Standard, read_code_list

__all__ = [
    "DIALECT",
    "ChangedEdition",
    "CodeList",
    "Column",
    "DataElement",
    "Problem",
    "Read",
    "Row",
    "Sheet",
    "Standard",
    "UnknownElement",
    "check",
    "code_list",
    "code_name",
    "codes_of",
    "definition",
    "division",
    "divisions_in",
    "element",
    "find_definition",
    "form_field",
    "load_code_list",
    "load_standard",
    "mask",
    "normalise",
    "own_list",
    "property_schema",
    "read",
    "read_code_list",
    "reopen_latest",
    "template",
]
