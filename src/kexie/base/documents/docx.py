"""Write a document as DOCX in the same layout as the PDF, for an office that goes on writing in it.

Real heading styles (the navigation pane works), a grid of 22 lines × 28 characters, East Asian fonts set and theme fonts
dropped, page numbers on the outer side. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import lru_cache, singledispatchmethod

import docx
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from kexie.base.documents import docx_layout as layout
from kexie.base.documents.model import (
    Closing,
    Contents,
    Document,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Picture,
    Table,
)
from kexie.base.documents.pictures import printed
from kexie.base.documents.wording import (
    clean,
    credit_text,
    date_text,
    depths,
    file_title,
    is_numbered,
    labelled,
    one_line,
    padded,
    spoken,
)

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """``document`` as the bytes of a .docx file. PictureUnreadable for a damaged picture."""
    word = docx.Document(io.BytesIO(_blank(document.lang)))
    _set_properties(word, document)
    _Writer(word, document).write()
    file = io.BytesIO()
    word.save(file)
    return _fixed_dates(file)


@lru_cache(maxsize=4)
def _blank(lang: str) -> bytes:
    """A paper with page, styles and page numbers and no words: half of the work, done once."""
    word = docx.Document()
    layout.set_page(word)
    layout.set_styles(word, lang)
    layout.set_page_numbers(word)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _fixed_dates(file: io.BytesIO) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _set_properties(word: WordFile, document: Document) -> None:
    day = document.masthead.date if document.masthead else None
    made = datetime.combine(day, time(), UTC) if day else EPOCH
    properties = word.core_properties
    properties.title = file_title(document)[:255]
    properties.author = one_line(document.author)[:255]
    properties.last_modified_by = properties.author
    properties.subject = one_line(document.subject)[:255]
    properties.language = document.lang
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = made
    properties.revision = 1


class _Writer:
    def __init__(self, word: WordFile, document: Document) -> None:
        self._word = word
        self._document = document
        self._depths = depths(document)

    def write(self) -> None:
        if self._document.masthead:
            self._masthead(self._document.masthead)
        for part in self._document.parts:
            self._part(part)
        if self._document.imprint:
            self._imprint(self._document.imprint)

    def _line(self, text: str, style: str = layout.FLUSH) -> WordParagraph:
        paragraph = self._word.add_paragraph(text)
        layout.set_style(paragraph, style)
        return paragraph

    def _masthead(self, head: Masthead) -> None:
        name = self._line(one_line(head.name), layout.MASTHEAD)
        for run in name.runs:
            run.font.size = Pt(layout.masthead_size(one_line(head.name)))
        for text in (head.number_line, head.running_line):
            if text:
                self._line(one_line(text), layout.NUMBER_LINE)
        day = date_text(head.date) if head.date else ""
        issued = self._line(f"{one_line(head.publisher)}\t{day}", layout.ISSUED)
        issued.paragraph_format.tab_stops.add_tab_stop(Mm(layout.WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)

    @singledispatchmethod
    def _part(self, part: object) -> None:
        raise TypeError(f"no layout for {type(part).__name__}")

    @_part.register
    def _(self, part: Heading) -> None:
        depth = next(self._depths)
        heading = self._line(one_line(part.text), f"Heading {depth}")
        if not is_numbered(part):
            layout.set_indent(heading.paragraph_format.element.get_or_add_pPr(), 0)
            if part.level > 1:
                heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in heading.runs:
            layout.set_face(run._r.get_or_add_rPr(), layout.HEADING_FACES[min(max(part.level, 1), 4) - 1])

    @_part.register
    def _(self, part: Paragraph) -> None:
        self._line(clean(part.text) + credit_text(part.credit), "Normal")

    @_part.register
    def _(self, part: Contents) -> None:
        if part.title:
            self._line(one_line(part.title), layout.CONTENTS_TITLE)
        for entry in part.entries:
            self._line(one_line(entry), "List Bullet")

    @_part.register
    def _(self, part: Table) -> None:
        if part.caption:
            self._line(one_line(part.caption), layout.TABLE_CAPTION)
        table = self._word.add_table(0, part.width, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for row in (part.head, *part.rows):
            self._row(table, row, part)
        layout.repeat_head(table.rows[0])
        for cell in table.rows[0].cells:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in cell.paragraphs[0].runs:
                layout.set_face(run._r.get_or_add_rPr(), layout.HEI)

    def _row(self, table: WordTable, row: tuple[str, ...], part: Table) -> None:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        for index, (cell, words) in enumerate(zip(cells, padded(row, part.width), strict=True)):
            paragraph = cell.paragraphs[0]
            layout.set_style(paragraph, layout.CELL)
            paragraph.add_run(clean(words))
            if index in part.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    @_part.register
    def _(self, part: Picture) -> None:
        image = printed(part)
        paragraph = self._line("", layout.PICTURE)
        shape = paragraph.add_run().add_picture(io.BytesIO(image.data), Mm(image.width), Mm(image.height))
        shape._inline.docPr.set("descr", spoken(part))
        if part.caption:
            self._line(one_line(part.caption), layout.PICTURE_CAPTION)

    @_part.register
    def _(self, part: Closing) -> None:
        for label, value in part.lines:
            self._line(labelled(label, value))

    def _imprint(self, imprint: Imprint) -> None:
        lines = [one_line(line) for line in imprint.lines] or [""]
        table = self._word.add_table(2 if imprint.print_run else 1, 1)
        cell = table.rows[0].cells[0]
        for number, text in enumerate(_hanging(imprint.label, lines)):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            layout.set_style(paragraph, layout.IMPRINT)
            paragraph.add_run(text)
            if number and imprint.label:
                paragraph.paragraph_format.left_indent = Pt(14 * (len(one_line(imprint.label)) + 2))
        if imprint.print_run:
            paragraph = table.rows[1].cells[0].paragraphs[0]
            layout.set_style(paragraph, layout.IMPRINT)
            paragraph.add_run(one_line(imprint.print_run))
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        layout.set_imprint_table(table)
        self._line("", layout.ANCHOR)


def _hanging(label: str, lines: list[str]) -> Iterator[str]:
    yield labelled(label, lines[0])
    yield from lines[1:]
