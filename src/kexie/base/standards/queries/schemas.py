"""JSON Schema (2020-12) of an element, and of a record made of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kexie.base.kernel import clock
from kexie.base.standards.queries import in_force
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: Of a longer list the schema gives the form of a code alone; the check knows the list.
_MOST_LISTED: Final = 400
_PATTERNS: Final = {
    "mobile": "^1[3-9][0-9]{9}$",
    "telephone": "^(?:(0[0-9]{2,3}-)?[2-9][0-9]{6,7}(-[0-9]{1,6})?|1[3-9][0-9]{9})$",
    "identity_number": "^[1-9][0-9]{16}[0-9X]$",
    "credit_code": "^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$",
    "postal_code": "^[0-9]{6}$",
    "website": "^https?://",
    "patent_number": "^ZL([0-9]{12}|[0-9]{8})[.][0-9X]$",
}


def schema(code: str) -> dict[str, Any]:
    """The JSON Schema of one element. What no schema can say (check digits) stays with the check."""
    return {"$schema": DIALECT, "$id": f"urn:kexie:element:{code}", **_of(in_force.definition(code))}


def property_schema(code: str) -> dict[str, Any]:
    """The same as part of another schema."""
    return _of(in_force.definition(code))


def record_schema(codes: Iterable[str], *, required: Iterable[str] = (), title: str = "") -> dict[str, Any]:
    """The JSON Schema of an object whose properties are elements."""
    made: dict[str, Any] = {"$schema": DIALECT, "type": "object", "additionalProperties": False}
    if title:
        made["title"] = title
    made["properties"] = {code: _of(in_force.definition(code)) for code in codes}
    made["required"] = list(required)
    return made


def _of(element: ElementDefinition) -> dict[str, Any]:
    made: dict[str, Any] = {"title": element.name, "description": element.definition, **_typed(element)}
    if element.example and element.datatype in (Datatype.TEXT, Datatype.LONG_TEXT):
        made["examples"] = [element.example]
    if element.is_sensitive:
        made["x-sensitivity"] = element.sensitivity.value
    return made


def _typed(element: ElementDefinition) -> dict[str, Any]:
    match element.datatype:
        case Datatype.INTEGER:
            return {"type": "integer", **_bounds(element)}
        case Datatype.DECIMAL:
            places = (
                {"multipleOf": float(f"1e-{element.decimals}")} if element.decimals and element.decimals <= 2 else {}
            )
            return {"type": "number", **_bounds(element), **places}
        case Datatype.BOOLEAN:
            return {"type": "boolean"}
        case Datatype.DATE:
            return {"type": "string", "format": "date"}
        case Datatype.DATETIME:
            return {"type": "string", "format": "date-time"}
        case Datatype.CODE:
            return _code(element)
    return _text(element)


def _bounds(element: ElementDefinition) -> dict[str, Any]:
    found = {"minimum": element.minimum, "maximum": element.maximum}
    return {name: value for name, value in found.items() if value is not None}


def _code(element: ElementDefinition) -> dict[str, Any]:
    code_list = in_force.codes_of(element)
    codes = code_list.in_use_on(clock.today()) if code_list else ()
    if len(codes) > _MOST_LISTED:
        return {"type": "string", "pattern": "^[0-9A-Za-z_.-]{1,30}$"}
    return {"type": "string", "oneOf": [{"const": code.value, "title": code.name} for code in codes]}


def _text(element: ElementDefinition) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "string", "minLength": 1}
    if element.max_length:
        made["maxLength"] = element.max_length
    if element.datatype is Datatype.TEXT:
        made["pattern"] = "^[^\\x00-\\x1f\\x7f]*$"
    for name in element.checks:
        if name == "email":
            made["format"] = "email"
        elif name in _PATTERNS:
            made["pattern"] = _PATTERNS[name]
    return made
