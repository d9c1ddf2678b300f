"""The lines of a drawing as SVG: flows with their heads and names, associations, messages between pools."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Final

from kexie.base.matters.rules.bpmn.ink import Ink
from kexie.base.matters.rules.bpmn.model import Box, Point
from kexie.base.matters.rules.bpmn.shapes import label_block, number, text
from kexie.base.matters.rules.bpmn.texts import Block

_RADIUS: Final = 6.0
_HEAD: Final = (10.0, 4.2)


def line(points: Sequence[Point], stroke: str, width: float = 1.5, dashes: str = "", cap: str = "butt") -> str:
    """A line with round corners."""
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{_rounded(points)}" fill="none" stroke="{stroke}" stroke-width="{number(width)}"'
        f' stroke-linejoin="round" stroke-linecap="{cap}"{more}/>'
    )


def _rounded(points: Sequence[Point]) -> str:
    parts = [f"M{number(points[0].x)} {number(points[0].y)}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{number(start.x)} {number(start.y)}")
        parts.append(f"Q{number(corner.x)} {number(corner.y)} {number(end.x)} {number(end.y)}")
    parts.append(f"L{number(points[-1].x)} {number(points[-1].y)}")
    return " ".join(parts)


def _distance(a: Point, b: Point) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)


def _towards(start: Point, goal: Point, far: float) -> Point:
    whole = _distance(start, goal)
    if not whole:
        return start
    return Point(start.x + (goal.x - start.x) * far / whole, start.y + (goal.y - start.y) * far / whole)


def shortened(points: Sequence[Point], by: float) -> list[Point]:
    """The line without its last ``by`` pixels, for the head to stand there."""
    last = _distance(points[-2], points[-1])
    if last <= by:
        return list(points)
    return [*points[:-1], _towards(points[-1], points[-2], by)]


def head(points: Sequence[Point], stroke: str, fill: str, is_open: bool = False) -> str:
    """The head of an arrow at the end of a line."""
    tip, before = points[-1], _behind(points)
    base = _towards(tip, before, _HEAD[0])
    away = _distance(tip, before) or 1
    x, y = (tip.y - before.y) / away * _HEAD[1], (before.x - tip.x) / away * _HEAD[1]
    left, right = Point(base.x + x, base.y + y), Point(base.x - x, base.y - y)
    way = " L".join(f"{number(one.x)} {number(one.y)}" for one in (left, tip, right))
    close = "" if is_open else " Z"
    return f'<path d="M{way}{close}" fill="{fill}" stroke="{stroke}" stroke-width="1.2" stroke-linejoin="round"/>'


def _behind(points: Sequence[Point]) -> Point:
    """The last point that is not the tip itself."""
    return next((one for one in reversed(points[:-1]) if _distance(one, points[-1]) > 0.01), Point(0, points[-1].y))


def flow(
    points: Sequence[Point], colour: str, ink: Ink, is_default: bool, is_conditional: bool, width: float = 1.5
) -> str:
    """A sequence flow; a stroke across it marks the default, a diamond a condition."""
    drawn = line(shortened(points, 6), colour, width) + head(points, colour, colour)
    begin, ahead = points[0], points[1]
    if is_default and _distance(begin, ahead) > 8:
        middle = _towards(begin, ahead, min(11, _distance(begin, ahead) / 2))
        along = _towards(middle, ahead, 4)
        dx, dy = along.x - middle.x, along.y - middle.y
        a = Point(middle.x - dx + dy, middle.y - dy - dx)
        b = Point(middle.x + dx - dy, middle.y + dy + dx)
        drawn += line([a, b], colour, width)
    elif is_conditional and _distance(begin, ahead) > 20:
        tip, side = _towards(begin, ahead, 16), _towards(begin, ahead, 8)
        dx, dy = (tip.x - begin.x) / 16 * 4.5, (tip.y - begin.y) / 16 * 4.5
        corners = (begin, Point(side.x - dy, side.y + dx), tip, Point(side.x + dy, side.y - dx))
        path = " ".join(f"{number(one.x)},{number(one.y)}" for one in corners)
        drawn += f'<polygon points="{path}" fill="{ink.ground}" stroke="{colour}" stroke-width="1.2"/>'
    return drawn


def association(points: Sequence[Point], ink: Ink, has_head: bool) -> str:
    """A dotted line."""
    drawn = line(points, ink.soft, 1.4, "0.5 4", "round")
    return drawn + (head(points, ink.soft, "none", is_open=True) if has_head else "")


def message(points: Sequence[Point], ink: Ink) -> str:
    """A message between pools: dashed, from a circle to an open head."""
    begin = points[0]
    circle = f'<circle cx="{number(begin.x)}" cy="{number(begin.y)}" r="4" fill="{ink.ground}" stroke="{ink.soft}"/>'
    drawn = line(shortened(points, 8), ink.soft, 1.3, "7 5")
    return drawn + head(points, ink.soft, ink.ground) + circle


def name(
    words: str, points: Sequence[Point], given: Box | None, ink: Ink, taken: Iterable[Box] = ()
) -> tuple[str, Box]:
    """The name of a line as SVG, and the box that it takes."""
    if given:
        block = label_block(words, given.width)
        box = Box(given.middle.x - block.width / 2, given.y, block.width, block.height)
        return text(block, box.middle.x, box.y, ink.ink, halo=ink.ground), box
    block, box = _beside(words, points, list(taken))
    return text(block, box.x, box.y, ink.ink, "start", ink.ground), box


def _beside(words: str, points: Sequence[Point], taken: list[Box]) -> tuple[Block, Box]:
    """Above the first level part that is long enough, near its beginning; else beside the middle of the line."""
    level = [(a, b) for a, b in itertools.pairwise(points) if a.y == b.y and abs(a.x - b.x) >= 34]
    choice = []
    for a, b in level:
        room = abs(a.x - b.x) - 12
        block = label_block(words, min(max(room - 6, 40), 140))
        x = a.x + 6 if b.x > a.x else a.x - 6 - block.width
        choice += [(block, Box(x, a.y - block.height - 3, block.width, block.height))]
        choice += [(block, Box(x, a.y + 4, block.width, block.height))]
    for a, b in itertools.pairwise(points):
        block = label_block(words, 90)
        middle = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
        choice.append((block, Box(middle.x + 5, middle.y - block.height / 2, block.width, block.height)))
    return next((one for one in choice if not any(_overlap(one[1], box) for box in taken)), choice[0])


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
