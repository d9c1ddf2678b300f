"""Draw the icons of the site: a logo, or a mark given as SVG, on a square PNG."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from kexie.base.documents.pdf import lock, press

_TEMPLATE: Final = Path(__file__).parent / "layout" / "emblem.typ"
_CLEAR: Final = (0, 0, 0, 0)
_WHITE: Final = (255, 255, 255, 255)


def of_mark(svg: str, side: int) -> bytes:
    """``svg``, which fills its square, ``side`` pixels wide; a second for the first one of a process."""
    with lock:
        return press().picture(_TEMPLATE, "emblem", lambda faces: json.dumps({"svg": svg}), float(side))


def of_logo(picture: bytes, side: int, *, share: float, opaque: bool) -> bytes:
    """The picture whole in the middle of a square of ``side`` pixels, ``share`` of it wide or high.

    The ground is white where it must be ``opaque``, else clear. Raises OSError for what is no picture.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        inner = max(1, round(side * share))
        logo = ImageOps.contain(opened.convert("RGBA"), (inner, inner))
    square = Image.new("RGBA", (side, side), _WHITE if opaque else _CLEAR)
    square.alpha_composite(logo, ((side - logo.width) // 2, (side - logo.height) // 2))
    drawn = io.BytesIO()
    (square.convert("RGB") if opaque else square).save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
