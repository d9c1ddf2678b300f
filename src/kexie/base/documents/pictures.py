"""Pictures of a document: their type and how large they are printed."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image

from kexie.base.documents.model import Picture
from kexie.base.documents.refusals import PictureUnreadable

MAX_WIDTH_MM = 156.0
MAX_HEIGHT_MM = 180.0
PRINT_DPI = 150.0


@dataclass(frozen=True, slots=True)
class Print:
    """How a picture is printed: its file extension and its size in millimetres."""

    extension: str
    width: float
    height: float


def printed(picture: Picture) -> Print:
    """Size of ``picture`` on paper: 150 pixels to the inch, shrunk to fit the text block; PictureUnreadable if damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as image:
                width, height = image.size
                extension = "png" if image.format == "PNG" else "jpg"
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnreadable(alt=picture.alt) from error
    millimetres = 25.4 / PRINT_DPI
    shrink = min(1.0, MAX_WIDTH_MM / (width * millimetres), MAX_HEIGHT_MM / (height * millimetres))
    return Print(extension, round(width * millimetres * shrink, 2), round(height * millimetres * shrink, 2))
