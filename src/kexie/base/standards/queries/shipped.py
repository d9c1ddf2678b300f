"""The standard that this version of the platform ships: forms, checks and masks come from here and from `in_force`.

Read from the data files once and kept: a form is built at import time and must not need a database. The register
(`models`) is loaded from the same files, shows the standard to people, and keeps its earlier editions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from kexie.base.standards.queries import divisions
from kexie.base.standards.rules.definitions import (
    CodeListDefinition,
    Standard,
    read_code_list,
    read_element,
)

#: Lists that are a city's own: what is shipped is one city's, as a start. The first edition that another city loads may
#: leave its codes out, and no later shipped edition takes the place of a city's.
CITY_LISTS: Final = frozenset({"district"})


class _CodeLists(Mapping[str, CodeListDefinition]):
    """The lists by their codes; that of the divisions is long and is made when it is first asked for."""

    def __init__(self, lists: Mapping[str, CodeListDefinition]) -> None:
        self._lists = lists

    def __getitem__(self, code: str) -> CodeListDefinition:
        return divisions.division_list() if code == divisions.LIST else self._lists[code]

    def __iter__(self) -> Iterator[str]:
        yield from self._lists
        yield divisions.LIST

    def __len__(self) -> int:
        return len(self._lists) + 1

    def __contains__(self, code: object) -> bool:
        return code == divisions.LIST or code in self._lists


@cache
def standard() -> Standard:
    """Everything in the data files, elements in the order of their identifiers."""
    elements = sorted((read_element(row) for row in _rows("elements")), key=lambda element: element.identifier)
    code_lists = [read_code_list(row) for row in _rows("code_lists")]
    return Standard(
        elements={element.code: element for element in elements},
        code_lists=_CodeLists({code_list.code: code_list for code_list in code_lists}),
    )


def edition_of_list(code: str) -> int:
    """The shipped edition of a list, 0 if none is shipped; does not make the long list of the divisions."""
    if code == divisions.LIST:
        return divisions.EDITION
    listed = standard().code_lists.get(code)
    return listed.edition if listed else 0


@cache
def groups() -> Mapping[str, str]:
    """Element → the group it is filed under: person, organisation, contact, place, time and so on."""
    return {row["code"]: name for name, rows in _files("elements") for row in rows}


def _rows(folder: str) -> list[dict[str, Any]]:
    return [row for _, rows in _files(folder) for row in rows]


def _files(folder: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    files = resources.files("kexie.base.standards") / "data" / folder
    for file in sorted(files.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            yield file.name.removesuffix(".json"), json.loads(file.read_text(encoding="utf-8"))
