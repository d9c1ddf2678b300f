"""Pictures of a document: the bytes that every format can hold, their type, and how large they are printed."""

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
JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Print:
    """How a picture is printed: its bytes, its file extension (png or jpg), its size in pixels and in millimetres."""

    data: bytes
    extension: str
    pixels: tuple[int, int]
    width: float
    height: float

    @property
    def media_format(self) -> str:
        """PNG or JPEG."""
        return "PNG" if self.extension == "png" else "JPEG"


def printed(picture: Picture) -> Print:
    """``picture`` ready for paper: 150 pixels to the inch, shrunk to fit the text block. A JPEG in printing inks (CMYK), that
    neither PDF/A-2 without a press profile nor every browser takes, becomes red, green and blue. PictureUnreadable if damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as image:
                image.load()
                width, height = image.size
                extension = "png" if image.format == "PNG" else "jpg"
                data = _in_light(image) if image.mode == "CMYK" else picture.data
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnreadable(alt=picture.alt) from error
    millimetres = 25.4 / PRINT_DPI
    shrink = min(1.0, MAX_WIDTH_MM / (width * millimetres), MAX_HEIGHT_MM / (height * millimetres))
    across, down = (round(side * millimetres * shrink, 2) for side in (width, height))
    return Print(data, extension, (width, height), across, down)


def _in_light(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=JPEG_QUALITY)
    return file.getvalue()
