"""The registry of safe verbs: what a service task of a process may have the platform do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

from kexie.base.kernel.registry import Registry
from kexie.base.matters.rules.bpmn.model import Model

#: The verb that tells the applicant, the one that gives what comes out its number, and the answer in which that stands.
NOTIFY: Final = "notify_applicant"
GIVE_NUMBER: Final = "give_number"
DOCUMENT_NUMBER: Final = "document_number"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: its name in a model, the words on screen, what its one value says, and the function that does it.

    ``act`` is a dotted path to ``(step: actions.stepping.Step, value: str) -> Mapping[str, Any]``: it may change rows and
    put messages into the outbox, inside the transaction of the step, and answers what it adds to the answers of the case.
    """

    name: str
    label: str | Promise
    hint: str | Promise
    act: str
    #: Whether it has to be given a value.
    needs_value: bool = False


verbs: Registry[Verb] = Registry("verb of a process")


def given_number(model: Model, answers: Mapping[str, Any]) -> str:
    """The number that the process has given to what came out; what somebody has answered under this name is none."""
    gives = any(node.verb == GIVE_NUMBER for node in model.nodes.values())
    return str(answers.get(DOCUMENT_NUMBER) or "") if gives else ""
