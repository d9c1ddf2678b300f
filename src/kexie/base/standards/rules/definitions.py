"""What a data element and a code list are (GB/T 18391.3: identifier, name, definition, representation, permitted values)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Datatype(StrEnum):
    """Data types; their words on screen stand in the model."""

    TEXT = "text"
    LONG_TEXT = "longtext"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CODE = "code"


class Sensitivity(StrEnum):
    """How a value is to be handled; sensitive personal data as in PIPL, article 28."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDefinition:
    """One value of a code list.

    ``valid_from`` is its first day, ``valid_until`` the first day on which it is no longer valid (None: not known, or
    still valid); ``successor`` is the code that took its place, ``parent`` the code above it.
    """

    value: str
    name: str
    english_name: str
    parent: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the code is in use on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeListDefinition:
    """A list of permitted values, in order; an edition never changes. ``note`` says where it is not the full norm."""

    code: str
    edition: int
    effective_from: date
    name: str
    english_name: str
    source_norm: str
    codes: tuple[CodeDefinition, ...]
    note: str = ""
    by_value: Mapping[str, CodeDefinition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_value", {code.value: code for code in self.codes})

    def in_use_on(self, day: date) -> tuple[CodeDefinition, ...]:
        """The codes in use on ``day``."""
        return tuple(code for code in self.codes if code.valid_on(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementDefinition:
    """A data element; an edition never changes.

    ``representation`` is written as in GB/T 19488.1 (``an..120``: up to 120 characters, ``n1..6``: one to six digits,
    ``n..9,6``: nine digits of which six stand behind the point, ``bl``: true or false). ``minimum`` and ``maximum`` bound
    numbers, both inclusive; ``decimals`` is how many places a decimal has at most; ``unit`` is the word behind a number.
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
    decimals: int | None = None
    unit: str = ""
    code_list: str = ""
    checks: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    mask: str = ""
    example: str = ""

    @property
    def is_sensitive(self) -> bool:
        """Whether a value is personal data and is shown masked by default."""
        return bool(self.mask) or self.sensitivity is Sensitivity.SENSITIVE


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
    """A code list from a row of the data file.

    Each code is a list of value, name, English name and, where there are such, parent, first day, end and successor.
    """
    codes = tuple(_read_code(*code) for code in row["codes"])
    return CodeListDefinition(**{**row, "effective_from": date.fromisoformat(row["effective_from"]), "codes": codes})


def _read_code(
    value: str,
    name: str,
    english_name: str = "",
    parent: str = "",
    valid_from: str = "",
    valid_until: str = "",
    successor: str = "",
) -> CodeDefinition:
    return CodeDefinition(
        value=value,
        name=name,
        english_name=english_name,
        parent=parent,
        valid_from=date.fromisoformat(valid_from) if valid_from else None,
        valid_until=date.fromisoformat(valid_until) if valid_until else None,
        successor=successor,
    )


def element_row(element: ElementDefinition) -> dict[str, Any]:
    """The element as a row of a data file (JSON): what `read_element` reads."""
    row = {name: getattr(element, name) for name in element.__slots__}
    row |= {
        "effective_from": element.effective_from.isoformat(),
        "datatype": element.datatype.value,
        "sensitivity": element.sensitivity.value,
        "checks": list(element.checks),
    }
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def code_list_row(code_list: CodeListDefinition) -> dict[str, Any]:
    """The list as a row of a data file (JSON): what `read_code_list` reads."""
    names = ("code", "edition", "name", "english_name", "source_norm", "note")
    row: dict[str, Any] = {name: getattr(code_list, name) for name in names}
    row["effective_from"] = code_list.effective_from.isoformat()
    row["codes"] = [code_row(code) for code in code_list.codes]
    return row


def code_row(code: CodeDefinition) -> list[str]:
    """A code as a row of a data file, without the empty ends."""
    cells = [code.value, code.name, code.english_name, code.parent, _day(code.valid_from), _day(code.valid_until)]
    cells.append(code.successor)
    while len(cells) > 3 and not cells[-1]:
        cells.pop()
    return cells


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
