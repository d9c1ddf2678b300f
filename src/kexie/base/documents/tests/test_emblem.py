"""The icons of a site: a logo or a mark on a square."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from kexie.base.documents import emblem

RED = (179, 33, 30, 255)
MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="12" fill="#b3211e"/></svg>'


def picture(width: int, height: int) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGBA", (width, height), RED).save(drawn, "PNG")
    return drawn.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")


@pytest.mark.parametrize("side", [180, 192])
def test_a_mark_fills_its_square_and_keeps_its_round_corners(side):
    icon = opened(emblem.of_mark(MARK, side))
    assert icon.size == (side, side)
    assert icon.getpixel((side // 2, side // 2)) == RED
    assert icon.getpixel((0, 0))[3] == 0


def test_a_logo_stands_whole_in_the_middle():
    icon = opened(emblem.of_logo(picture(400, 200), 100, share=1.0, opaque=False))
    assert icon.size == (100, 100)
    assert icon.getpixel((50, 50)) == RED
    assert icon.getpixel((1, 50)) == RED
    assert icon.getpixel((50, 20))[3] == 0, "above a wide logo there is nothing"


def test_where_the_system_cuts_a_shape_the_ground_is_white_and_the_logo_smaller():
    icon = opened(emblem.of_logo(picture(64, 64), 100, share=0.5, opaque=True))
    assert icon.getpixel((0, 0)) == (255, 255, 255, 255)
    assert icon.getpixel((24, 50)) == (255, 255, 255, 255)
    assert icon.getpixel((26, 50)) == RED


def test_what_is_no_picture_is_refused():
    with pytest.raises(OSError, match="cannot identify"):
        emblem.of_logo(b"<svg/>", 100, share=1.0, opaque=True)
