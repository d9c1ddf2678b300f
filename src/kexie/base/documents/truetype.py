"""Make a small TrueType font out of a font that is embedded in one of our PDFs: the glyphs that are shown, with the
characters that they stand for.

A PDF keeps outlines without the table that says which character is which; an OFD reader wants that table, and curves of
the second degree.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.timeTools import epoch_diff
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pdfminer.pdffont import PDFCIDFont
from pdfminer.pdftypes import stream_value

NOTDEF = ".notdef"
ASCENT, DESCENT = 0.88, -0.12  # of an em, the box of an ideograph
STRAY = 0.0005  # of an em: how far a curve of the second degree may stray from one of the third
MADE = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) - epoch_diff


@dataclass(frozen=True, slots=True)
class Shape:
    """A glyph to be taken over: its code in the PDF's font, and its character, or none if it is found by number alone."""

    code: int
    character: str = ""


@dataclass(frozen=True, slots=True)
class _Outlines:
    """The outlines of an embedded font: units to the em, glyphs by name, the name behind a code, and which way they turn
    (PostScript and TrueType fill on different sides).
    """

    units: int
    glyphs: Mapping[str, Any]
    name: Callable[[int], str]
    turned: bool


def truetype(font: PDFCIDFont, shapes: Sequence[Shape], *, name: str) -> bytes:
    """A TrueType font called ``name`` whose glyph ``n`` is ``shapes[n - 1]``; glyph 0 is empty. The same shapes give the
    same bytes.
    """
    outlines = _outlines(font)
    order = [NOTDEF, *(f"g{number}" for number in range(1, len(shapes) + 1))]
    taken = list(zip(order[1:], shapes, strict=True))
    glyphs = {NOTDEF: TTGlyphPen(None).glyph()} | {glyph: _glyph(outlines, shape.code) for glyph, shape in taken}
    widths = {NOTDEF: outlines.units}
    widths |= {glyph: round(font.char_width(shape.code) * outlines.units) for glyph, shape in taken}
    ascent, descent = round(ASCENT * outlines.units), round(DESCENT * outlines.units)
    builder = FontBuilder(outlines.units, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(shape.character): glyph for glyph, shape in taken if shape.character})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({glyph: (widths[glyph], getattr(glyphs[glyph], "xMin", 0)) for glyph in order})
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "fullName": name, "psName": name})
    builder.setupOS2(sTypoAscender=ascent, sTypoDescender=descent, usWinAscent=ascent, usWinDescent=-descent)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=MADE, modified=MADE)
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def _glyph(outlines: _Outlines, code: int) -> Any:
    drawn = DecomposingRecordingPen(outlines.glyphs)
    outlines.glyphs[outlines.name(code)].draw(drawn)
    pen = TTGlyphPen(None)
    drawn.replay(Cu2QuPen(pen, max_err=STRAY * outlines.units, reverse_direction=outlines.turned))
    return pen.glyph()


def _outlines(font: PDFCIDFont) -> _Outlines:
    descriptor: Mapping[str, Any] = font.descriptor
    if "FontFile2" in descriptor:
        return _of_truetype(stream_value(descriptor["FontFile2"]).get_data())
    data = stream_value(descriptor["FontFile3"]).get_data()
    if data[:4] == b"OTTO":
        data = TTFont(io.BytesIO(data)).reader["CFF "]
    return _of_postscript(data)


def _of_truetype(data: bytes) -> _Outlines:
    """A TrueType font in a PDF: the code is the number of the glyph."""
    font = TTFont(io.BytesIO(data))
    return _Outlines(font["head"].unitsPerEm, font.getGlyphSet(), font.getGlyphName, turned=False)


def _of_postscript(data: bytes) -> _Outlines:
    """A bare CFF font in a PDF: the code is a CID where the font is keyed by them, else the number of the glyph."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts[0]
    names = top.charset
    by_cid = hasattr(top, "ROS")
    units = round(1 / top.FontMatrix[0]) if hasattr(top, "FontMatrix") else 1000
    return _Outlines(units, top.CharStrings, lambda code: f"cid{code:05d}" if by_cid else names[code], turned=True)
