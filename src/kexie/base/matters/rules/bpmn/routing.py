"""The lines of a drawing: right angles, in the gaps between columns and rows, so that they run through no shape.

Heights are known; where the gaps between the columns lie is known only when it is known how many lines run in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kexie.base.matters.rules.bpmn.grid import Grid, Way
from kexie.base.matters.rules.bpmn.model import Point

GAP: Final = 60.0
TRACK: Final = 12.0
#: How far below its host a line from an event on the border turns.
DROP: Final = 14.0


@dataclass(frozen=True, slots=True)
class Across:
    """A place left or right: the middle of a column, a gap (that left of column ``number``), or pixels from a middle."""

    kind: str
    number: int
    track: int = 0
    offset: float = 0.0


@dataclass(slots=True)
class _Run:
    """A line up or down within a gap."""

    gap: int
    low: float
    high: float
    ends: frozenset[str]
    track: int = 0


@dataclass(slots=True)
class Routing:
    """Lines as they are being laid: places left or right, each with a height."""

    grid: Grid
    heights: Sequence[float]
    sizes: Mapping[str, tuple[float, float]]
    corners: frozenset[str]
    ports: Mapping[str, float]
    #: Where each line leads: lines to the same node may run into each other.
    targets: Mapping[str, str]
    lines: dict[str, list[tuple[Across | _Run, float]]] = field(default_factory=dict)
    runs: list[_Run] = field(default_factory=list)
    #: Lines up or down in the middle of a column, by their rows and what they belong to.
    middles: list[tuple[int, int, int, str]] = field(default_factory=list)

    def lay(self, way: Way) -> None:
        """Lay one line; those that go forward before those that go back."""
        self.lines[way.id] = self._back(way) if way.id in self.grid.back else self._forward(way)

    # Forward

    def _forward(self, way: Way) -> list[tuple[Across | _Run, float]]:
        grid = self.grid
        cells = [grid.cells[way.source], *grid.passing.get(way.id, ()), grid.cells[way.target]]
        row, (last, end) = cells[0][1], cells[-1]
        line, height = self._leave(way, row, cells[1][1])
        for (column, _before), (_next, after) in pairwise(cells):
            to = self.heights[after]
            final = column + 1 == last
            if final and to != height and self._enters_by_corner(way, last, row, end, height):
                line += [
                    (Across("column", last), height),
                    (Across("column", last), self._edge(way.target, to < height)),
                ]
                return line
            if to != height:
                line += self._run(column + 1, height, to, way)
                height = to
            row = after
        half = self.sizes[way.target][0] / 2
        line.append((Across("column", last, offset=-half), height))
        return line

    def _leave(self, way: Way, row: int, after: int) -> tuple[list[tuple[Across | _Run, float]], float]:
        """The first points, and the height at which the line goes on."""
        column = self.grid.cells[way.source][0]
        to, at = self.heights[after], self.heights[row]
        if way.start != way.source:  # an event on the border
            port = self.ports[way.start]
            bottom = self._edge(way.source, True) + 18
            across = Across("column", column, offset=port)
            if after > row and self._is_clear(column, row, after, way.start, way.target):
                return [(across, bottom), (across, to)], to
            return [(across, bottom), (across, bottom + DROP)], bottom + DROP
        if way.source in self.corners and to != at and self._is_clear(column, row, after, way.source, way.target):
            across = Across("column", column)
            return [(across, self._edge(way.source, to > at)), (across, to)], to
        return [(Across("column", column, offset=self.sizes[way.source][0] / 2), at)], at

    def _enters_by_corner(self, way: Way, column: int, row: int, end: int, height: float) -> bool:
        on_row = height == self.heights[row]
        return way.target in self.corners and on_row and self._is_clear(column, end, row, way.target)

    def _edge(self, key: str, below: bool) -> float:
        """The upper or lower border of a node."""
        height = self.heights[self.grid.cells[key][1]]
        return height + (self.sizes[key][1] / 2 if below else -self.sizes[key][1] / 2)

    def _is_clear(self, column: int, start: int, end: int, owner: str, target: str = "") -> bool:
        """Whether the middle of a column is free between a node's row and another, that one included; it is then taken.

        What runs along the row at the end to the same ``target`` is no obstacle: the line joins it there.
        """
        rows = range(start + 1, end + 1) if end > start else range(end, start)
        taken = {
            cell
            for way, cells in self.grid.passing.items()
            for cell in cells
            if cell != (column, end) or not target or self.targets[way] != target
        } | set(self.grid.cells.values())
        if any((column, row) in taken for row in rows):
            return False
        low, high = min(start, end), max(start, end)
        for other, bottom, top, by in self.middles:
            if other == column and by != owner and bottom < high and low < top:
                return False
        self.middles.append((column, low, high, owner))
        return True

    def _run(self, gap: int, begin: float, end: float, way: Way) -> list[tuple[Across | _Run, float]]:
        run = _Run(gap, min(begin, end), max(begin, end), frozenset({f"from {way.start}", f"to {way.target}"}))
        self.runs.append(run)
        return [(run, begin), (run, end)]

    # Back

    def _back(self, way: Way) -> list[tuple[Across | _Run, float]]:
        grid = self.grid
        turn = grid.back[way.id]
        height = self.heights[turn]
        (column, row), (last, end) = grid.cells[way.source], grid.cells[way.target]
        if way.start != way.source:
            across = Across("column", column, offset=self.ports[way.start])
            bottom = self._edge(way.source, True) + 18
            line: list[tuple[Across | _Run, float]] = [(across, bottom)]
            if turn > row and self._is_clear(column, row, turn, way.start):
                line.append((across, height))
            else:
                line += [(across, bottom + DROP), *self._run(column + 1, bottom + DROP, height, way)]
        elif not self._has_left(column, row, turn, way.source) and self._is_clear_to(column, row, turn, way.source):
            line = [(Across("column", column), self._edge(way.source, turn > row)), (Across("column", column), height)]
        else:
            at = self.heights[row]
            line = [(Across("column", column, offset=self.sizes[way.source][0] / 2), at)]
            line += self._run(column + 1, at, height, way)
        if column != last and self._is_clear_to(last, end, turn, way.target):
            return [
                *line,
                (Across("column", last), height),
                (Across("column", last), self._edge(way.target, turn > end)),
            ]
        to = self.heights[end]
        line += self._run(last, height, to, way)
        line.append((Across("column", last, offset=-self.sizes[way.target][0] / 2), to))
        return line

    def _has_left(self, column: int, row: int, turn: int, owner: str) -> bool:
        """Whether another line leaves the node on that side already."""
        side = [
            top > row if turn > row else low < row for at, low, top, by in self.middles if at == column and by == owner
        ]
        return any(side)

    def _is_clear_to(self, column: int, row: int, turn: int, owner: str) -> bool:
        """The same for a way back, whose own row is no obstacle."""
        beyond = turn - 1 if turn > row else turn + 1
        if beyond == row:
            self.middles.append((column, min(row, turn), max(row, turn), owner))
            return True
        return self._is_clear(column, row, beyond, owner)

    # Gaps

    def tracks(self) -> dict[int, int]:
        """How many lines run beside each other in each gap; gives each its track."""
        counts: dict[int, int] = {}
        laid: list[_Run] = []
        for run in sorted(self.runs, key=lambda one: (one.gap, one.low, -one.high)):
            others = [one for one in laid if one.gap == run.gap and one.low <= run.high and run.low <= one.high]
            taken = {one.track for one in others if not one.ends & run.ends}
            shared = [one.track for one in others if one.ends & run.ends and one.track not in taken]
            free = (track for track in range(len(self.runs) + 1) if track not in taken)
            run.track = shared[0] if shared else next(free)
            laid.append(run)
            counts[run.gap] = max(counts.get(run.gap, 0), run.track + 1)
        return counts

    def points(self, middles: Sequence[float], gaps: Sequence[float]) -> dict[str, tuple[Point, ...]]:
        """The lines in pixels: ``middles`` of the columns, left ends of the ``gaps`` before them."""

        def across(at: Across | _Run) -> float:
            if isinstance(at, _Run):
                return gaps[at.gap] + GAP / 2 + at.track * TRACK
            return middles[at.number] + at.offset

        return {key: straightened([Point(across(at), y) for at, y in line]) for key, line in self.lines.items()}


def straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without those that lie on a straight line between their neighbours, or on them."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) >= 2 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return (a.x == b.x == c.x) or (a.y == b.y == c.y)
