"""Conditions as lines that a person fills in: a field, a sign, a value; joined by 并且 or 或者. And back into the language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.rules.expressions import BadExpression, parse

#: Sign → words, in the order in which they are offered.
SIGNS: Final[dict[str, str | Promise]] = {
    "==": gettext_lazy("等于"),
    "!=": gettext_lazy("不等于"),
    ">": gettext_lazy("大于"),
    ">=": gettext_lazy("不小于"),
    "<": gettext_lazy("小于"),
    "<=": gettext_lazy("不大于"),
    "filled": gettext_lazy("已填"),
    "empty": gettext_lazy("未填"),
}
JOINTS: Final[dict[str, str | Promise]] = {"and": gettext_lazy("同时满足"), "or": gettext_lazy("满足任意一条")}
MOST_LINES: Final = 3
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_YES: Final = frozenset({"是", "true", "True", "yes"})
_NO: Final = frozenset({"否", "false", "False", "no"})


@dataclass(frozen=True, slots=True)
class Line:
    """One condition: the key of a field, a sign of :data:`SIGNS`, and the value as a person writes it."""

    name: str
    sign: str = "=="
    value: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field's answer is, for a value to be compared with: text, number, truth or list; and the words of its codes."""

    kind: str = "text"
    codes: Mapping[str, str] | None = None


def lines_of(text: str, fields: Mapping[str, Asked]) -> tuple[str, list[Line]] | None:
    """A condition as its joint and lines; None for one that is more than lines can say."""
    if not text:
        return "and", []
    try:
        tree = parse(text).as_json()
    except BadExpression:
        return None
    joint, parts = (tree[0], tree[1:]) if tree[0] in JOINTS else ("and", [tree])
    lines = [_line(part, fields) for part in parts]
    if len(lines) > MOST_LINES or None in lines:
        return None
    return joint, [line for line in lines if line is not None]


def text_of(joint: str, lines: Sequence[Line], fields: Mapping[str, Asked]) -> str:
    """The condition that the lines say, in the language of `rules.expressions`.

    Raises:
        BadExpression: a value does not fit its field.
    """
    return f" {joint} ".join(_written(line, fields.get(line.name, Asked())) for line in lines)


def _line(tree: list[Any], fields: Mapping[str, Asked]) -> Line | None:
    if tree[0] == "name":
        return Line(tree[1], "filled") if fields.get(tree[1], Asked()).kind != "truth" else Line(tree[1], "==", _("是"))
    if tree[0] == "not" and tree[1][0] == "name":
        return Line(tree[1][1], "empty")
    if tree[0] not in SIGNS or tree[1][0] != "name" or tree[2][0] != "value":
        return None
    name, value = tree[1][1], tree[2][1]
    if isinstance(value, bool):
        return Line(name, tree[0], _("是") if value else _("否"))
    codes = fields.get(name, Asked()).codes or {}
    return Line(name, tree[0], codes.get(str(value), str(value)))


def _written(line: Line, asked: Asked) -> str:
    if line.sign in ("filled", "empty"):
        if asked.kind in ("number", "truth"):
            raise BadExpression(_("数字和是否，请与一个值比较，不能只问填没填。"))
        return line.name if line.sign == "filled" else f"not {line.name}"
    return f"{line.name} {line.sign} {_value(line.value.strip(), asked)}"


def _value(text: str, asked: Asked) -> str:
    if not text:
        raise BadExpression(_("请填写要比较的值。"))
    if asked.kind == "truth":
        if text not in _YES | _NO:
            raise BadExpression(_("这一项请填“是”或“否”。"))
        return str(text in _YES)
    if asked.kind == "number":
        if not _NUMBER.fullmatch(text):
            raise BadExpression(_("“%(text)s”不是数字。") % {"text": text})
        return text
    code = next((code for code, words in (asked.codes or {}).items() if text in (code, words)), None)
    if asked.codes and code is None:
        raise BadExpression(_("没有“%(text)s”这个选项，请从列出的选项中选择。") % {"text": text})
    return _quoted(code or text)


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' in text:
        raise BadExpression(_("值里不能同时有单引号和双引号。"))
    return f'"{text}"'
