"""Which cell each node of a drawing gets: columns by the longest way from the start, rows within its lane.

A way that passes columns gets a cell of its own in each of them, so that no line runs through a shape; a way back gets a
row of its own at the border of a lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kexie.base.matters.rules.bpmn.model import Node

#: Column and row.
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Way:
    """A flow between two nodes that have cells. ``start`` is the node it leaves, or the event on that node's border."""

    id: str
    start: str
    source: str
    target: str


@dataclass(slots=True)
class Row:
    """A row of a lane: ``line`` if only lines run in it."""

    lane: int
    line: bool = True
    used: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Grid:
    """Cells of nodes, the cells that forward ways pass, and the rows in which backward ways run, from top to bottom."""

    cells: dict[str, Cell] = field(default_factory=dict)
    passing: dict[str, list[Cell]] = field(default_factory=dict)
    back: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 1 + max((column for column, _row in self.cells.values()), default=0)


def arrange(nodes: Sequence[Node], ways: Sequence[Way], lanes: Mapping[str, int], count: int) -> Grid:
    """The grid of ``nodes`` and ``ways``; ``lanes`` are the numbers of the nodes' lanes, from the top, of ``count``."""
    return _Arranging(nodes, ways, lanes, count).grid()


class _Arranging:
    def __init__(self, nodes: Sequence[Node], ways: Sequence[Way], lanes: Mapping[str, int], count: int) -> None:
        self.nodes = nodes
        self.lanes = lanes
        self.ways = ways
        backward = _backward(nodes, ways)
        self.forward = [way for way in ways if way.id not in backward]
        self.backward = [way for way in ways if way.id in backward]
        self.column = _longest(nodes, self.forward)
        self.height = _longest(nodes, [Way(way.id, "", way.target, way.source) for way in self.forward])
        #: The rows of each lane, from its top.
        self.rows: list[list[Row]] = [[] for _ in range(count)]
        self.place: dict[str, Row] = {}
        self.passing: dict[str, list[tuple[int, Row]]] = {way.id: [] for way in self.forward}

    def grid(self) -> Grid:
        for column in range(1 + max(self.column.values(), default=0)):
            here = [node for node in self.nodes if self.column[node.id] == column]
            for node in sorted(here, key=self._rank):
                self._put(node, column)
            for way in self.forward:
                if self.column[way.source] < column < self.column[way.target]:
                    self._pass(way, column)
        back = {way.id: self._turn(way) for way in self.backward}
        order = {id(row): number for number, row in enumerate(row for lane in self.rows for row in lane)}
        return Grid(
            cells={key: (self.column[key], order[id(row)]) for key, row in self.place.items()},
            passing={key: [(column, order[id(row)]) for column, row in way] for key, way in self.passing.items()},
            back={key: order[id(row)] for key, row in back.items()},
            rows=[row for lane in self.rows for row in lane],
        )

    def _rank(self, node: Node) -> tuple[bool, int]:
        """The main way goes straight on: what an event on a border leads to comes last, the longest way first."""
        reaching = [way for way in self.forward if way.target == node.id]
        aside = bool(reaching) and all(way.start != way.source for way in reaching)
        return (aside, -self.height[node.id])

    def _put(self, node: Node, column: int) -> None:
        lane = self.lanes.get(node.id, 0)
        reaching = [way for way in self.forward if way.target == node.id]
        straight = [row for way in reaching if way.start == way.source and (row := self._row_of(way)).lane == lane]
        aside = [row for way in reaching if way.start != way.source and (row := self._row_of(way)).lane == lane]
        row = self._free(lane, column, straight[0] if straight else None, below=None if straight else (*aside, None)[0])
        row.line = False
        self.place[node.id] = row

    def _row_of(self, way: Way) -> Row:
        """The row in which a way comes along."""
        return self.passing[way.id][-1][1] if self.passing[way.id] else self.place[way.source]

    def _pass(self, way: Way, column: int) -> None:
        before = self._row_of(way)
        ahead = self.lanes.get(way.target, 0)
        row = self._free(before.lane, column, before) if before.lane == ahead else self._free(ahead, column, None)
        self.passing[way.id].append((column, row))

    def _free(self, lane: int, column: int, wanted: Row | None, below: Row | None = None) -> Row:
        """The wanted row if it is free in the column, else the nearest one below, else above, else a new one.

        ``below`` asks for one that lies below it in any case.
        """
        rows = self.rows[lane]
        at = next((number for number, row in enumerate(rows) if row is wanted), 0)
        choice = [*rows[at:], *reversed(rows[:at])]
        if below is not None:
            choice = rows[1 + next(number for number, row in enumerate(rows) if row is below) :]
        for row in choice:
            if column not in row.used:
                row.used.add(column)
                return row
        row = Row(lane, used={column})
        rows.append(row)
        return row

    def _turn(self, way: Way) -> Row:
        """A row for a way back: below the upper one of the two lanes."""
        lane = min(self.lanes.get(way.source, 0), self.lanes.get(way.target, 0))
        span = set(range(self.column[way.target], self.column[way.source] + 1))
        rows = self.rows[lane]
        last = rows[-1] if rows else None
        if last is None or not last.line or last.used & span:
            last = Row(lane)
            rows.append(last)
        last.used |= span
        return last


def _backward(nodes: Sequence[Node], ways: Sequence[Way]) -> set[str]:
    """The ways that lead back to where the search from the starts is still under way."""
    leaving: dict[str, list[Way]] = {node.id: [] for node in nodes}
    for way in ways:
        leaving[way.source].append(way)
    found: set[str] = set()
    done: set[str] = set()
    under_way: set[str] = set()
    roots = sorted(nodes, key=lambda node: node.kind != "startEvent")
    for root in roots:
        waiting = [(root.id, iter(leaving[root.id]))] if root.id not in done else []
        under_way.add(root.id)
        while waiting:
            key, left = waiting[-1]
            onward = next(left, None)
            if onward is None:
                waiting.pop()
                under_way.discard(key)
                done.add(key)
            elif onward.target in under_way:
                found.add(onward.id)
            elif onward.target not in done:
                under_way.add(onward.target)
                waiting.append((onward.target, iter(leaving[onward.target])))
        under_way.discard(root.id)
    return found


def _longest(nodes: Sequence[Node], ways: Sequence[Way]) -> dict[str, int]:
    """How many steps the longest way to each node has; the ways make no round."""
    leaving: dict[str, list[str]] = {node.id: [] for node in nodes}
    missing = dict.fromkeys(leaving, 0)
    for way in ways:
        leaving[way.source].append(way.target)
        missing[way.target] += 1
    steps = dict.fromkeys(leaving, 0)
    ready = [key for key, count in missing.items() if not count]
    while ready:
        key = ready.pop()
        for target in leaving[key]:
            steps[target] = max(steps[target], steps[key] + 1)
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return steps
