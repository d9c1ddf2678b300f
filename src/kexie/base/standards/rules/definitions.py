"""What a data element and a code list are (GB/T 18391.3: identifier, name, definition, representation, permitted values)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Datatype(StrEnum):
    """Data types; their words on screen stand in the model."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    CODE = "code"


class Sensitivity(StrEnum):
    """How a value is to be handled; sensitive personal data as in PIPL, article 28."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDefinition:
    """One value of a code list."""

    value: str
    name: str
    english_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeListDefinition:
    """A list of permitted values, in order; an edition never changes."""

    code: str
    edition: int
    effective_from: date
    name: str
    english_name: str
    source_norm: str
    codes: tuple[CodeDefinition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementDefinition:
    """A data element; an edition never changes.

    ``representation`` is written as in GB/T 19488.1 (``an..120``: up to 120 characters, ``n1..6``: one to six digits).
    ``minimum`` and ``maximum`` bound integers, both inclusive; ``unit`` is the word behind a number.
    """

    code: str
    identifier: str
    edition: int
    effective_from: date
    name: str
    english_name: str
    definition: str
    datatype: Datatype
    representation: str
    source_norm: str
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    code_list: str = ""
    checks: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    mask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """All elements and code lists that one version of the platform works by, by their codes."""

    elements: Mapping[str, ElementDefinition]
    code_lists: Mapping[str, CodeListDefinition]


def read_element(row: Mapping[str, Any]) -> ElementDefinition:
    """A definition from a row of the data file; TypeError or ValueError for a row that is none."""
    return ElementDefinition(
        **{
            **row,
            "effective_from": date.fromisoformat(row["effective_from"]),
            "datatype": Datatype(row["datatype"]),
            "sensitivity": Sensitivity(row.get("sensitivity", "public")),
            "checks": tuple(row.get("checks", ())),
        }
    )


def read_code_list(row: Mapping[str, Any]) -> CodeListDefinition:
    """A code list from a row of the data file; each code is a triple of value, name and English name."""
    codes = tuple(CodeDefinition(value=value, name=name, english_name=english) for value, name, english in row["codes"])
    return CodeListDefinition(**{**row, "effective_from": date.fromisoformat(row["effective_from"]), "codes": codes})
