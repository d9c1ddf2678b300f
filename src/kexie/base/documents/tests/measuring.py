"""Read a PDF back in millimetres."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTLine, LTPage, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

MM = 25.4 / 72


@dataclass(frozen=True)
class Glyph:
    """A character on paper: ``x`` from the left and ``baseline`` from the top, in mm; ``size`` in points."""

    text: str
    x: float
    right: float
    baseline: float
    size: float
    font: str
    colour: object


@dataclass(frozen=True)
class Rule:
    """A straight line, in mm."""

    x: float
    width: float
    y: float
    thickness: float
    colour: object


class Page:
    """One page of a PDF."""

    def __init__(self, page: LTPage) -> None:
        self._page = page
        self.width, self.height = page.width * MM, page.height * MM

    def _all(self, container: object) -> list[object]:
        found: list[object] = []
        for thing in container:
            found.append(thing)
            if isinstance(thing, LTFigure):
                found.extend(self._all(thing))
        return found

    @cached_property
    def glyphs(self) -> list[Glyph]:
        """All characters but spaces, in the order of the file."""
        return [
            Glyph(
                c.get_text(),
                c.x0 * MM,
                c.x1 * MM,
                self.height - c.matrix[5] * MM,
                c.size,
                c.fontname,
                c.graphicstate.ncolor,
            )
            for c in self._all(self._page)
            if isinstance(c, LTChar) and c.get_text().strip()
        ]

    @cached_property
    def rules(self) -> list[Rule]:
        """All straight horizontal lines, from the top."""
        lines = [c for c in self._all(self._page) if isinstance(c, (LTLine, LTRect, LTCurve)) and c.width > 100 / MM]
        found = [
            Rule(c.x0 * MM, c.width * MM, self.height - c.y0 * MM, c.linewidth * MM, c.stroking_color) for c in lines
        ]
        return sorted(found, key=lambda rule: rule.y)

    @cached_property
    def images(self) -> list[tuple[float, float]]:
        """Left edge and width of all pictures, in mm."""
        return [(c.x0 * MM, c.width * MM) for c in self._all(self._page) if isinstance(c, LTImage)]

    @cached_property
    def lines(self) -> list[list[Glyph]]:
        """The characters by their line, from the top, each from the left."""
        by_line: dict[float, list[Glyph]] = {}
        for glyph in self.glyphs:
            by_line.setdefault(round(glyph.baseline, 1), []).append(glyph)
        return [sorted(by_line[y], key=lambda glyph: glyph.x) for y in sorted(by_line)]


def pages(pdf: bytes) -> list[Page]:
    """The pages of a PDF."""
    return [Page(page) for page in raw_pages(pdf)]


def raw_pages(pdf: bytes) -> Iterator[LTPage]:
    """The pages as pdfminer gives them: characters and lines in the order of the file, not grouped."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
        yield device.get_result()
