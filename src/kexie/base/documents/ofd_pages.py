"""The pages of an OFD file: text, path and image objects for what is drawn on a page of our PDF."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kexie.base.documents.model import Picture
from kexie.base.documents.ofd_fonts import Face, FontCase
from kexie.base.documents.ofd_xml import PLACES, Box, Part, numbers
from kexie.base.documents.pdf_drawing import Colour, Frame, Glyph, Line, Run, Sheet
from kexie.base.documents.pictures import Print, printed
from kexie.base.documents.wording import spoken

ROOM = 0.3  # of the type size: how far ink may reach out of the box of its characters
LINE_ROOM = 0.1  # millimetres


@dataclass(slots=True)
class _Stretch:
    """Glyphs of one face, side by side; a ligature stands alone, with its number in the face."""

    face: Face
    glyphs: list[Glyph]
    right: float
    ligature: int | None = None


class PageWriter:
    """Writes pages one after the other; keeps the fonts and the images that they use. ``pictures`` come in the order of the
    document, ``new_id`` numbers everything.
    """

    def __init__(self, pictures: Iterator[Picture], new_id: Callable[[], int]) -> None:
        self.fonts = FontCase(new_id)
        self.images: dict[str, tuple[int, Print]] = {}
        self._pictures = pictures
        self._new_id = new_id

    def page(self, sheet: Sheet) -> Part:
        """The page with everything on it."""
        page = Part.root("Page")
        page.add("Area").add("PhysicalBox", numbers(0, 0, sheet.width, sheet.height))
        layer = page.add("Content").add("Layer", ID=self._new_id(), Type="Body")
        for thing in sheet.drawn:
            if isinstance(thing, Run):
                for stretch in self._stretches(thing):
                    self._text(layer, thing, stretch)
            elif isinstance(thing, Line):
                self._path(layer, thing)
            else:
                self._image(layer, thing, next(self._pictures))
        return page

    def _stretches(self, run: Run) -> list[_Stretch]:
        """Blanks at the ends draw nothing and stay away; so do glyphs without letters."""
        found: list[_Stretch] = []
        rights = [*(glyph.x for glyph in run.glyphs[1:]), run.right]
        for glyph, right in zip(run.glyphs, rights, strict=True):
            last = found[-1] if found else None
            if not glyph.text or (glyph.text.isspace() and last is None):
                continue
            face, place = self.fonts.take(run.font, glyph)
            if len(glyph.text) > 1:
                found.append(_Stretch(face, [glyph], right, place))
            elif last and last.face is face and last.ligature is None:
                last.glyphs.append(glyph)
                last.right = right
            else:
                found.append(_Stretch(face, [glyph], right))
        return found

    def _text(self, layer: Part, run: Run, stretch: _Stretch) -> None:
        words = "".join(glyph.text for glyph in stretch.glyphs).rstrip()
        if not words:
            return
        room = ROOM * run.size + run.stroke
        left, top = stretch.glyphs[0].x - room, run.baseline - run.size - room
        box = Box(left, top, stretch.right + room - left, 1.3 * run.size + 2 * room)
        outline: dict[str, object] = {"Stroke": "true", "LineWidth": run.stroke} if run.stroke else {}
        text = layer.add("TextObject", ID=self._new_id(), Boundary=box, Font=stretch.face.id, Size=run.size, **outline)
        text.add("FillColor", Value=_rgb(run.colour))
        if run.stroke:
            text.add("StrokeColor", Value=_rgb(run.colour))
        if stretch.ligature is not None:
            change = text.add("CGTransform", CodePosition=0, CodeCount=len(words), GlyphCount=1)
            change.add("Glyphs", str(stretch.ligature))
        places = [round(glyph.x - left, PLACES) for glyph in stretch.glyphs[: len(words)]]
        steps = numbers(*(after - before for before, after in itertools.pairwise(places)))
        text.add("TextCode", words, X=places[0], Y=run.baseline - top, DeltaX=steps or None)

    def _path(self, layer: Part, line: Line) -> None:
        points = [point for _, points in line.segments for point in points]
        box = Box.around(points, room=line.width + LINE_ROOM)
        kind: dict[str, object] = {"Fill": "true", "Stroke": "false"} if line.fill else {"LineWidth": line.width}
        path = layer.add("PathObject", ID=self._new_id(), Boundary=box, **kind)
        path.add("FillColor" if line.fill else "StrokeColor", Value=_rgb(line.colour))
        pieces = (
            " ".join((operator, *(numbers(x - box.x, y - box.y) for x, y in points)))
            for operator, points in line.segments
        )
        path.add("AbbreviatedData", " ".join(pieces))

    def _image(self, layer: Part, frame: Frame, picture: Picture) -> None:
        image = printed(picture)
        digest = hashlib.sha256(image.data).hexdigest()
        if digest not in self.images:
            self.images[digest] = (self._new_id(), image)
        layer.add(
            "ImageObject",
            ID=self._new_id(),
            Boundary=Box(frame.x, frame.y, frame.width, frame.height),
            Name=spoken(picture),
            CTM=numbers(frame.width, 0, 0, frame.height, 0, 0),
            ResourceID=self.images[digest][0],
        )


def _rgb(colour: Colour) -> str:
    return " ".join(str(part) for part in colour)
