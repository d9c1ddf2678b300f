"""Read one sheet of an XLSX package cell by cell, in the child process: what is written, not what a program would show.

Only the parts that hold cells are read (ISO/IEC 29500-1, part 18): the workbook, shared strings, number formats and the
sheet. Formulas are told apart from values, because what stands behind one may be old or from elsewhere.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from kexie.base.documents.packages import UNREADABLE
from kexie.base.documents.refusals import Damaged, NotASheet, NoText, TooManyRows

MOST_COLUMNS = 200
LONGEST_CELL = 32_767
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
#: Date formats of Chinese Excel, which no style sheet spells out (ISO/IEC 29500-1, 18.8.30).
_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})
_LINK = re.compile(r"\}id$")
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def read_xlsx(data: bytes, *, name: str, wanted: str, most_rows: int) -> dict[str, Any]:
    """The sheet called ``wanted``, or the first visible one; NotASheet, Damaged, NoText, TooManyRows."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise NotASheet(name=name)
            return _Book(package).read(wanted, most_rows)
    except (etree.XMLSyntaxError, KeyError, IndexError, TypeError, OverflowError, *UNREADABLE) as error:
        raise Damaged(name=name) from error


class _Book:
    """An open package."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.strings = list(self._strings())
        self.root = self._tree("xl/workbook.xml")
        self.epoch = CALENDAR_MAC_1904 if self._is_1904() else CALENDAR_WINDOWS_1900
        self.dates = self._date_styles()

    def read(self, wanted: str, most_rows: int) -> dict[str, Any]:
        """The lines of the chosen sheet."""
        name, part = self._sheet(wanted)
        lines: list[tuple[int, bool, list[Any]]] = []
        merged: list[str] = []
        number = 0
        for element in self._each(part, ("row", "mergeCell")):
            if _local(element) == "mergeCell":
                merged.append(str(element.get("ref", ""))[:30])
            else:
                number = int(element.get("r", number + 1))
                cells = self._cells(element)
                if cells:
                    lines.append((number, element.get("hidden") in ("1", "true"), cells))
                    if len(lines) > most_rows + 1:
                        raise TooManyRows(limit=most_rows)
            _let_go(element)
        if not lines:
            raise NoText
        return {"name": name, "lines": lines, "merged": merged[:1000]}

    def _cells(self, row: etree._Element) -> list[Any]:
        cells: list[Any] = []
        for cell in row:
            match = _PLACE.fullmatch(cell.get("r", ""))
            place = column_index_from_string(match[1]) if match else len(cells) + 1
            if place > MOST_COLUMNS:
                break
            value = self._value(cell)
            if value is not None:
                cells.extend([None] * (place - 1 - len(cells)))
                cells.append(value)
        return cells

    def _value(self, cell: etree._Element) -> Any:
        raw = None
        for part in cell:
            kind = _local(part)
            if kind == "f":
                return ["f"]
            if kind == "is":
                return _words(part) or None
            if kind == "v":
                raw = part.text
        if raw is None or raw == "":
            return None
        return self._typed(cell.get("t", "n"), raw, int(cell.get("s", "0")))

    def _typed(self, kind: str, raw: str, style: int) -> Any:
        if kind == "s":
            return self.strings[int(raw)] or None
        if kind == "str":
            return raw[:LONGEST_CELL]
        if kind == "b":
            return ["b", raw in ("1", "true")]
        if kind == "e":
            return ["e", raw[:20]]
        if kind == "d":
            return ["d", datetime.fromisoformat(raw.replace("Z", "+00:00")).isoformat()]
        number = float(raw)
        if style in self.dates:
            return self._moment(number)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _moment(self, number: float) -> Any:
        moment = from_excel(number, self.epoch)
        return ["d", moment.isoformat()] if isinstance(moment, datetime) else number

    def _sheet(self, wanted: str) -> tuple[str, str]:
        sheets = [sheet for sheet in self.root.iter() if _local(sheet) == "sheet"]
        visible = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
        named = [sheet for sheet in visible if sheet.get("name") == wanted]
        chosen = (named or visible or sheets)[0]
        link = next(value for key, value in chosen.attrib.items() if _LINK.search(key))
        for relation in self._tree("xl/_rels/workbook.xml.rels"):
            if relation.get("Id") == link:
                target = relation.get("Target", "")
                return chosen.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        raise KeyError(link)

    def _is_1904(self) -> bool:
        return any(_local(part) == "workbookPr" and part.get("date1904") in ("1", "true") for part in self.root)

    def _strings(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" in self.package.namelist():
            for element in self._each("xl/sharedStrings.xml", ("si",)):
                yield _words(element)
                _let_go(element)

    def _date_styles(self) -> set[int]:
        if "xl/styles.xml" not in self.package.namelist():
            return set()
        root = self._tree("xl/styles.xml")
        formats = dict(BUILTIN_FORMATS)
        formats |= {int(part.get("numFmtId")): part.get("formatCode", "") for part in _below(root, "numFmt")}
        styles = [style for group in _below(root, "cellXfs") for style in group]
        numbers = [int(style.get("numFmtId", "0")) for style in styles]
        return {
            place
            for place, number in enumerate(numbers)
            if number in _EAST_ASIAN_DATES or is_date_format(formats.get(number, ""))
        }

    def _tree(self, part: str) -> etree._Element:
        return etree.fromstring(self.package.read(part), _parser())

    def _each(self, part: str, names: tuple[str, ...]) -> Iterator[etree._Element]:
        tags = [space + name for space in (_MAIN, _STRICT) for name in names]
        with self.package.open(part) as stream:
            for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True):
                yield element


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _below(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter() if _local(element) == name]


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _words(element: etree._Element) -> str:
    """The text of a string, without the readings of its characters (rPh)."""
    parts = [part for part in element.iter() if _local(part) == "t" and _local(part.getparent()) != "rPh"]
    return "".join(part.text or "" for part in parts)[:LONGEST_CELL]


def _let_go(element: etree._Element) -> None:
    """Free what has been read."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
