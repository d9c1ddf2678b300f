"""The page, the styles and the raw WordprocessingML of the DOCX: sizes of GB/T 9704-2012 in Word's units."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph

FANG, HEI, KAI, SONG, TITLE = "仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"
HEADING_FACES = (HEI, KAI, FANG, FANG)
RED = RGBColor(0xFF, 0x33, 0x33)  # M80 Y80
BLACK = RGBColor(0, 0, 0)

WIDTH_MM = 156
SIZE = 16.0  # 3号: Word knows half points only, so the characters stand closer by a quarter of a point
SMALL = 14.0  # 4号
PITCH_TWIPS = 579  # 225 mm / 22 lines, rounded down so that 22 lines fit
CLOSER_TWIPS = -5  # 16 pt less 0.25 pt: 28 characters to the line of 156 mm

FLUSH, MASTHEAD, NUMBER_LINE, ISSUED = "Kexie Flush", "Kexie Masthead", "Kexie Number Line", "Kexie Issued"
CONTENTS_TITLE, CELL, IMPRINT = "Kexie Contents Title", "Kexie Cell", "Kexie Imprint"
TABLE_CAPTION, PICTURE, PICTURE_CAPTION = "Kexie Table Caption", "Kexie Picture", "Kexie Picture Caption"
PAGE_NUMBER, ANCHOR = "Kexie Page Number", "Kexie Anchor"


def masthead_size(name: str) -> float:
    """Size in points at which ``name`` fills the line without breaking it; 60 at most."""
    return max(8.0, min(60.0, round(2 * 425 / 1.12 / max(len(name), 1)) / 2))


def _attribute(element: Any, **values: object) -> None:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))


def _child(parent: Any, tag: str, **values: object) -> Any:
    element = OxmlElement(f"w:{tag}")
    _attribute(element, **values)
    parent.append(element)
    return element


def set_page(word: WordFile) -> None:
    """A4, margins, and the grid of 22 lines. No grid of characters: some programs give each of them two cells of it."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(25.5)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    _child(properties, "docGrid", type="lines", linePitch=PITCH_TWIPS)


def set_style(paragraph: Paragraph, name: str) -> None:
    """Give ``paragraph`` the style ``name`` by its identifier: looking the name up costs milliseconds each time."""
    paragraph._p.style = name.replace(" ", "")


def set_face(run_properties: Any, face: str) -> None:
    """Set ``face`` for every script and drop the theme's fonts, which would win over it."""
    fonts = run_properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.lower().endswith("theme"):
            del fonts.attrib[name]
    _attribute(fonts, ascii=face, hAnsi=face, eastAsia=face, cs=face)


def set_indent(paragraph_properties: Any, characters: int) -> None:
    """First-line indent in characters, with its width in twips for programs that do not count characters."""
    indent = paragraph_properties.get_or_add_ind()
    for name in ("hanging", "hangingChars", "left", "leftChars"):
        indent.attrib.pop(qn(f"w:{name}"), None)
    _attribute(indent, firstLineChars=characters * 100, firstLine=int(characters * SIZE * 20))


def _style(word: WordFile, name: str, *, face: str = FANG, size: float = SIZE, indent: int = 0) -> ParagraphStyle:
    styles = word.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    style.font.size = Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = BLACK
    run_properties = style.element.get_or_add_rPr()
    set_face(run_properties, face)
    if size == SIZE:
        closer = _child(run_properties, "spacing", val=CLOSER_TWIPS)
        run_properties.find(qn("w:sz")).addprevious(closer)  # where the schema wants it
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH_TWIPS / 20)
    set_indent(style.element.get_or_add_pPr(), indent)
    return style


def set_styles(word: WordFile, lang: str) -> None:
    """All styles of the paper; the built-in heading and list styles keep their names, so that Word knows them."""
    for fonts in word.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.lower().endswith("theme")]:
            del fonts.attrib[name]
    for tag in word.styles.element.iter(qn("w:lang")):
        _attribute(tag, val="en-US", eastAsia=lang)
    normal = _style(word, "Normal", indent=2)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    normal.paragraph_format.widow_control = False
    for level, face in enumerate(HEADING_FACES, start=1):
        heading = _style(word, f"Heading {level}", face=face, indent=2)
        heading.font.bold = level > 1
        heading.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _style(word, FLUSH)
    _style(word, "List Bullet")
    _set_list_indent(word)
    _style(word, CONTENTS_TITLE, face=HEI).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_head_styles(word)
    _set_table_styles(word)


def _set_list_indent(word: WordFile) -> None:
    indent = word.styles["List Bullet"].element.get_or_add_pPr().get_or_add_ind()
    for name in list(indent.attrib):
        del indent.attrib[name]
    _attribute(indent, left=400, hanging=400, firstLineChars=0)  # or it would inherit two characters


def _set_head_styles(word: WordFile) -> None:
    name = _style(word, MASTHEAD, face=TITLE, size=60)
    name.font.color.rgb = RED
    name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    name.paragraph_format.space_after = Pt(16)
    number = _style(word, NUMBER_LINE)
    for style in (name, number):
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    issued = _style(word, ISSUED)
    issued.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    issued.paragraph_format.space_after = Pt(12)
    borders = OxmlElement("w:pBdr")
    _child(borders, "bottom", val="single", sz=12, space=4, color=str(RED))
    issued.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
    )


def _set_table_styles(word: WordFile) -> None:
    cell = _style(word, CELL, size=SMALL)
    imprint = _style(word, IMPRINT, size=SMALL)
    for style in (cell, imprint):
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        style.paragraph_format.line_spacing = Pt(22)
    imprint.paragraph_format.left_indent = imprint.paragraph_format.right_indent = Pt(SMALL)
    page_number = _style(word, PAGE_NUMBER, face=SONG, size=SMALL)
    page_number.paragraph_format.line_spacing = Pt(SMALL)
    _style(word, ANCHOR, size=1).paragraph_format.line_spacing = Pt(1)  # what the imprint hangs on
    picture = _style(word, PICTURE)
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture.paragraph_format.keep_with_next = True
    captions = (_style(word, TABLE_CAPTION, face=HEI, size=SMALL), _style(word, PICTURE_CAPTION, face=KAI, size=SMALL))
    captions[0].paragraph_format.keep_with_next = True
    for style in (picture, *captions):
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def set_page_numbers(word: WordFile) -> None:
    """— n — at the outer side: right on odd pages, left on even ones, one character from the edge."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles[PAGE_NUMBER]
        paragraph.alignment = side
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SMALL)
        paragraph.add_run("— ")
        run = paragraph.add_run()._r
        _child(run, "fldChar", fldCharType="begin")
        instruction = _child(run, "instrText")
        instruction.text = "PAGE"
        _child(run, "fldChar", fldCharType="separate")
        _child(run, "t").text = "1"
        _child(run, "fldChar", fldCharType="end")
        paragraph.add_run(" —")


def repeat_head(row: _Row) -> None:
    """Mark ``row`` as the head of its table: repeated on each page, read out as such."""
    _child(row._tr.get_or_add_trPr(), "tblHeader")


def set_imprint_table(table: WordTable) -> None:
    """版记: rules of 0.35 mm above and below and 0.25 mm between, standing on the foot of the page."""
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    _attribute(place, vertAnchor="margin", horzAnchor="margin", tblpXSpec="left", tblpYSpec="bottom")
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
    borders = OxmlElement("w:tblBorders")
    for side, eighths in (("top", 8), ("bottom", 8), ("insideH", 6)):
        _child(borders, side, val="single", sz=eighths, space=0, color="000000")
    width = properties.find(qn("w:tblW"))
    _attribute(width, type="dxa", w=round(WIDTH_MM * 1440 / 25.4))
    width.addnext(borders)
    for cell in table.columns[0].cells:
        cell.width = Mm(WIDTH_MM)
    for row in table.rows:  # 版记 stands on one page
        _child(row._tr.get_or_add_trPr(), "cantSplit")
