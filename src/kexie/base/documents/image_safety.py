"""Draw an uploaded picture anew: what is not picture (place, camera, thumbnails, hidden data) is left behind.

Called in a child process; the bytes come back as base64.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image, ImageOps

from kexie.base.documents.refusals import Damaged, TooManyPixels

MAX_PIXELS = 50_000_000
JPEG_QUALITY = 90


def redraw(payload: bytes, *, name: str, kind: str, longest: int = 0) -> dict[str, Any]:
    """The picture turned upright and without any data beside its pixels and colour profile: ``data``, ``width``,
    ``height``. One with a side of more than ``longest`` pixels is drawn smaller; 0 leaves the size.
    TooManyPixels beyond 50 million, Damaged when it cannot be read.
    """
    Image.MAX_IMAGE_PIXELS = None  # counted here, before a pixel is unpacked
    try:
        with Image.open(io.BytesIO(payload), formats=(kind.upper(),)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels(limit=MAX_PIXELS // 10_000)
            profile = image.info.get("icc_profile")
            if longest and image.format == "JPEG":
                image.draft(None, (longest, longest))  # decodes at half or a quarter where that is still enough
            upright = ImageOps.exif_transpose(image)
            upright.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Damaged(name=name) from error
    if longest and max(upright.size) > longest:
        upright = _shrunk(upright, longest)
    upright.info = {key: value for key, value in upright.info.items() if key == "transparency"}
    file = io.BytesIO()
    options: dict[str, Any] = {"quality": JPEG_QUALITY} if kind == "jpeg" else {"optimize": False}
    upright.save(file, kind.upper(), icc_profile=profile, exif=b"", **options)
    data = base64.b64encode(file.getvalue()).decode()
    return {"data": data, "width": upright.width, "height": upright.height}


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    """The picture with its longest side cut down; what cannot be mixed (a palette, 16 bits of grey) is drawn without it."""
    if image.mode.startswith("I"):
        image = image.convert("L")
    elif image.mode in ("P", "1"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return image
