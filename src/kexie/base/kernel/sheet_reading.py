"""Where a sheet of cells is read safely: a port, so that rooms beside the reader may ask without knowing it.

`documents` registers the dotted path of its reader in ``ready()``; it parses XLSX and CSV in a child process with limits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.module_loading import import_string

from kexie.base.kernel.registry import Registry

READER: Final = "sheets"

readers: Registry[str] = Registry("sheet reader")


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not blank: its number as the spreadsheet counts (from 1), whether it is hidden, and its cells.

    A cell is None, text, a number, ``["d", "2023-05-23T00:00:00"]`` for a day or moment, ``["b", true]``, ``["f"]`` for a
    formula or ``["e", "#N/A"]`` for an error. Blank cells at the end are left out.
    """

    number: int
    hidden: bool
    cells: list[Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name (empty for CSV), its rows, and the ranges of cells that are merged, such as ``A2:A4``."""

    name: str
    lines: list[Line]
    merged: list[str]


def read_grid(data: bytes, *, name: str, wanted: str = "", most_rows: int) -> Grid:
    """The sheet called ``wanted``, else the first visible one. Raises the refusals of the reader (`documents.refusals`)."""
    reader: Callable[..., dict[str, Any]] = import_string(readers[READER])
    said = reader(data, name=name, wanted=wanted, most_rows=most_rows)
    return Grid(name=said["name"], lines=[Line(*line) for line in said["lines"]], merged=said["merged"])
