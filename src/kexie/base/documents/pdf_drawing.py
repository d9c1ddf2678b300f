"""What is drawn on the pages of one of our own PDFs: characters with their places, lines, pictures, bookmarks.

Lengths are millimetres from the top left corner of the page, as an OFD counts them. This reads what `pdf` writes (upright
text in embedded fonts, plain colours), and no upload.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import pikepdf
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, PathSegment, Point, apply_matrix_pt

MM = 25.4 / 72

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Glyph:
    """What is drawn of a font: its letters (two for a ligature such as ——), its code in the font, its left edge."""

    text: str
    code: int
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters of one font on one line, in the order of the file; ``stroke`` is the width of an outline, or 0."""

    font: PDFCIDFont
    size: float
    glyphs: tuple[Glyph, ...]
    right: float
    baseline: float
    colour: Colour
    stroke: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A path: segments as an operator (``M``, ``L``, ``B``, ``C``) and its points. ``fill`` tells that it is filled, ``width``
    is that of its stroke, or 0.
    """

    segments: tuple[tuple[str, tuple[Point, ...]], ...]
    colour: Colour
    width: float = 0.0
    fill: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a picture stands; the pictures of a file come in the order of its document."""

    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Sheet:
    """A page: its size, and what is drawn on it, in order."""

    width: float
    height: float
    drawn: list[Run | Line | Frame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: its title, its depth from 0, the page (from 0) and the height on it that it leads to."""

    title: str
    depth: int
    page: int
    y: float


def sheets(pdf: bytes) -> list[Sheet]:
    """The pages of ``pdf``."""
    resources = PDFResourceManager()
    device = _Device(resources)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
    return device.sheets


def marks(pdf: bytes) -> list[Mark]:
    """The bookmarks of ``pdf``, in order."""
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        return list(_marks(outline.root, [page.obj for page in file.pages]))


def _marks(entries: Sequence[pikepdf.OutlineItem], pages: list[pikepdf.Object], depth: int = 0) -> Iterator[Mark]:
    for entry in entries:
        target = entry.destination
        if isinstance(target, pikepdf.Array):
            page = pages.index(target[0])
            yield Mark(entry.title, depth, page, (float(pages[page].MediaBox[3]) - float(target[3])) * MM)
        yield from _marks(entry.children, pages, depth + 1)


class _Device(PDFTextDevice):
    """What pdfminer's interpreter draws on."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.sheets: list[Sheet] = []
        self._glyphs: list[Glyph] = []
        self._right = self._baseline = 0.0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        _, _, width, height = page.mediabox
        self.sheets.append(Sheet(width * MM, height * MM))

    def _point(self, matrix: Matrix | None, point: Point) -> Point:
        x, y = apply_matrix_pt(matrix or (1, 0, 0, 1, 0, 0), point)
        return x * MM, self.sheets[-1].height - y * MM

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        self._glyphs = []
        super().render_string(textstate, seq, ncs, graphicstate)
        if self._glyphs:
            outlined = textstate.render in (1, 2)  # PDF 32000-1, 9.3.6: stroke, fill and stroke
            run = Run(
                font=cast(PDFCIDFont, textstate.font),
                size=textstate.fontsize * abs(textstate.matrix[3]) * MM,
                glyphs=tuple(self._glyphs),
                right=self._right,
                baseline=self._baseline,
                colour=_colour(graphicstate.ncolor),
                stroke=graphicstate.linewidth * MM if outlined else 0.0,
            )
            self.sheets[-1].drawn.append(run)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        width: float = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
        x, self._baseline = self._point(matrix, (0, rise))
        self._right, _ = self._point(matrix, (width, rise))
        self._glyphs.append(Glyph(text, cid, x))
        return width

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        segments = tuple(self._segment(*segment) for segment in path)
        if segments and (stroke or fill):
            colour = graphicstate.ncolor if fill else graphicstate.scolor
            width = graphicstate.linewidth * MM if stroke else 0.0
            line = Line(segments=segments, colour=_colour(colour), width=width, fill=fill)
            self.sheets[-1].drawn.append(line)

    def _segment(self, operator: str, *numbers: float) -> tuple[str, tuple[Point, ...]]:
        points = zip(numbers[::2], numbers[1::2], strict=True)
        return _OPERATORS[operator], tuple(self._point(self.ctm, point) for point in points)

    def render_image(self, name: str, stream: PDFStream) -> None:
        corners = self._point(self.ctm, (0, 0)), self._point(self.ctm, (1, 1))
        (left, right), (top, bottom) = (sorted(side) for side in zip(*corners, strict=True))
        self.sheets[-1].drawn.append(Frame(left, top, right - left, bottom - top))


_OPERATORS = {"m": "M", "l": "L", "c": "B", "h": "C"}


def _colour(value: object) -> Colour:
    """A colour of our PDFs (grey, or red, green and blue, from 0 to 1) in 256 steps."""
    parts = [float(part) for part in value] if isinstance(value, (tuple, list)) else [float(cast(float, value))]
    red, green, blue = parts if len(parts) == 3 else parts[:1] * 3
    return round(red * 255), round(green * 255), round(blue * 255)
