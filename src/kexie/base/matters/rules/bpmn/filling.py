"""A model whose gaps are filled, so that an engine takes it before everything in it has been drawn and written."""

from __future__ import annotations

from dataclasses import replace

from kexie.base.matters.rules.bpmn.model import Event, Flow, Model, Node, Process


def filled(model: Model) -> Model:
    """The processes that a case runs through, with nothing else, and without the gaps that `checking` calls missing.

    A way without a condition that needs one is never taken, an empty sub-process ends at once, and a start by message is
    a start. What is drawn and does nothing is left out.
    """
    return Model(
        processes=tuple(_filled(model, process) for process in model.used), name=model.name, target=model.target
    )


def _filled(model: Model, process: Process) -> Process:
    flows = [replace(flow, condition="False") if _is_undecided(model, flow) else flow for flow in process.flows]
    nodes = [replace(node, event=Event()) if node.kind == "startEvent" else node for node in process.nodes]
    parents = {node.parent for node in nodes}
    for node in process.nodes:
        if node.kind == "subProcess" and node.id not in parents:
            begin, end = f"{node.id}_start", f"{node.id}_end"
            nodes.append(Node(begin, "startEvent", parent=node.id, lane_id=node.lane_id))
            nodes.append(Node(end, "endEvent", parent=node.id, lane_id=node.lane_id))
            flows.append(Flow(f"{node.id}_flow", begin, end))
    return replace(process, nodes=tuple(nodes), flows=tuple(flows), executable=True, artifacts=(), links=())


def _is_undecided(model: Model, flow: Flow) -> bool:
    source = model.nodes.get(flow.source)
    if source is None or source.kind not in ("exclusiveGateway", "inclusiveGateway") or flow.condition:
        return False
    return flow.id != source.default and len(model.outgoing[source.id]) > 1
