"""The shapes of a drawing as SVG: tasks, gateways, events, pools and lanes, data and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kexie.base.matters.rules.bpmn import icons
from kexie.base.matters.rules.bpmn.ink import Ink
from kexie.base.matters.rules.bpmn.model import Artifact, Box, Node, Point, Shape
from kexie.base.matters.rules.bpmn.texts import Block, fitted, has_chinese, safe, stacked, width_of

HEADER: Final = 30.0
#: How wide names outside of shapes are.
LABEL: Final = 96.0
_CLOSED: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@dataclass(frozen=True, slots=True)
class Look:
    """How a shape is painted."""

    stroke: str
    fill: str
    extra: float = 0.0


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )


def at(point: Point, icon: str, scale: float = 1.0) -> str:
    """An icon at its place."""
    grown = "" if scale == 1 else f" scale({scale:.2f})"
    return f'<g transform="translate({number(point.x)} {number(point.y)}){grown}">{icon}</g>'


def rectangle(box: Box, look: Look, width: float, radius: float = 0, dashes: str = "") -> str:
    """A box with its border."""
    more = (f' rx="{number(radius)}"' if radius else "") + (f' stroke-dasharray="{dashes}"' if dashes else "")
    return (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
        f' fill="{look.fill}" stroke="{look.stroke}" stroke-width="{number(width + look.extra)}"{more}/>'
    )


def text(
    block: Block, x: float, y: float, colour: str, anchor: str = "middle", halo: str = "", weight: str = ""
) -> str:
    """Lines of text; ``y`` is where the first line begins. A halo keeps them readable over lines."""
    if not block.lines:
        return ""
    more = f' stroke="{halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"' if halo else ""
    more += f' font-weight="{weight}"' if weight else ""
    lines = "".join(
        f'<tspan x="{number(x)}" y="{number(y + block.leading * line + block.size * 0.98)}">{safe(words)}</tspan>'
        for line, words in enumerate(block.lines)
    )
    return f'<text font-size="{number(block.size)}" text-anchor="{anchor}" fill="{colour}"{more}>{lines}</text>'


def centred(block: Block, box: Box, colour: str) -> str:
    """Text in the middle of a box."""
    return text(block, box.middle.x, box.middle.y - block.height / 2, colour)


# Activities


def activity(node: Node, shape: Shape, look: Look, ink: Ink, is_open: bool) -> str:
    """A task, a sub-process (open or closed) or the call of a process."""
    box = shape.box
    border = 4.0 if node.kind == "callActivity" else 1.5
    parts = [rectangle(box, look, border, 10)]
    if node.kind == "transaction":
        inner = Box(box.x + 3, box.y + 3, max(1, box.width - 6), max(1, box.height - 6))
        parts.append(rectangle(inner, Look(look.stroke, "none"), 1.2, 8))
    if is_open:
        parts.append(text(fitted(node.name, box.width - 24, 20), box.middle.x, box.y + 6, ink.ink))
        return "".join(parts)
    marks = _marks(node, ink)
    icon = icons.TASKS.get(node.kind, "")
    room = Box(box.x + 6, box.y + 4, box.width - 12, box.height - 8 - (18 if marks else 0))
    block = fitted(node.name, room.width, room.height)
    if icon and block.height > room.height - 30:  # the words would run into the icon
        room = Box(room.x, room.y + 15, room.width, room.height - 15)
        block = fitted(node.name, room.width, room.height)
    parts.append(centred(block, room, ink.ink))
    if icon:
        parts.append(at(Point(box.x + 15, box.y + 14), ink.of(icon)))
    for place, mark in enumerate(marks):
        x = box.middle.x + (place - (len(marks) - 1) / 2) * 20
        parts.append(at(Point(x, box.bottom - 12), mark))
    return "".join(parts)


def _marks(node: Node, ink: Ink) -> list[str]:
    marks = [ink.of(icons.LOOPS[node.loop.sequential])] if node.loop else []
    if node.kind in _CLOSED:
        marks.append(ink.of(icons.CLOSED))
    return marks


# Gateways and events


def gateway(node: Node, shape: Shape, look: Look, ink: Ink) -> str:
    """A diamond with its sign."""
    box = shape.box
    middle = box.middle
    points = (Point(middle.x, box.y), Point(box.right, middle.y), Point(middle.x, box.bottom), Point(box.x, middle.y))
    path = " ".join(f"{number(one.x)},{number(one.y)}" for one in points)
    width = number(1.5 + look.extra)
    icon = ink.of(icons.GATEWAYS.get(node.kind, ""))
    return (
        f'<polygon points="{path}" fill="{look.fill}" stroke="{look.stroke}" stroke-width="{width}"'
        f' stroke-linejoin="round"/>{at(middle, icon, min(box.width, box.height) / 50)}'
    )


def event(node: Node, shape: Shape, look: Look, ink: Ink) -> str:
    """A circle: thin for a start, double in between, thick for an end; dashed where it interrupts nothing."""
    box = shape.box
    middle, radius = box.middle, min(box.width, box.height) / 2
    scale = radius / 18
    dashes = "" if node.interrupting else ' stroke-dasharray="4 3"'
    width = 4.0 if node.kind == "endEvent" else 1.5
    circle = f'<circle cx="{number(middle.x)}" cy="{number(middle.y)}" r="{{r}}" fill="{{fill}}" stroke="{look.stroke}"'
    ring = circle + ' stroke-width="{width}"' + dashes + "/>"
    inset = 1.2 if node.kind == "endEvent" else 0
    parts = [ring.format(r=number(radius - inset), fill=look.fill, width=number(width + look.extra))]
    if node.kind not in ("startEvent", "endEvent"):
        parts.append(ring.format(r=number(radius - 3.4), fill="none", width="1.3"))
    telling = node.kind in ("endEvent", "intermediateThrowEvent")
    icon = (icons.TELLING if telling else icons.WAITING).get(node.event.kind, "")
    if icon:
        parts.append(at(middle, ink.of(icon), scale * (1.0 if node.kind in ("startEvent", "endEvent") else 0.92)))
    return "".join(parts)


# Pools and lanes


def header(name: str, shape: Shape, ink: Ink, is_pool: bool, is_black_box: bool = False) -> str:
    """A pool or lane with its name in the head: upright in Chinese, turned otherwise."""
    box = shape.box
    parts = [rectangle(box, Look(ink.line, ink.ground if is_pool else "none"), 1.2)]
    if is_black_box:
        return parts[0] + centred(fitted(name, box.width - 20, box.height - 8), box, ink.ink)
    weight = "600" if is_pool else ""
    if not shape.horizontal:
        head = Box(box.x, box.y, box.width, min(HEADER, box.height))
        parts.append(rectangle(head, Look(ink.line, ink.head), 1.2))
        return "".join(parts) + centred(fitted(name, head.width - 12, head.height - 4), head, ink.ink)
    head = Box(box.x, box.y, min(HEADER, box.width), box.height)
    parts.append(rectangle(head, Look(ink.line, ink.head), 1.2))
    parts.append(_upright(name, head, ink, weight) if has_chinese(name) else _turned(name, head, ink, weight))
    return "".join(parts)


def _upright(name: str, head: Box, ink: Ink, weight: str) -> str:
    block = stacked(name, head.height - 10)
    step = block.size * 1.15
    parts = []
    for column, signs in enumerate(block.lines):
        x = head.middle.x - (column - (len(block.lines) - 1) / 2) * (block.size + 1)
        tallest = max(len(line) for line in block.lines) * step
        y = head.middle.y - tallest / 2 + block.size * 0.95
        parts += [
            f'<tspan x="{number(x)}" y="{number(y + step * row)}">{safe(sign)}</tspan>'
            for row, sign in enumerate(signs)
        ]
    more = f' font-weight="{weight}"' if weight else ""
    size = number(block.size)
    return f'<text font-size="{size}" text-anchor="middle" fill="{ink.ink}"{more}>{"".join(parts)}</text>'


def _turned(name: str, head: Box, ink: Ink, weight: str) -> str:
    block = fitted(name, head.height - 10, head.width - 2)
    turned = text(block, 0, -block.height / 2, ink.ink, weight=weight)
    return f'<g transform="translate({number(head.middle.x)} {number(head.middle.y)}) rotate(-90)">{turned}</g>'


# What does nothing


def artifact(one: Artifact, shape: Shape, ink: Ink) -> str:
    """A note, a group, data or a store."""
    box = shape.box
    if one.kind == "textAnnotation":
        bracket = f"M{number(box.x + 10)} {number(box.y)} H{number(box.x)} V{number(box.bottom)} H{number(box.x + 10)}"
        words = fitted(one.text, box.width - 12, box.height - 4, (12.0, 11.0, 10.0))
        return _path(bracket, ink.soft) + text(words, box.x + 6, box.y + 2, ink.soft, "start")
    if one.kind == "group":
        named = text(fitted(one.text, box.width, 20), box.middle.x, box.y - 18, ink.soft)
        return rectangle(box, Look(ink.line, "none"), 1.2, 10, "8 4 1.5 4") + named
    drawn = _store(box, ink) if one.kind == "dataStoreReference" else _sheet(box, ink)
    return drawn + below(one.text, shape, ink)


def _path(way: str, stroke: str, fill: str = "none") -> str:
    return f'<path d="{way}" fill="{fill}" stroke="{stroke}" stroke-width="1.2" stroke-linejoin="round"/>'


def _sheet(box: Box, ink: Ink) -> str:
    fold = min(box.width, box.height) / 3
    x, y, right, bottom = (number(value) for value in (box.x, box.y, box.right, box.bottom))
    bent, low = number(box.right - fold), number(box.y + fold)
    return _path(f"M{x} {y} H{bent} L{right} {low} V{bottom} H{x} Z M{bent} {y} V{low} H{right}", ink.soft, ink.ground)


def _store(box: Box, ink: Ink) -> str:
    bend = box.height / 7
    x, right = number(box.x), number(box.right)
    half, bow = number(box.width / 2), number(bend)
    top, low = number(box.y + bend), number(box.bottom - bend)
    body = f"M{x} {top} A{half} {bow} 0 0 1 {right} {top} V{low} A{half} {bow} 0 0 1 {x} {low} Z"
    lids = "".join(
        f" M{x} {number(box.y + bend * count)} A{half} {bow} 0 0 0 {right} {number(box.y + bend * count)}"
        for count in (1, 1.8, 2.6)
    )
    return _path(body + lids, ink.soft, ink.ground)


# Names outside of shapes


def below(name: str, shape: Shape, ink: Ink) -> str:
    """A name where the file says, else below the shape."""
    if not name:
        return ""
    box = shape.label or Box(shape.box.middle.x - LABEL / 2, shape.box.bottom + 3, LABEL, 0)
    block = label_block(name, box.width)
    return text(block, box.middle.x, box.y, ink.ink, halo=ink.ground)


def label_block(name: str, width: float) -> Block:
    """A name outside of a shape: small, at least as wide as its longest word needs up to a bound, six lines at most."""
    widest = max((width_of(word, 12) for word in name.split() if not has_chinese(word)), default=0)
    return fitted(name, max(width + 6, 60, min(widest, 120)), 12 * 1.3 * 6 + 1, (12.0,))
