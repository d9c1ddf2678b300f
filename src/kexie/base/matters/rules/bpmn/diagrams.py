"""Where the elements of a file are drawn: its BPMN DI."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from kexie.base.matters.rules.bpmn.model import BPMNDI, DC, DI, Box, Point, Shape

#: No drawing reaches further, in pixels; what does is a mistake, or meant to hurt.
FURTHEST: Final = 50_000.0


@dataclass(slots=True)
class Diagram:
    """One plane: shapes, edges and the places of the edges' names, by the ids of what they show."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    edges: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)


def read_diagram(root: Any, wanted: Iterable[str]) -> Diagram:
    """The first plane that shows one of the elements ``wanted`` (collaboration, process); else the fullest."""
    planes = list(root.iterfind(f"{{{BPMNDI}}}BPMNDiagram/{{{BPMNDI}}}BPMNPlane"))
    if not planes:
        return Diagram()
    ids = set(wanted)
    plane = next((one for one in planes if local(one.get("bpmnElement", "")) in ids and len(one)), None)
    return _read_plane(max(planes, key=len) if plane is None else plane)


def _read_plane(plane: Any) -> Diagram:
    diagram = Diagram()
    for element in plane.iterchildren(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        key = local(element.get("bpmnElement", ""))
        label = _box(element.find(f"{{{BPMNDI}}}BPMNLabel/{{{DC}}}Bounds"))
        if element.tag == f"{{{BPMNDI}}}BPMNShape":
            box = _box(element.find(f"{{{DC}}}Bounds"))
            if key and box and key not in diagram.shapes:
                diagram.shapes[key] = Shape(
                    box, element.get("isExpanded") != "false", element.get("isHorizontal") != "false", label
                )
        else:
            points = tuple(point for way in element.iterchildren(f"{{{DI}}}waypoint") if (point := _point(way)))
            if key and len(points) >= 2 and key not in diagram.edges:
                diagram.edges[key] = points
                if label:
                    diagram.labels[key] = label
    return diagram


def local(name: str) -> str:
    """A reference without the prefix of its namespace."""
    return name.strip().rpartition(":")[2]


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return round(value, 2) if math.isfinite(value) and abs(value) <= FURTHEST else None


def _point(element: Any) -> Point | None:
    x, y = _number(element.get("x")), _number(element.get("y"))
    return None if x is None or y is None else Point(x, y)


def _box(element: Any) -> Box | None:
    if element is None:
        return None
    x, y, width, height = (_number(element.get(name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or not width or not height or width < 0 or height < 0:
        return None
    return Box(x, y, width, height)
