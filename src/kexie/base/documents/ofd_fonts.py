"""The fonts of an OFD file: which glyphs of the PDF's fonts it takes over, and where each is found.

A font of ours gives every character one glyph. Where a PDF shows a character in two shapes, the second shape goes into a
second font, so that a reader that looks glyphs up by character alone is right too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pdfminer.pdffont import PDFCIDFont

from kexie.base.documents.pdf_drawing import Glyph
from kexie.base.documents.truetype import Shape, truetype


@dataclass(slots=True)
class Face:
    """One font file: its identifier, its name, the font that it comes from, its glyphs in order, the codes by character."""

    id: int
    name: str
    font: PDFCIDFont
    shapes: list[Shape] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    numbers: dict[Shape, int] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The font file."""
        return truetype(self.font, self.shapes, name=self.name)

    def number(self, shape: Shape) -> int:
        """The number of the glyph in the file, from 1; it is taken in if it was not."""
        if shape not in self.numbers:
            self.shapes.append(shape)
            self.numbers[shape] = len(self.shapes)
        return self.numbers[shape]


class FontCase:
    """All fonts of one file, filled while its pages are written; ``new_id`` numbers them."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self._new_id = new_id
        self._faces: dict[PDFCIDFont, list[Face]] = {}

    @property
    def faces(self) -> list[Face]:
        """The fonts, in the order of their first use."""
        return [face for faces in self._faces.values() for face in faces]

    def take(self, font: PDFCIDFont, glyph: Glyph) -> tuple[Face, int]:
        """The font with this glyph, and the glyph's number in it."""
        faces = self._faces.setdefault(font, [])
        character = glyph.text if len(glyph.text) == 1 else ""
        for face in faces:
            if not character or face.codes.setdefault(character, glyph.code) == glyph.code:
                break
        else:
            name = _family(font) + (f"-{len(faces) + 1}" if faces else "")
            face = Face(self._new_id(), name, font, codes={character: glyph.code} if character else {})
            faces.append(face)
        return face, face.number(Shape(glyph.code, character))


def _family(font: PDFCIDFont) -> str:
    """The font's name without the mark of a subset and without what every reader takes for granted: NotoSerifSC."""
    return font.basefont.rpartition("+")[2].removesuffix("-Regular")
