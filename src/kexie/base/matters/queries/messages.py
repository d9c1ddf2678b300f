"""Messages that a case waits for, as those read them who may bring one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kexie.base.matters.models import CaseWait, WaitKind
from kexie.base.matters.rules.bpmn.model import Model
from kexie.base.matters.rules.lanes import Who


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message that is waited for: since when, and what the drawing says about it."""

    wait: CaseWait
    words: str = ""

    @property
    def name(self) -> str:
        """What is waited for."""
        return self.wait.message


def messages_among(waits: Iterable[CaseWait], model: Model, *, own: bool) -> tuple[MessageLine, ...]:
    """The messages among ``waits``, each name once, the oldest first.

    Whoever has applied (``own``) may bring any; the office what is not waited for in the applicant's own lane.
    """
    found: dict[str, MessageLine] = {}
    for wait in sorted(waits, key=lambda wait: wait.created_at):
        node = model.nodes.get(wait.node)
        lane = model.lanes.get(node.lane_id) if node is not None else None
        of_applicant = lane is not None and lane.who == Who.APPLICANT
        if wait.kind == WaitKind.MESSAGE and (own or not of_applicant):
            found.setdefault(wait.message, MessageLine(wait, node.documentation if node is not None else ""))
    return tuple(found.values())
