"""What a 会签 says: each of its rounds answers the same questions, and every answer is kept.

An answer that rounds give is the list of what they have said, in the order in which they were done, so that a condition
behind them asks `'disagree' in opinion`. A loop that is gone through again begins with empty lists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kexie.base.matters.rules.bpmn.model import Model


def gathered(
    said: Mapping[str, Any], answers: Mapping[str, Any], *, before: int | None, keys: Collection[str] = ()
) -> dict[str, Any]:
    """What ``answers`` come to, given what has been ``said``.

    ``before`` is the number of rounds that were done before the one that gives them, None outside of a loop; ``keys`` are
    those of its form, of which a round may leave some unanswered.
    """
    if before is None:
        return dict(answers)
    earlier = {key: said.get(key) for key in {*keys, *answers}} if before else dict.fromkeys({*keys, *answers})
    lists = {key: list(value) if isinstance(value, list) else [] for key, value in earlier.items()}
    for key, value in answers.items():
        lists[key].append(value)
    return lists


def forms_in_loops(model: Model) -> frozenset[str]:
    """The keys of the forms whose answers are gathered."""
    return frozenset(node.form for node in model.nodes.values() if node.loop is not None and node.form)
