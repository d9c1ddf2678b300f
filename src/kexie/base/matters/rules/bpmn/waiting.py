"""Whether a parallel join may wait for ever: every course that a scope can take is played through with tokens on its flows.

Conditions are not weighed, each way of a decision is taken as possible: what depends on two conditions that always agree is
better drawn as one decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Final

from kexie.base.matters.rules.bpmn.model import Flow, Node

#: How many different states are looked at; a process with more is too large to be judged in this way.
MOST_STATES: Final = 4_000
#: More tokens than this on one flow come from a round that splits: they are looked at no further.
MOST_TOKENS: Final = 2

#: Tokens by flow, in the order of the flows.
State = tuple[int, ...]


def stuck(nodes: Mapping[str, Node], flows: Sequence[Flow], borders: Mapping[str, Sequence[Node]]) -> set[str]:
    """The ids of the parallel joins that may wait for ever for a way that is not taken.

    ``nodes`` and ``flows`` are those of one scope, ``borders`` the events on the border of each activity.
    """
    return _Playing(nodes, flows, borders).stuck()


class _Playing:
    def __init__(self, nodes: Mapping[str, Node], flows: Sequence[Flow], borders: Mapping[str, Sequence[Node]]) -> None:
        self.nodes = nodes
        self.flows = flows
        self.borders = borders
        self.leaving: dict[str, list[int]] = {key: [] for key in nodes}
        self.reaching: dict[str, list[int]] = {key: [] for key in nodes}
        for number, flow in enumerate(flows):
            self.leaving[flow.source].append(number)
            self.reaching[flow.target].append(number)

    def stuck(self) -> set[str]:
        starts = [key for key, node in self.nodes.items() if node.kind == "startEvent"]
        waiting = [self._moved((0,) * len(self.flows), (), self.leaving[key]) for key in starts]
        seen: set[State] = set(waiting)
        found: set[str] = set()
        while waiting:
            state = waiting.pop()
            following = list(self._following(state))
            if not following:
                found |= {self.flows[number].target for number, count in enumerate(state) if count}
            for after in following:
                if after not in seen and max(after, default=0) <= MOST_TOKENS:
                    seen.add(after)
                    waiting.append(after)
            if len(seen) > MOST_STATES:
                return set()
        return {key for key in found if self.nodes[key].kind == "parallelGateway"}

    @staticmethod
    def _moved(state: State, taken: Sequence[int], put: Sequence[int]) -> State:
        tokens = list(state)
        for number in taken:
            tokens[number] -= 1
        for number in put:
            tokens[number] += 1
        return tuple(tokens)

    def _following(self, state: State) -> Iterator[State]:
        """The states that may come next."""
        for key in {self.flows[number].target for number, count in enumerate(state) if count}:
            node = self.nodes[key]
            here = [number for number in self.reaching[key] if state[number]]
            if node.kind == "parallelGateway":
                if len(here) == len(self.reaching[key]):
                    yield self._moved(state, here, self.leaving[key])
            elif node.kind == "endEvent" and node.event.kind in ("terminate", "error"):
                yield (0,) * len(state)
            else:
                taken = here if node.kind == "inclusiveGateway" else here[:1]
                for put in self._ways(node):
                    yield self._moved(state, taken, put)

    def _ways(self, node: Node) -> Iterator[Sequence[int]]:
        """The flows on which a token goes on, in each way that is possible."""
        leaving = self.leaving[node.id]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ([number] for number in leaving)
            return
        if node.kind == "inclusiveGateway":
            most = min(len(leaving), 6)
            yield from chain.from_iterable(combinations(leaving, count) for count in range(1, most + 1))
            return
        yield leaving
        for event in self.borders.get(node.id, ()):
            if self.leaving.get(event.id):
                yield self.leaving[event.id] if event.interrupting else [*leaving, *self.leaving[event.id]]
