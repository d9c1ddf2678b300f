"""Read a sheet of cells, XLSX or CSV, into plain data; in a child process, whatever the name of the file says."""

from __future__ import annotations

import csv
import io
from typing import Any

from kexie.base.documents.kinds import is_wide
from kexie.base.documents.packages import check_package, package_danger
from kexie.base.documents.refusals import (
    BrokenEncoding,
    ControlCharacter,
    Dangerous,
    FileTooLarge,
    NotASheet,
    NoText,
    TooManyRows,
)
from kexie.base.documents.sandbox import run_limited

MEGABYTE = 1024 * 1024
MEGABYTES = 20
#: No sheet of ours is as wide.
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
_PACKAGE = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SEPARATORS = ",\t;，；"


def read_sheet(data: bytes, *, name: str, wanted: str = "", most_rows: int) -> dict[str, Any]:
    """The sheet ``wanted``, or the first visible one, as `kernel.sheet_reading` describes it.

    Raises NotASheet, NoText, FileTooLarge (20 MB), TooManyRows (blank rows do not count), BrokenEncoding,
    ControlCharacter, Damaged, Dangerous, UnpacksTooLarge, DeclaresEntities, ReadingStopped.
    """
    check_sheet(data, name=name)
    way = "reading_xlsx.read_xlsx" if data.startswith(_PACKAGE) else "reading_sheets.read_csv"
    target = f"kexie.base.documents.{way}"
    said: dict[str, Any] = run_limited(target, data, name=name, wanted=wanted, most_rows=most_rows)
    return said


def check_sheet(data: bytes, *, name: str) -> None:
    """What can be told of a sheet before anybody reads it, so that a form refuses it at once.

    Raises NotASheet, NoText, FileTooLarge (20 MB), Damaged, Dangerous, UnpacksTooLarge.
    """
    if not data:
        raise NoText
    if len(data) > MEGABYTES * MEGABYTE:
        raise FileTooLarge(limit=MEGABYTES)
    if data.startswith(_PACKAGE):
        check_package(data, name=name)
        if reason := package_danger(data, name=name):
            raise Dangerous(name=name, reason=reason)
    elif data.startswith((_OLD_OFFICE, b"%PDF")):
        raise NotASheet(name=name)


def read_csv(data: bytes, *, name: str, wanted: str, most_rows: int) -> dict[str, Any]:
    """A CSV in UTF-8, UTF-16 with its mark, or GB18030; separated by comma, tab or semicolon."""
    text = _text(data, name)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=lambda char: (first.count(char), -_SEPARATORS.index(char)))
    csv.field_size_limit(LONGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[tuple[int, bool, list[str]]] = []
    try:
        for number, row in enumerate(reader, start=1):
            cells = [cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                lines.append((number, False, cells))
            if len(lines) > most_rows + 1:
                raise TooManyRows(limit=most_rows)
    except csv.Error as error:
        raise NotASheet(name=name) from error
    if not lines:
        raise NoText
    return {"name": "", "lines": lines, "merged": []}


def _text(data: bytes, name: str) -> str:
    codings = ["utf-16"] if is_wide(data) else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            continue
        if "\0" in text:
            raise ControlCharacter(line=text.count("\n", 0, text.index("\0")) + 1)
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise BrokenEncoding(line=line)
