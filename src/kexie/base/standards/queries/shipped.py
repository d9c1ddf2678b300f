"""The standard that this version of the platform ships and works by: forms, checks and masks come from here.

Read from the data files once and kept: a form is built at import time and must not need a database. The register
(`models`) is loaded from the same files, shows the standard to people, and keeps its earlier editions.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from kexie.base.standards.errors import UnknownElement
from kexie.base.standards.rules import checks, masks
from kexie.base.standards.rules.definitions import (
    CodeListDefinition,
    ElementDefinition,
    Standard,
    read_code_list,
    read_element,
)


@cache
def standard() -> Standard:
    """Everything in the data files."""
    elements = [read_element(row) for row in _rows("elements.json")]
    code_lists = [read_code_list(row) for row in _rows("code_lists.json")]
    return Standard(
        elements={element.code: element for element in elements},
        code_lists={code_list.code: code_list for code_list in code_lists},
    )


def _rows(name: str) -> list[dict[str, Any]]:
    file = resources.files("kexie.base.standards") / "data" / name
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def find_definition(code: str) -> ElementDefinition | None:
    """The element of this code, if there is one."""
    return standard().elements.get(code)


def definition(code: str) -> ElementDefinition:
    """The element of this code; raises `UnknownElement`."""
    found = find_definition(code)
    if found is None:
        raise UnknownElement(element=code)
    return found


def codes_of(element: ElementDefinition) -> CodeListDefinition | None:
    """The code list of an element that has one."""
    return standard().code_lists[element.code_list] if element.code_list else None


def check(code: str, value: object) -> list[str]:
    """Sentences that say how to mend ``value`` as element ``code``; none if it is right or empty. No query."""
    element = definition(code)
    return checks.check(element, value, codes_of(element))


def mask(code: str, value: str) -> str:
    """``value`` as it may be shown by default: 138****5678. No query."""
    return masks.mask(definition(code).mask, value)
