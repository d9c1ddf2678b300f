"""A model as SVG: drawn on the server, printable, without script, style sheet or anything from outside.

Where a case is in it is shown by shape as well as by colour: what is done has a check, where it is a pin.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.matters.rules.bpmn import icons, lines, shapes
from kexie.base.matters.rules.bpmn.ink import PLAIN, SCREEN, Ink
from kexie.base.matters.rules.bpmn.layout import arranged
from kexie.base.matters.rules.bpmn.model import (
    ACTIVITIES,
    EVENTS,
    GATEWAYS,
    Artifact,
    Box,
    Flow,
    Model,
    Node,
    Point,
    Problem,
    Shape,
)
from kexie.base.matters.rules.bpmn.texts import safe
from kexie.base.matters.rules.bpmn.wording import EVENTS as EVENT_NAMES
from kexie.base.matters.rules.bpmn.wording import kind_of

MARGIN: Final = 24.0
#: No drawing is larger on paper or screen, in pixels.
LARGEST: Final = 60_000.0
FONT: Final = (
    "system-ui, 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
)


def svg(
    model: Model,
    *,
    done: Collection[str] = (),
    here: Collection[str] = (),
    problems: Iterable[Problem] = (),
    plain: bool = False,
) -> str:
    """The drawing of a model; one without a diagram is laid out first.

    ``done`` are the ids of nodes and flows that a case has passed, ``here`` those of the nodes where it is now;
    ``problems`` are marked at their elements. ``plain`` draws in fixed colours on white, for paper and PDF; otherwise
    colours follow the page, light or dark.
    """
    placed = model if any(key in model.shapes for key in model.nodes) else arranged(model)
    return _Drawing(placed, frozenset(done), frozenset(here), tuple(problems), PLAIN if plain else SCREEN).svg()


class _Drawing:
    def __init__(
        self, model: Model, done: frozenset[str], here: frozenset[str], problems: tuple[Problem, ...], ink: Ink
    ) -> None:
        self.model = model
        self.done = done
        self.here = here
        self.ink = ink
        self.problems: dict[str, list[Problem]] = {}
        for problem in problems:
            self.problems.setdefault(problem.id, []).append(problem)
        #: What holds something that is drawn: sub-processes, and calls with the called process drawn inside of them.
        self.opened = {
            node.parent for node in model.nodes.values() if node.parent in model.shapes and node.id in model.shapes
        }
        drawn = {process.id for process in model.processes if any(node.id in model.shapes for node in process.nodes)}
        self.opened |= {node.id for node in model.nodes.values() if node.called in drawn}
        self.boxes = [shape.box for shape in model.shapes.values()]
        self.points = [point for line in model.edges.values() for point in line]
        #: Where names stand already, and what stands in their way.
        self.taken = [
            model.shapes[node.id].box
            for node in model.nodes.values()
            if node.id in model.shapes and node.id not in self.opened
        ]

    def svg(self) -> str:
        body = "".join(
            [*self._frames(), *self._holders(), *self._lines(), *self._artifacts(), *self._nodes(), *self._names()]
        )
        marks = "".join(self._marks())
        title = _("流程图：%(name)s") % {"name": self._title()} if self._title() else _("流程图")
        box = self._bounds()
        left, top, width, height = (shapes.number(value) for value in (box.x, box.y, box.width, box.height))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" width="{width}"'
            f' height="{height}" role="img" class="bpmn" font-family="{FONT}" aria-label="{safe(title)}">'
            f"<title>{safe(title)}</title><desc>{safe(self._description())}</desc>"
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{self.ink.ground}"/>{body}{marks}</svg>'
        )

    # Frame

    def _title(self) -> str:
        main = self.model.main
        pools = [pool.name for pool in self.model.pools if main and pool.process_id == main.id and pool.name]
        return next((name for name in (main.name if main else "", *pools, self.model.name) if name), "")

    def _description(self) -> str:
        """The same for whoever does not see it: who is in it, what is done, where the case is."""
        main = self.model.main
        if main is None:
            return ""
        names = {node.id: node.name or kind_of(node.kind) for node in main.nodes}
        lanes = "、".join(lane.name for lane in main.lanes if lane.name)
        tasks = [node.name for node in main.nodes if node.kind in ACTIVITIES and node.name]
        parts = (
            [_("共 %(count)d 个步骤：%(names)s。") % {"count": len(tasks), "names": "、".join(tasks)}] if tasks else []
        )
        if lanes:
            parts.insert(0, _("泳道：%(names)s。") % {"names": lanes})
        if done := "、".join(names[node.id] for node in main.nodes if node.id in self.done):
            parts.append(_("已办：%(names)s。") % {"names": done})
        if here := "、".join(names[node.id] for node in main.nodes if node.id in self.here):
            parts.append(_("正在办：%(names)s。") % {"names": here})
        return "".join(parts)

    def _bounds(self) -> Box:
        boxes, points = self.boxes, self.points
        if not boxes and not points:
            return Box(0, 0, 200, 100)
        left = min([box.x for box in boxes] + [point.x for point in points])
        top = min([box.y for box in boxes] + [point.y for point in points])
        right = max([box.right for box in boxes] + [point.x for point in points])
        bottom = max([box.bottom for box in boxes] + [point.y for point in points])
        width, height = min(right - left, LARGEST), min(bottom - top, LARGEST)
        return Box(left - MARGIN, top - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN)

    def _group(self, key: str, kind: str, inside: str, title: str = "") -> str:
        states = [f"bpmn-{kind}"]
        states += ["is-done"] if key in self.done else []
        states += ["is-here"] if key in self.here else []
        states += ["has-problem"] if key in self.problems else []
        named = f"<title>{safe(title)}</title>" if title else ""
        return f'<g class="{" ".join(states)}" data-element="{safe(key)}">{named}{inside}</g>'

    def _frames(self) -> Iterator[str]:
        for pool in self.model.pools:
            if shape := self.model.shapes.get(pool.id):
                process = self.model.process(pool.process_id)
                is_empty = process is None or not any(node.id in self.model.shapes for node in process.nodes)
                yield self._group(pool.id, "pool", shapes.header(pool.name, shape, self.ink, True, is_empty))
        for lane in self.model.lanes.values():
            if shape := self.model.shapes.get(lane.id):
                yield self._group(lane.id, "lane", shapes.header(lane.name, shape, self.ink, False), lane.name)

    # Nodes

    def _is_hidden(self, node: Node) -> bool:
        return node.id not in self.model.shapes or (bool(node.parent) and not self._is_open(node.parent))

    def _is_open(self, key: str) -> bool:
        shape = self.model.shapes.get(key)
        return key in self.opened and shape is not None and shape.expanded

    def _holders(self) -> Iterator[str]:
        """Open sub-processes, the outer ones first, below all lines."""
        for node in self.model.nodes.values():
            if self._is_open(node.id) and not self._is_hidden(node):
                yield self._drawn(node)

    def _nodes(self) -> Iterator[str]:
        visible = [node for node in self.model.nodes.values() if not self._is_hidden(node)]
        for node in sorted(visible, key=lambda one: one.kind == "boundaryEvent"):
            if not self._is_open(node.id):
                yield self._drawn(node)

    def _look(self, key: str) -> shapes.Look:
        ink = self.ink
        if key in self.here:
            return shapes.Look(ink.action, ink.action_soft, 2.0)
        if key in self.done:
            return shapes.Look(ink.good, ink.good_soft, 0.5)
        if any(problem.level == "error" for problem in self.problems.get(key, ())):
            return shapes.Look(ink.bad, ink.bad_soft, 0.5)
        return shapes.Look(ink.ink, ink.ground)

    def _drawn(self, node: Node) -> str:
        shape, look = self.model.shapes[node.id], self._look(node.id)
        if node.kind in EVENTS:
            drawn = shapes.event(node, shape, look, self.ink)
        elif node.kind in GATEWAYS or node.kind == "complexGateway":
            drawn = shapes.gateway(node, shape, look, self.ink)
        else:
            drawn = shapes.activity(node, shape, look, self.ink, self._is_open(node.id))
        return self._group(node.id, node.kind, drawn, self._tooltip(node))

    def _tooltip(self, node: Node) -> str:
        kind = kind_of(node.kind)
        if what := EVENT_NAMES.get(node.event.kind):
            kind = _("%(kind)s（%(event)s）") % {"kind": kind, "event": what}
        parts = [_("%(kind)s：%(name)s") % {"kind": kind, "name": node.name} if node.name else kind]
        parts += [_("正在办")] if node.id in self.here else [_("已办")] if node.id in self.done else []
        parts += [problem.message for problem in self.problems.get(node.id, ())]
        return "\n".join(parts)

    # Lines

    def _line(self, key: str) -> tuple[Point, ...]:
        return self.model.edges.get(key, ())

    def _lines(self) -> Iterator[str]:
        for flow in sorted(self.model.flows.values(), key=lambda one: one.id in self.done):
            if self._is_drawn(flow):
                yield self._group(flow.id, "flow", self._flow(flow), flow.name)
        for link in (*self.model.links, *(one for process in self.model.processes for one in process.links)):
            points = self._line(link.id)
            if points and self._has_place(link.source) and self._has_place(link.target):
                if link.kind == "messageFlow":
                    yield self._group(link.id, "message", lines.message(points, self.ink), link.name)
                else:
                    drawn = lines.association(points, self.ink, link.kind in ("dataInput", "dataOutput"))
                    yield self._group(link.id, "association", drawn)

    def _has_place(self, key: str) -> bool:
        return key in self.model.shapes or key in self.model.edges

    def _is_drawn(self, flow: Flow) -> bool:
        ends = (self.model.nodes.get(flow.source), self.model.nodes.get(flow.target))
        return bool(self._line(flow.id)) and not any(end is not None and self._is_hidden(end) for end in ends)

    def _flow(self, flow: Flow) -> str:
        source = self.model.nodes.get(flow.source)
        is_wrong = any(problem.level == "error" for problem in self.problems.get(flow.id, ()))
        colour = self.ink.good if flow.id in self.done else self.ink.bad if is_wrong else self.ink.ink
        return lines.flow(
            self._line(flow.id),
            colour,
            self.ink,
            is_default=source is not None and source.default == flow.id,
            is_conditional=bool(flow.condition) and source is not None and source.kind in ACTIVITIES,
            width=2.4 if flow.id in self.done else 1.5,
        )

    # Names, data, marks

    def _artifacts(self) -> Iterator[str]:
        everywhere = (*self.model.artifacts, *(one for process in self.model.processes for one in process.artifacts))
        for one in everywhere:
            if (shape := self.model.shapes.get(one.id)) and self._is_visible(one):
                yield self._group(one.id, one.kind, shapes.artifact(one, shape, self.ink))

    def _is_visible(self, one: Artifact) -> bool:
        return not one.parent or self._is_open(one.parent)

    def _names(self) -> Iterator[str]:
        """Names outside of shapes: those of events and gateways first, then those of lines."""
        for node in self.model.nodes.values():
            outside = node.kind in EVENTS or node.kind in GATEWAYS or node.kind == "complexGateway"
            if outside and node.name and not self._is_hidden(node):
                yield self._name(node, self.model.shapes[node.id])
        named = [(flow.id, flow.name) for flow in self.model.flows.values() if self._is_drawn(flow)]
        named += [(link.id, link.name) for link in self.model.links if link.kind == "messageFlow"]
        for key, name in named:
            if name and (points := self._line(key)):
                drawn, box = lines.name(name, points, self.model.labels.get(key), self.ink, self.taken)
                self._take(box)
                yield drawn

    def _take(self, box: Box) -> None:
        self.taken.append(box)
        self.boxes.append(box)

    def _name(self, node: Node, shape: Shape) -> str:
        if shape.label:
            block = shapes.label_block(node.name, shape.label.width)
            x, y = shape.label.middle.x, shape.label.y
            self._take(Box(x - block.width / 2, y, block.width, block.height))
            return shapes.text(block, x, y, self.ink.ink, halo=self.ink.ground)
        box = shape.box
        block = shapes.label_block(node.name, shapes.LABEL)
        ends = [line[end] for line in self._touching(node.id) for end in (0, -1)]
        has_above = any(abs(end.x - box.middle.x) < 1 and abs(end.y - box.y) < 1.5 for end in ends)
        has_below = any(abs(end.x - box.middle.x) < 1 and abs(end.y - box.bottom) < 1.5 for end in ends)
        x, y, anchor = box.middle.x, box.bottom + 3, "middle"
        if node.kind == "boundaryEvent":
            to_left = self._has_neighbour(node)
            x, y, anchor = (box.right + 1 if to_left else box.x - 1), box.middle.y + 3, "start" if to_left else "end"
        elif has_below and not has_above:
            y = box.y - block.height - 2
        elif has_below:
            x, y, anchor = box.middle.x + 8, box.bottom - 4, "start"
        left = x - block.width * {"middle": 0.5, "end": 1.0, "start": 0.0}[anchor]
        self._take(Box(left, y, block.width, block.height))
        return shapes.text(block, x, y, self.ink.ink, anchor, self.ink.ground)

    def _has_neighbour(self, node: Node) -> bool:
        """Whether another event stands on the same border, to the left."""
        own = self.model.shapes[node.id].box
        others = (self.model.shapes.get(one.id) for one in self.model.boundaries[node.attached_to] if one.id != node.id)
        return any(other is not None and 0 < own.x - other.box.x < 90 for other in others)

    def _touching(self, key: str) -> list[tuple[Point, ...]]:
        flows = (*self.model.outgoing.get(key, ()), *self.model.incoming.get(key, ()))
        return [points for flow in flows if (points := self._line(flow.id))]

    def _marks(self) -> Iterator[str]:
        """The case's place and the problems, above everything else."""
        ink = self.ink
        for node in self.model.nodes.values():
            if self._is_hidden(node):
                continue
            box = self.model.shapes[node.id].box
            inset = 4 if node.kind in ACTIVITIES else 7
            if node.id in self.here:
                yield shapes.at(Point(box.middle.x, box.y + 3), ink.of(icons.HERE))
                self.boxes.append(Box(box.middle.x - 10, box.y - 26, 20, 20))
            elif node.id in self.done:
                yield shapes.at(Point(box.right - inset, box.y + inset), ink.of(icons.DONE))
        for key, problems in self.problems.items():
            sign = icons.WRONG if any(one.level == "error" for one in problems) else icons.DOUBTFUL
            if place := self._place(key):
                said = "\n".join(problem.message for problem in problems)
                yield f"<g><title>{safe(said)}</title>{shapes.at(place, ink.of(sign))}</g>"

    def _place(self, key: str) -> Point | None:
        """Where the mark of a problem stands: at the upper left corner of a shape, in the middle of a line."""
        node = self.model.nodes.get(key)
        if node is not None and self._is_hidden(node):
            return None
        if shape := self.model.shapes.get(key):
            return Point(shape.box.x - 1, shape.box.y - 1)
        if points := self._line(key):
            a, b = max(
                itertools.pairwise(points),
                key=lambda part: abs(part[0].x - part[1].x) + abs(part[0].y - part[1].y),
            )
            return Point((a.x + b.x) / 2, (a.y + b.y) / 2)
        return None
