"""Flat pictures of a city that does not exist, drawn when the demo is told: nobody's photographs, no file to ship."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (1600, 900)
_SCALE: Final = 2  # drawn twice as large, then made smaller: smooth edges

Pen = ImageDraw.ImageDraw
Colour = tuple[int, int, int]


def draw(name: str) -> bytes:
    """The picture of this name as JPEG; KeyError for a name that is not drawn."""
    wide, high = SIZE[0] * _SCALE, SIZE[1] * _SCALE
    picture = Image.new("RGB", (wide, high))
    _SCENES[name](ImageDraw.Draw(picture), wide, high)
    written = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(written, "JPEG", quality=86)
    return written.getvalue()


def logo() -> bytes:
    """A mark of the city: three rivers under a star, as PNG with a clear ground."""
    side = 512 * _SCALE
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side, side), radius=side * 0.22, fill=(179, 33, 30, 255))
    for row in range(3):
        _wave(pen, side, side * (0.56 + row * 0.13), side * 0.028)
    _star(pen, side * 0.5, side * 0.29, side * 0.13)
    written = io.BytesIO()
    picture.resize((512, 512), Image.Resampling.LANCZOS).save(written, "PNG")
    return written.getvalue()


def _wave(pen: Pen, side: float, at: float, width: float) -> None:
    steps = [side * (0.18 + 0.64 * step / 60) for step in range(61)]
    line = [(x, at + math.sin((x / side) * math.tau * 2) * side * 0.03) for x in steps]
    pen.line(line, fill=(255, 255, 255, 255), width=round(width), joint="curve")


def _star(pen: Pen, x: float, y: float, size: float) -> None:
    turned = [(math.pi * step / 4 - math.pi / 2, size if step % 2 == 0 else size * 0.34) for step in range(8)]
    pen.polygon([(x + math.cos(a) * r, y + math.sin(a) * r) for a, r in turned], fill=(255, 255, 255, 255))


def _sky(pen: Pen, wide: int, high: int, above: Colour, below: Colour) -> None:
    for y in range(high):
        share = y / high
        pen.line([(0, y), (wide, y)], fill=tuple(round(a + (b - a) * share) for a, b in zip(above, below, strict=True)))


def _hills(pen: Pen, wide: int, high: int, *, at: float, swing: float, turns: float, colour: Colour) -> None:
    edge = [
        (x, high * (at + swing * math.sin(x / wide * math.tau * turns + turns * 3))) for x in range(0, wide + 40, 40)
    ]
    pen.polygon([(0, high), *edge, (wide, high)], fill=colour)


def _observatory(pen: Pen, wide: int, high: int) -> None:
    _sky(pen, wide, high, (18, 30, 66), (70, 92, 150))
    rolled = random.Random(7)  # noqa: S311 - stars
    for _star_number in range(260):
        x, y, r = rolled.uniform(0, wide), rolled.uniform(0, high * 0.6), rolled.choice((2.0, 3.0, 3.0, 5.0))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(255, 244, 214))
    pen.ellipse((wide * 0.14, high * 0.12, wide * 0.2, high * 0.12 + wide * 0.06), fill=(250, 236, 196))
    _hills(pen, wide, high, at=0.72, swing=0.05, turns=1.3, colour=(36, 52, 96))
    _hills(pen, wide, high, at=0.82, swing=0.04, turns=2.1, colour=(24, 36, 70))
    x, y, r = wide * 0.66, high * 0.66, wide * 0.085
    pen.pieslice((x - r, y - r, x + r, y + r), 180, 360, fill=(226, 232, 244))
    pen.rectangle((x - r, y, x + r, y + r * 0.9), fill=(200, 209, 228))
    pen.polygon([(x - r * 0.1, y - r), (x + r * 0.22, y - r * 0.97), (x + r * 0.3, y), (x, y)], fill=(24, 36, 70))
    pen.line([(x + r * 0.1, y - r * 0.35), (x + r * 0.75, y - r * 1.35)], fill=(250, 236, 196), width=round(r * 0.13))


def _fair(pen: Pen, wide: int, high: int) -> None:
    _sky(pen, wide, high, (202, 228, 246), (250, 243, 226))
    pen.ellipse((wide * 0.77, high * 0.1, wide * 0.77 + high * 0.2, high * 0.3), fill=(247, 196, 92))
    _hills(pen, wide, high, at=0.66, swing=0.05, turns=1.1, colour=(150, 196, 178))
    _hills(pen, wide, high, at=0.78, swing=0.03, turns=1.8, colour=(92, 156, 134))
    for number, colour in enumerate(((179, 33, 30), (20, 80, 140), (224, 150, 40), (75, 74, 156))):
        x, top, half = wide * (0.16 + number * 0.2), high * 0.56, wide * 0.075
        pen.polygon([(x - half, top), (x, top - half * 0.75), (x + half, top)], fill=colour)
        pen.rectangle((x - half * 0.86, top, x + half * 0.86, top + half * 1.35), fill=(252, 250, 245))
        for stripe in range(3):
            left = x - half * 0.86 + stripe * half * 0.62
            pen.rectangle((left, top, left + half * 0.3, top + half * 0.28), fill=colour)
        pen.rectangle((x - half * 0.25, top + half * 0.55, x + half * 0.25, top + half * 1.35), fill=(96, 82, 70))


def _workshop(pen: Pen, wide: int, high: int) -> None:
    _sky(pen, wide, high, (232, 239, 247), (214, 226, 239))
    for number in range(5):
        x = wide * (0.06 + number * 0.19)
        pen.polygon(
            [(x, high * 0.3), (x + wide * 0.1, high * 0.16), (x + wide * 0.1, high * 0.3)], fill=(122, 146, 176)
        )
        pen.rectangle((x, high * 0.3, x + wide * 0.19, high * 0.74), fill=(160, 181, 206))
        pen.rectangle((x + wide * 0.03, high * 0.38, x + wide * 0.16, high * 0.5), fill=(236, 244, 252))
    pen.rectangle((0, high * 0.74, wide, high), fill=(84, 104, 132))
    _gear(pen, wide * 0.32, high * 0.72, high * 0.19, (20, 80, 140))
    _gear(pen, wide * 0.49, high * 0.81, high * 0.13, (179, 33, 30))
    _gear(pen, wide * 0.62, high * 0.7, high * 0.1, (224, 150, 40))


def _gear(pen: Pen, x: float, y: float, size: float, colour: Colour) -> None:
    rim = [(math.tau * step / 48, size if step % 4 < 2 else size * 0.84) for step in range(48)]
    pen.polygon([(x + math.cos(a) * r, y + math.sin(a) * r) for a, r in rim], fill=colour)
    pen.ellipse((x - size * 0.36, y - size * 0.36, x + size * 0.36, y + size * 0.36), fill=(232, 239, 247))


def _farm(pen: Pen, wide: int, high: int) -> None:
    _sky(pen, wide, high, (214, 234, 246), (246, 246, 228))
    _hills(pen, wide, high, at=0.52, swing=0.06, turns=1.4, colour=(168, 196, 150))
    pen.rectangle((0, high * 0.66, wide, high), fill=(120, 164, 96))
    for number in range(9):
        foot = wide * number / 8
        near = wide * (0.5 + (number / 8 - 0.5) * 3)
        lane = [(wide * 0.5 + (foot - wide * 0.5) * 0.4, high * 0.66), (near - 50, high), (near + 50, high)]
        pen.polygon(lane, fill=(96, 138, 76))
    for x, size in ((wide * 0.2, 1.0), (wide * 0.36, 0.72), (wide * 0.82, 0.85)):
        _windmill(pen, x, high * 0.62, high * 0.34 * size)


def _windmill(pen: Pen, x: float, foot: float, tall: float) -> None:
    top = foot - tall
    pen.polygon([(x - tall * 0.022, foot), (x - 5, top), (x + 5, top), (x + tall * 0.022, foot)], fill=(250, 250, 250))
    for turn in range(3):
        angle = math.tau * turn / 3 + 0.4
        tip = (x + math.cos(angle) * tall * 0.52, top + math.sin(angle) * tall * 0.52)
        pen.line([(x, top), tip], fill=(250, 250, 250), width=round(tall * 0.035))
    pen.ellipse((x - tall * 0.035, top - tall * 0.035, x + tall * 0.035, top + tall * 0.035), fill=(179, 33, 30))


_SCENES: Final[dict[str, Callable[[Pen, int, int], None]]] = {
    "observatory": _observatory,
    "fair": _fair,
    "workshop": _workshop,
    "farm": _farm,
}
