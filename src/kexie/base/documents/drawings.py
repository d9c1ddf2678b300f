"""Vector drawings of our own as pictures for papers: SVG in, PNG out, set in the fonts of the papers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from kexie.base.documents.pdf import lock, press

_TEMPLATE: Final = Path(__file__).parent / "layout" / "drawing.typ"
_FAMILY: Final = re.compile(r'font-family="[^"]*"')
#: Typst draws a pixel of SVG as 0.75 points: so many pixels of the picture are one of the drawing.
_POINTS_PER_INCH: Final = 72.0
_POINTS_PER_PIXEL: Final = 0.75


def png_of(svg: str, *, scale: float = 2.0) -> bytes:
    """The drawing as PNG, ``scale`` pixels for each of its own. For drawings that the platform has made itself."""
    pixels_per_inch = scale * _POINTS_PER_INCH / _POINTS_PER_PIXEL
    with lock:
        return press().picture(_TEMPLATE, "drawing", lambda faces: _data(svg, faces), pixels_per_inch)


def _data(svg: str, faces: dict[str, list[str]]) -> str:
    family = ", ".join(f"'{face}'" for face in faces["hei"])
    return json.dumps({"svg": _FAMILY.sub(f'font-family="{family}"', svg)}, ensure_ascii=False)
