"""Which questions of a form are asked, by what was answered before them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from kexie.base.matters.rules.expressions import BadExpression, Expression, parse
from kexie.base.matters.rules.forms.definitions import FieldDef, PaperDef


@lru_cache(maxsize=2048)
def condition_of(text: str) -> Expression | None:
    """The condition that ``text`` says; None for none, and for one that nobody can read (it could not be published)."""
    try:
        return parse(text) if text else None
    except BadExpression:
        return None


def is_asked(part: FieldDef | PaperDef, answers: Mapping[str, Any]) -> bool:
    """Whether ``part`` is asked after these ``answers``."""
    condition = condition_of(part.show_when)
    return condition is None or condition.value(answers)


def for_browser(part: FieldDef | PaperDef, said: Mapping[str, Any], own: Collection[str]) -> list[Any] | None:
    """The condition of ``part`` for the browser, which knows the answers of this form (``own``) alone.

    What was ``said`` in the case before stands in it as values. None where nothing depends on this form.
    """
    condition = condition_of(part.show_when)
    if condition is None or not condition.names & set(own):
        return None
    return _filled(condition.as_json(), said, own)


def _filled(tree: list[Any], said: Mapping[str, Any], own: Collection[str]) -> list[Any]:
    if tree[0] == "name" and tree[1] not in own:
        value = said.get(tree[1])
        if isinstance(value, list | tuple):
            return ["list", *(["value", each] for each in value if not isinstance(each, Mapping))]
        return ["value", value]
    if tree[0] in ("name", "value"):
        return tree
    return [tree[0], *(_filled(part, said, own) for part in tree[1:])]
