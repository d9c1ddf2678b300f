"""Sheets of data elements: read what people fill in, with a report by cell.

A :class:`Sheet` names its columns by data elements; `sheet_templates.template` makes the workbook to fill in and
:func:`read` reads it back (XLSX or CSV, parsed in a child process).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, range_boundaries

from kexie.base.kernel import clock
from kexie.base.kernel.sheet_reading import Grid, Line, read_grid
from kexie.base.standards.queries import in_force
from kexie.base.standards.rules import cells, checks, masks
from kexie.base.standards.rules.definitions import CodeListDefinition, Datatype, ElementDefinition

#: A title may stand above the headings.
_HEAD_WITHIN: Final = 5
_MANY: Final = re.compile(r"[、;；,，\n]+")
_MARKS: Final = re.compile(r"[\s*＊]|（必填）|\(必填\)")
#: So many problems are told; who mends them sees the rest at the next try.
MOST_PROBLEMS: Final = 2000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the data element, the key of its value in `Row.values` (the element if empty) and the heading on the
    sheet (the element's name if empty). ``many`` takes several values, parted by 、 or ；.
    """

    element: str
    key: str = ""
    heading: str = ""
    required: bool = False
    many: bool = False

    @property
    def name(self) -> str:
        """The key of the value."""
        return self.key or self.element

    @property
    def title(self) -> str:
        """The heading."""
        return str(self.heading) or in_force.definition(self.element).name


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to fill in: ``code`` names the file, ``title`` the page; ``most_rows`` data rows at most."""

    code: str
    title: str
    columns: Sequence[Column]
    most_rows: int = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its number in the file and its values by column key.

    Text and codes are str ("" if empty), numbers int or Decimal, dates date, moments datetime, booleans bool (None if
    empty); a list of them where the column takes many. A value with a problem counts as empty.
    """

    number: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell (``column`` is its letter; empty for a whole row) and how to mend it.

    ``value`` is masked if its element is sensitive. ``rule`` is a stable word: required, formula, type, check, …
    """

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: its rows, and what is to be mended; without problems every value is right."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of the sheet at its place in the file, with what its values are checked by."""

    column: Column
    index: int
    heading: str
    element: ElementDefinition
    code_list: CodeListDefinition | None


def read(sheet: Sheet, content: bytes, name: str) -> Read:
    """The rows of a file and a report by cell. Refuses what is no sheet (refusals of `documents`: Invalid, TooLarge)."""
    grid = read_grid(content, name=name, wanted=sheet.title, most_rows=sheet.most_rows)
    grid_name = grid.name or sheet.title
    found = Read()
    head, places = _head(sheet, grid, grid_name, found.problems)
    if head is None or found.problems:
        return found
    data = [line for line in grid.lines if line.number > head.number]
    found.problems.extend(_merged(grid, head.number, grid_name))
    for line in data:
        row = _row(line, places, grid_name, found.problems)
        if row is not None:
            found.rows.append(row)
    if not data:
        message = _("表头下面没有数据，请从第%(row)d行起填写。") % {"row": head.number + 1}
        found.problems.append(Problem(grid_name, head.number + 1, "", "", "", "empty", message))
    found.problems.sort(key=lambda problem: problem.row)
    del found.problems[MOST_PROBLEMS:]
    return found


def _head(sheet: Sheet, grid: Grid, grid_name: str, problems: list[Problem]) -> tuple[Line | None, list[_Place]]:
    """The row of headings and where each column stands; a problem for every column missing, doubled or unknown."""
    wanted = {_plain(column.title): column for column in sheet.columns}
    for line in grid.lines[:_HEAD_WITHIN]:
        if any(_plain(cells.shown(cell)) in wanted for cell in line.cells):
            break
    else:
        names = "、".join(column.title for column in sheet.columns)
        message = _("没有找到表头。第一行应写列名：%(names)s。请下载模板填写。") % {"names": names}
        problems.append(Problem(grid_name, 1, "", "", "", "no_head", message))
        return None, []
    places: dict[Column, _Place] = {}
    for index, cell in enumerate(line.cells):
        heading = cells.shown(cell).strip()
        column = wanted.get(_plain(heading))
        if column is None:
            if heading:
                message = _("这里不收“%(heading)s”这一列，请删去，或者按模板改正列名。") % {"heading": heading[:60]}
                problems.append(_at_head(grid_name, line, index, heading, "unknown_column", message))
        elif column in places:
            message = _("“%(heading)s”这一列出现了两次，请只留一列。") % {"heading": heading}
            problems.append(_at_head(grid_name, line, index, heading, "doubled_column", message))
        else:
            element = in_force.definition(column.element)
            places[column] = _Place(column, index, column.title, element, in_force.codes_of(element))
    for column in sheet.columns:
        if column.required and column not in places:
            message = _("缺少“%(heading)s”这一列，请按模板补上。") % {"heading": column.title}
            problems.append(Problem(grid_name, line.number, "", column.title, "", "missing_column", message))
    return line, list(places.values())


def _at_head(grid_name: str, line: Line, index: int, heading: str, rule: str, message: str) -> Problem:
    return Problem(grid_name, line.number, get_column_letter(index + 1), heading[:60], heading[:60], rule, message)


def _row(line: Line, places: list[_Place], grid_name: str, problems: list[Problem]) -> Row | None:
    """The values of one row; None for a row that holds blanks alone."""
    if all(
        (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\u3000")) or cell is None for cell in line.cells
    ):
        return None
    if line.hidden:
        message = _("第%(row)d行被隐藏，请取消隐藏，核对后保留或者删去。") % {"row": line.number}
        problems.append(Problem(grid_name, line.number, "", "", "", "hidden", message))
    values = {}
    for place in places:
        cell = line.cells[place.index] if place.index < len(line.cells) else None
        value, rule, message = _value(place, cell)
        values[place.column.name] = value
        if rule:
            column = get_column_letter(place.index + 1)
            told = _told(place.element, cells.shown(cell))
            problems.append(Problem(grid_name, line.number, column, place.heading, told, rule, message))
    return Row(number=line.number, values=values)


def _value(place: _Place, cell: Any) -> tuple[Any, str, str]:
    """The value of a cell; or an empty one, the rule that it breaks and the sentence."""
    if place.column.many:
        return _many(place, cell)
    value, rule, message = _one(place, cell)
    if not rule and place.column.required and value in ("", None):
        return value, "required", _("请填写“%(heading)s”。") % {"heading": place.heading}
    return value, rule, message


def _many(place: _Place, cell: Any) -> tuple[Any, str, str]:
    parts = [part for part in _MANY.split(cell) if part.strip()] if isinstance(cell, str) else [cell]
    values = []
    for part in parts:
        value, rule, message = _one(place, part)
        if rule:
            return [], rule, message
        if value not in ("", None):
            values.append(value)
    if place.column.required and not values:
        return [], "required", _("请填写“%(heading)s”。") % {"heading": place.heading}
    return values, "", ""


def _one(place: _Place, cell: Any) -> tuple[Any, str, str]:
    element = place.element
    empty = "" if element.datatype in (Datatype.TEXT, Datatype.LONG_TEXT, Datatype.CODE) else None
    said = cells.said(element, cell, place.code_list)
    if said.rule:
        return empty, said.rule, said.message
    text = checks.normalise(element, said.text)
    if not text:
        return empty, "", ""
    if sentences := checks.check(element, text, place.code_list, today=clock.today()):
        return empty, "check", "".join(sentences)
    return checks.to_value(element, text), "", ""


def _merged(grid: Grid, head: int, grid_name: str) -> Iterator[Problem]:
    for cell_range in grid.merged:
        left, top, _right, bottom = range_boundaries(cell_range)
        if left and top and bottom and bottom > head:
            message = _("%(range)s是合并单元格，请取消合并，每一格分别填写。") % {"range": cell_range}
            yield Problem(grid_name, max(int(top), head + 1), get_column_letter(left), "", "", "merged", message)


def _told(element: ElementDefinition, value: str) -> str:
    """The value as a report may show it."""
    value = value[:100]
    if element.mask:
        return masks.mask(element.mask, value)
    return "*" * len(value) if element.is_sensitive else value


def _plain(heading: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", heading))
