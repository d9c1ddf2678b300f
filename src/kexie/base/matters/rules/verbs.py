"""The registry of safe verbs: what a service task of a process may have the platform do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from kexie.base.kernel.registry import Registry


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
