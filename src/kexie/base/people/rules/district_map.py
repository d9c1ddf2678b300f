"""A map of districts as plain shapes for SVG: from GeoJSON where there is one, else as tiles."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

#: Width of the drawing, in its own units.
WIDTH: Final = 720.0
_MARGIN: Final = 8.0
_TILE: Final = 116.0
_GAP: Final = 8.0
#: So many characters of a name stand in one line.
_LONGEST_LINE: Final = 5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A district by its code and name, with its rings of longitude and latitude in degrees."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A district as it is drawn: an SVG path, the place of its words, and how many units it has."""

    code: str
    name: str
    path: str
    x: float
    y: float
    count: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The name as it is written on the map: in two lines where it is long, so that it stays within its district."""
        half = -(-len(self.name) // 2)
        return (self.name[:half], self.name[half:]) if len(self.name) > _LONGEST_LINE else (self.name,)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole: its size, its areas, and units as points with their names."""

    width: float
    height: float
    areas: tuple[Area, ...]
    points: tuple[tuple[float, float, str], ...] = ()


def read_shapes(collection: Mapping[str, Any]) -> tuple[Shape, ...]:
    """The districts of a GeoJSON feature collection (RFC 7946) whose properties have ``code`` and ``name``.

    ValueError for anything else.
    """
    if collection.get("type") != "FeatureCollection":
        raise ValueError("not a GeoJSON FeatureCollection")
    return tuple(_shape(feature) for feature in collection["features"])


def _shape(feature: Mapping[str, Any]) -> Shape:
    properties, geometry = feature["properties"], feature["geometry"]
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(geometry["type"])
    if polygons is None or "code" not in properties or "name" not in properties:
        raise ValueError("a district is a Polygon or MultiPolygon with a code and a name")
    rings = tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for polygon in polygons for ring in polygon)
    if any(len(ring) < 4 for ring in rings) or not rings:
        raise ValueError("a ring has four points or more")
    return Shape(str(properties["code"]), str(properties["name"]), rings)


def draw(shapes: Sequence[Shape], counts: Mapping[str, int], points: Iterable[tuple[Point, str]] = ()) -> Drawing:
    """The shapes in a flat projection true to scale in the middle of the map; north is up."""
    plan = _plan(tuple(shapes))
    areas = tuple(replace(area, count=counts.get(area.code, 0)) for area in plan.areas)
    west, east, south, north = plan.bounds
    inside = [
        (plan.place(point), name) for point, name in points if west <= point[0] <= east and south <= point[1] <= north
    ]
    return Drawing(WIDTH, plan.height, areas, tuple((x, y, name) for (x, y), name in inside))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a map is without numbers: its areas, its bounds in degrees, its height, and where a point lies on it."""

    areas: tuple[Area, ...]
    bounds: tuple[float, float, float, float]
    height: float
    place: Callable[[Point], Point]


@lru_cache(maxsize=4)
def _plan(shapes: tuple[Shape, ...]) -> _Plan:
    """Worked out once for the same shapes: every page draws them with other numbers."""
    every = [point for shape in shapes for ring in shape.rings for point in ring]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / max((east - west) * narrow, 1e-9)

    def place(point: Point) -> Point:
        x, y = (point[0] - west) * narrow * scale, (north - point[1]) * scale
        return round(x + _MARGIN, 1), round(y + _MARGIN, 1)

    areas = []
    for shape in shapes:
        rings = [[place(point) for point in ring] for ring in shape.rings]
        x, y = middle(max(rings, key=lambda ring: abs(_doubled_area(ring))))
        areas.append(Area(shape.code, shape.name, _path(rings), x, y))
    height = round((north - south) * scale + 2 * _MARGIN, 1)
    return _Plan(tuple(areas), (west, east, south, north), height, place)


def tiles(districts: Mapping[str, str], counts: Mapping[str, int]) -> Drawing:
    """Without shapes: a square for each district, in the order of the codes."""
    across = int((WIDTH - 2 * _MARGIN + _GAP) // (_TILE + _GAP))
    areas = []
    for number, (code, name) in enumerate(sorted(districts.items())):
        left = _MARGIN + number % across * (_TILE + _GAP)
        top = _MARGIN + number // across * (_TILE + _GAP)
        path = f"M{left} {top}h{_TILE}v{_TILE}h-{_TILE}z"
        areas.append(Area(code, name, path, left + _TILE / 2, top + _TILE / 2, counts.get(code, 0)))
    rows = math.ceil(len(areas) / across)
    return Drawing(WIDTH, 2 * _MARGIN + max(rows, 1) * (_TILE + _GAP) - _GAP, tuple(areas))


def _path(rings: Iterable[Sequence[Point]]) -> str:
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring[:-1]) + "z" for ring in rings)


def _doubled_area(ring: Sequence[Point]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))


def middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring; of a flat one, the mean of its points."""
    doubled = _doubled_area(ring)
    if abs(doubled) < 1e-9:
        return round(sum(x for x, _ in ring) / len(ring), 1), round(sum(y for _, y in ring) / len(ring), 1)
    x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return round(x / (3 * doubled), 1), round(y / (3 * doubled), 1)


def shade(count: int, most: int) -> int:
    """0 for none, then one of four steps by the share of the largest number."""
    return 0 if count <= 0 or most <= 0 else min(4, 1 + (count * 4 - 1) // most)
