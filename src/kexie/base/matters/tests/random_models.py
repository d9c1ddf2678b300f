"""Models drawn at random: lanes, sub-processes, events on borders, ways forward and back."""

from __future__ import annotations

from hypothesis import strategies as st

from kexie.base.matters.rules.bpmn.model import Event, Flow, Lane, Loop, Model, Node, Process

NAMES = st.text(alphabet="审核材料申请abc XY<>&\"'（）“”，。—…1", max_size=14).map(lambda text: " ".join(text.split()))
WORDS = st.sampled_from(["", "x", "handler", "a&b"])
TASKS = st.sampled_from(
    ["userTask", "manualTask", "task", "serviceTask", "sendTask", "receiveTask", "callActivity", "subProcess"]
)
INNER = st.sampled_from(
    [
        *("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"),
        *("intermediateCatchEvent", "intermediateThrowEvent", "endEvent"),
    ]
)
EVENTS = st.sampled_from(
    [
        Event("timer", "3d"),
        Event("timer", "PT2H"),
        Event("message", "补正"),
        Event("signal", "停办"),
        Event("error", "E1"),
        Event("escalation", "C"),
        Event("terminate"),
        Event(),
    ]
)
LOOPS = st.none() | st.builds(Loop, st.booleans(), WORDS, st.sampled_from(["all", "any", "majority"]))


class _Ids:
    def __init__(self) -> None:
        self.count = 0

    def next(self, kind: str) -> str:
        self.count += 1
        return f"{kind[:3]}_{self.count}"


@st.composite
def _nodes(draw, ids, parent, lanes, depth):
    """The nodes of a scope in the order of a file, each followed by what stands in it; and the flows between them."""
    nodes, flows = [], []
    lane_of = lanes[0] if parent else None
    kinds = ["startEvent", *draw(st.lists(TASKS | INNER, max_size=7 if depth == 0 else 3)), "endEvent"]
    own = []
    for kind in kinds:
        lane = lane_of if parent else draw(st.sampled_from(lanes))
        node = draw(_node(ids, kind, parent, lane))
        nodes.append(node)
        own.append(node)
        if kind == "subProcess" and depth < 2 and draw(st.booleans()):
            inside, ways = draw(_nodes(ids, node.id, [lane], depth + 1))
            nodes += inside
            flows += ways
    for host in list(own):
        if host.kind in ("userTask", "serviceTask", "subProcess") and draw(st.booleans()):
            event = draw(EVENTS)
            key = ids.next("boundary")
            own.append(
                Node(
                    key,
                    "boundaryEvent",
                    draw(NAMES),
                    host.lane_id,
                    attached_to=host.id,
                    interrupting=draw(st.booleans()),
                    event=event,
                    parent=parent,
                )
            )
            nodes.append(own[-1])
    sources = [node.id for node in own if node.kind != "endEvent"]
    targets = [node.id for node in own if node.kind not in ("startEvent", "boundaryEvent")]
    for source, target in draw(
        st.lists(st.tuples(st.sampled_from(sources), st.sampled_from(targets)), min_size=2, max_size=14)
    ):
        condition = draw(st.sampled_from(["", "decision == 'agree'", "a < 5 and b"]))
        flows.append(Flow(ids.next("flow"), source, target, condition, draw(NAMES)))
    return nodes, flows


@st.composite
def _node(draw, ids, kind, parent, lane):
    human = kind in ("userTask", "manualTask", "task")
    event = Event()
    if kind in ("sendTask", "receiveTask"):
        event = Event("message", draw(st.sampled_from(["", "补正"])))
    elif kind in ("intermediateCatchEvent", "intermediateThrowEvent", "endEvent"):
        event = draw(EVENTS)
    return Node(
        ids.next(kind),
        kind,
        draw(NAMES),
        lane,
        form=draw(WORDS) if kind == "userTask" else "",
        limit=draw(st.sampled_from(["", "3d", "2h"])) if human else "",
        verb=draw(WORDS) if kind == "serviceTask" else "",
        value=draw(WORDS) if kind == "serviceTask" else "",
        outcome=draw(st.sampled_from(["", "done"])) if kind == "endEvent" else "",
        event=event,
        loop=draw(LOOPS) if human else None,
        called=draw(st.sampled_from(["", "p", "shared"])) if kind == "callActivity" else "",
        documentation=draw(NAMES),
        parent=parent,
    )


@st.composite
def models(draw):
    """A model with one process and no diagram."""
    ids = _Ids()
    lanes = [f"lane_{number}" for number in range(draw(st.integers(0, 3)))]
    nodes, flows = draw(_nodes(ids, "", lanes or [""], 0))
    drawn = tuple(
        Lane(
            key,
            draw(NAMES),
            draw(st.sampled_from(["", "applicant", "window"])),
            draw(WORDS),
            node_ids=tuple(
                node.id for node in nodes if node.lane_id == key and not node.parent and not node.attached_to
            ),
        )
        for key in lanes
    )
    return Model(processes=(Process("p", draw(NAMES), drawn, tuple(nodes), tuple(flows)),), target="urn:x")
