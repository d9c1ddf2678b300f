"""Where to draw a model that says nothing of it: lanes as rows, columns from the start to the ends, right angles.

Sizes are those of bpmn-js, so that what is laid out here can be drawn on by hand there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from kexie.base.matters.rules.bpmn.grid import Grid, Way, arrange
from kexie.base.matters.rules.bpmn.model import (
    BPMN,
    BPMNDI,
    EVENTS,
    GATEWAYS,
    Artifact,
    Box,
    Lane,
    Model,
    Node,
    Point,
    Pool,
    Process,
    Shape,
)
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.bpmn.routing import GAP, TRACK, Routing, straightened
from kexie.base.matters.rules.bpmn.safety import root_of
from kexie.base.matters.rules.bpmn.shapes import LABEL, label_block
from kexie.base.matters.rules.bpmn.writing import write_diagram

HEADER: Final = 30.0
TASK: Final = (120.0, 80.0)
GATEWAY: Final = (50.0, 50.0)
EVENT: Final = (36.0, 36.0)
#: From the first and the last column to the border, with room for the name below an event.
EDGE: Final = 40.0
#: Between a row's shapes and the next row's, with room for the names below events and gateways.
BETWEEN: Final = 44.0
LINE_ROW: Final = 28.0
LANE_LEAST: Final = 124.0
#: Around what stands in an open sub-process, and in a lane.
INNER: Final = 24.0
ORIGIN: Final = Point(160.0, 80.0)
NOTE: Final = (160.0, 52.0)
#: Two events on one border stand so far apart.
PORTS: Final = 44.0


def laid_out(xml: str | bytes) -> str:
    """The file with a diagram, if it has none, and with a pool around its lanes. Raises Unreadable."""
    root = root_of(xml)
    model = read(xml)
    if not model.shapes:
        for old in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
            root.remove(old)
        main = model.main
        if main and main.lanes and not model.pools:
            model = replace(model, pools=(Pool("Pool_1", main.name, main.id),))
            collaboration = etree.Element(f"{{{BPMN}}}collaboration", {"id": "Collaboration_1"})
            values = {"id": "Pool_1", "name": main.name, "processRef": main.id}
            etree.SubElement(collaboration, f"{{{BPMN}}}participant", values)
            root.insert(list(root).index(root.find(f"{{{BPMN}}}process")), collaboration)
        write_diagram(root, arranged(model))
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def arranged(model: Model) -> Model:
    """The model with its main process placed; other processes and pools get no place."""
    process = model.main
    if process is None or not process.nodes:
        return model
    placing = _Placing(model, process)
    placing.place()
    return replace(model, shapes=placing.shapes, edges=placing.edges, labels={})


@dataclass(slots=True)
class _Scope:
    """What has been laid out of a process or a sub-process, from 0, 0."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    edges: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    #: Top and bottom of each lane.
    lanes: list[tuple[float, float]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    def moved(self, x: float, y: float) -> _Scope:
        """The same further right and down."""
        shapes = {
            key: replace(shape, box=replace(shape.box, x=shape.box.x + x, y=shape.box.y + y))
            for key, shape in self.shapes.items()
        }
        edges = {key: tuple(Point(one.x + x, one.y + y) for one in line) for key, line in self.edges.items()}
        return replace(self, shapes=shapes, edges=edges)


class _Placing:
    def __init__(self, model: Model, process: Process) -> None:
        self.model = model
        self.process = process
        self.shapes: dict[str, Shape] = {}
        self.edges: dict[str, tuple[Point, ...]] = {}
        outer = {lane.parent for lane in process.lanes}
        self.leaves = [lane for lane in process.lanes if lane.id not in outer]
        self.inner: dict[str, _Scope] = {}

    def place(self) -> None:
        """Fill ``shapes`` and ``edges``."""
        inside: dict[str, list[Node]] = {}
        for node in self.process.nodes:
            inside.setdefault(node.parent, []).append(node)
        for node in reversed(self._outside_in()):
            if inside.get(node.id):
                self.inner[node.id] = self._scope(inside[node.id], {}, 1)
        numbers = {lane.id: number for number, lane in enumerate(self.leaves)}
        lanes = {node.id: numbers.get(node.lane_id, 0) for node in inside.get("", ())}
        whole = self._scope(inside.get("", ()), lanes, max(1, len(self.leaves)))
        pool = next((one for one in self.model.pools if one.process_id == self.process.id), None)
        depth = HEADER * (self._depth() + (pool is not None))
        moved = whole.moved(ORIGIN.x + depth, ORIGIN.y)
        if pool or self.leaves:
            self._frame(whole, pool)
        self.shapes.update(moved.shapes)
        self.edges.update(moved.edges)
        self._notes()

    def _outside_in(self) -> list[Node]:
        """The nodes, each after the one that it stands in."""
        order: list[Node] = []
        scopes = [""]
        for scope in scopes:
            here = [node for node in self.process.nodes if node.parent == scope]
            order += here
            scopes += [node.id for node in here if node.kind == "subProcess"]
        return order

    # One scope

    def _scope(self, nodes: Sequence[Node], lanes: Mapping[str, int], count: int) -> _Scope:
        known = {node.id: node for node in nodes}
        placed = [node for node in nodes if node.kind != "boundaryEvent" or node.attached_to not in known]
        hosts = {node.id: node.attached_to for node in nodes if node.attached_to in known}
        ways = [
            Way(flow.id, flow.source, hosts.get(flow.source, flow.source), flow.target)
            for flow in self.process.flows
            if flow.source in known and flow.target in known and flow.target not in hosts
        ]
        grid = arrange(placed, ways, lanes, count)
        sizes = {node.id: self._size(node) for node in placed}
        scope = _Scope()
        heights = self._heights(grid, sizes, scope, count, set(hosts.values()))
        routing = Routing(
            grid=grid,
            heights=heights,
            sizes=sizes,
            corners=frozenset(node.id for node in placed if node.kind in GATEWAYS),
            ports=self._ports(hosts, sizes),
            targets={way.id: way.target for way in ways},
        )
        for way in sorted(ways, key=lambda one: one.id in grid.back):
            routing.lay(way)
        middles, gaps, scope.width = _columns(grid, sizes, routing.tracks())
        for key, (column, row) in grid.cells.items():
            width, height = sizes[key]
            box = Box(middles[column] - width / 2, heights[row] - height / 2, width, height)
            self._add(scope, known[key], box)
        for key, host in hosts.items():
            box = scope.shapes[host].box
            middle = box.middle.x + routing.ports[key]
            scope.shapes[key] = Shape(Box(middle - EVENT[0] / 2, box.bottom - EVENT[1] / 2, *EVENT))
        scope.edges.update(routing.points(middles, gaps))
        return scope

    def _size(self, node: Node) -> tuple[float, float]:
        if node.id in self.inner:
            return (self.inner[node.id].width + 2 * INNER, self.inner[node.id].height + 2 * INNER)
        if node.kind in EVENTS:
            return EVENT
        return GATEWAY if node.kind in GATEWAYS or node.kind == "complexGateway" else TASK

    def _add(self, scope: _Scope, node: Node, box: Box) -> None:
        inner = self.inner.get(node.id)
        scope.shapes[node.id] = Shape(box, expanded=inner is not None or node.kind != "subProcess")
        if inner:
            moved = inner.moved(box.x + INNER, box.y + INNER)
            scope.shapes.update(moved.shapes)
            scope.edges.update(moved.edges)

    @staticmethod
    def _ports(hosts: Mapping[str, str], sizes: Mapping[str, tuple[float, float]]) -> dict[str, float]:
        """How far from the middle of its host each event on a border stands: from the right corner to the left."""
        ports: dict[str, float] = {}
        counts: dict[str, int] = {}
        for key, host in hosts.items():
            number = counts[host] = counts.get(host, -1) + 1
            ports[key] = sizes[host][0] / 2 - 28 - number * PORTS
        return ports

    def _heights(
        self, grid: Grid, sizes: Mapping[str, tuple[float, float]], scope: _Scope, count: int, hosts: set[str]
    ) -> list[float]:
        """The middles of the rows; fills the lanes of the scope."""
        tallest = [LINE_ROW if row.line else 0.0 for row in grid.rows]
        for key, (_column, row) in grid.cells.items():
            own = sizes[key][1] + (EVENT[1] if key in hosts else 0)
            if node := self._named_below(key):
                own = max(own, own + 2 * (3 + label_block(node.name, LABEL).height) - BETWEEN + 8)
            tallest[row] = max(tallest[row], own)
        heights = [0.0] * len(grid.rows)
        top = 0.0
        for lane in range(count):
            rows = [number for number, row in enumerate(grid.rows) if row.lane == lane]
            gaps = [0.0 if grid.rows[row].line else BETWEEN for row in rows]
            needed = sum(tallest[row] for row in rows) + sum(gaps)
            slack = max(0.0, LANE_LEAST - needed) / 2
            at = top + slack + (BETWEEN / 2 if gaps and gaps[0] else 0)
            for row, gap in zip(rows, gaps, strict=True):
                heights[row] = round(at + tallest[row] / 2)
                at += tallest[row] + gap
            if gaps and gaps[-1]:
                at -= BETWEEN / 2
            bottom = max(top + LANE_LEAST, at + slack)
            scope.lanes.append((top, round(bottom)))
            top = round(bottom)
        scope.height = top
        return heights

    def _named_below(self, key: str) -> Node | None:
        """An event or gateway, whose name stands below it."""
        node = self.model.nodes[key]
        return node if node.name and (node.kind in EVENTS or node.kind in GATEWAYS) else None

    # Around

    def _depth(self) -> int:
        """How deep lanes stand in lanes."""
        parents = {lane.id: lane.parent for lane in self.process.lanes}

        def depth(key: str) -> int:
            count = 0
            while key and count <= len(parents):
                count, key = count + 1, parents.get(key, "")
            return count

        return max((depth(lane.id) for lane in self.leaves), default=0)

    def _frame(self, whole: _Scope, pool: Pool | None) -> None:
        depth = self._depth()
        left = ORIGIN.x
        width = whole.width + HEADER * depth
        if pool:
            self.shapes[pool.id] = Shape(Box(left, ORIGIN.y, width + HEADER, whole.height))
            left += HEADER
        spans = {lane.id: span for lane, span in zip(self.leaves, whole.lanes, strict=False)}
        for lane in self.process.lanes:
            below = [spans[leaf.id] for leaf in self.leaves if self._is_within(leaf, lane)]
            level = self._level(lane)
            if below:
                top, bottom = min(span[0] for span in below), max(span[1] for span in below)
                box = Box(left + HEADER * level, ORIGIN.y + top, width - HEADER * level, bottom - top)
                self.shapes[lane.id] = Shape(box)

    def _level(self, lane: Lane) -> int:
        return sum(1 for other in self.process.lanes if other is not lane and self._is_within(lane, other))

    def _is_within(self, lane: Lane, outer: Lane) -> bool:
        parents = {one.id: one.parent for one in self.process.lanes}
        key, steps = lane.id, 0
        while key and key != outer.id and steps <= len(parents):
            key, steps = parents.get(key, ""), steps + 1
        return key == outer.id

    # Notes

    def _notes(self) -> None:
        """Texts in a line above all, each over what it belongs to."""
        notes = [one for one in (*self.model.artifacts, *self.process.artifacts) if one.kind == "textAnnotation"]
        links = (*self.model.links, *self.process.links)
        free = ORIGIN.x
        for note in sorted(notes, key=self._over):
            if not note.id:
                continue
            x = max(free, self._over(note))
            box = Box(x, ORIGIN.y - NOTE[1] - 24, *NOTE)
            self.shapes[note.id] = Shape(box)
            free = x + NOTE[0] + 20
            for link in links:
                other = {link.source: link.target, link.target: link.source}.get(note.id, "")
                if other in self.shapes and link.id:
                    end = self.shapes[other].box
                    start = Point(box.x + 12, box.bottom)
                    self.edges[link.id] = straightened([start, Point(end.middle.x, end.y)])

    def _over(self, note: Artifact) -> float:
        for link in (*self.model.links, *self.process.links):
            other = {link.source: link.target, link.target: link.source}.get(note.id, "")
            if other in self.shapes:
                return self.shapes[other].box.middle.x - 12
        return ORIGIN.x


def _columns(
    grid: Grid, sizes: Mapping[str, tuple[float, float]], tracks: Mapping[int, int]
) -> tuple[list[float], list[float], float]:
    """The middles of the columns, the left ends of the gaps before them, and how wide all is."""
    middles: list[float] = []
    gaps: list[float] = []
    x = 0.0
    for column in range(grid.columns):
        gaps.append(x)
        first = 0 if column or tracks.get(0) else EDGE - GAP
        x += GAP + first + TRACK * max(0, tracks.get(column, 0) - 1)
        width = max((sizes[key][0] for key, cell in grid.cells.items() if cell[0] == column), default=0.0)
        middles.append(x + width / 2)
        x += width
    gaps.append(x)
    last = tracks.get(grid.columns, 0)
    return middles, gaps, x + (GAP + TRACK * (last - 1) if last else EDGE)
