"""The one language of conditions: when a flow of a process is taken, when a field of a form is shown.

It is a small part of the grammar of Python's expressions: names of answers, text in quotes, numbers, True, False and lists,
with ``==  !=  <  <=  >  >=  in  not in  and  or  not``. Nothing is called, reached into or computed, so that a condition
can be read by a person, put into words and weighed in the browser exactly as here::

    decision == 'agree' and amount > 1000

What it means, the same on the server and in the browser (``as_json``):

* A name without an answer is nothing (None), which equals no text, number or list.
* ``==`` holds between equal values of one kind: text, number, truth, list. A number is no text: ``'1' == 1`` is False.
* ``!=`` is the contrary of ``==``, ``not in`` the contrary of ``in``.
* ``<`` and its kin compare two numbers or two texts (days written 2027-02-06 compare as they should); all else is False.
* ``a in b`` holds if ``b`` is a list with a member equal to ``a``, or a text that contains the text ``a``.
* Where a truth is wanted, nothing, 0, empty text and the empty list are False.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

LONGEST: Final = 500
DEEPEST: Final = 12

_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
#: What an input method writes in place of the marks of the language.
_FULL_WIDTH: Final = "“”‘’（），＝＞＜！"

#: A tree in the shape that ``as_json`` gives, of tuples.
Tree = tuple[Any, ...]


class BadExpression(ValueError):
    """The text is no condition; the message is one sentence that says how to mend it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that has been read."""

    text: str
    tree: Tree

    @property
    def names(self) -> frozenset[str]:
        """The keys of the answers that it asks for."""
        return frozenset(_names(self.tree))

    @property
    def compared(self) -> frozenset[str]:
        """The keys of those that it compares as one value: with all signs but ``in`` and ``not in``."""
        return frozenset(_compared(self.tree))

    def value(self, answers: Mapping[str, Any]) -> bool:
        """Whether it holds for ``answers``; never an error."""
        return bool(_value(self.tree, answers))

    def as_json(self) -> list[Any]:
        """Nested lists for the browser: ``["and", ["==", ["name", "decision"], ["value", "agree"]], …]``."""
        return _as_lists(self.tree)

    def words(
        self, labels: Mapping[str, str] | None = None, values: Mapping[str, Mapping[str, str]] | None = None
    ) -> str:
        """It in words: 决定 等于 同意，并且 金额 大于 1000.

        ``labels`` are the names that people know of the keys; ``values`` those of the codes of a key.
        """
        return _Words(labels or {}, values or {}).of(self.tree)


def parse(text: str) -> Expression:
    """The condition that ``text`` says. Raises BadExpression, whose message says how to mend it."""
    text = text.strip()
    if not text:
        raise BadExpression(_("条件是空的，请填写，例如 decision == 'agree'。"))
    if len(text) > LONGEST:
        raise BadExpression(_("条件太长，请控制在%(most)d个字符以内。") % {"most": LONGEST})
    if "\\" in text:
        raise BadExpression(_("条件里不能有反斜杠“\\”，请删去。"))
    try:
        body = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadExpression(_unreadable(text)) from None
    return Expression(text, _truth(body, 1))


def _unreadable(text: str) -> str:
    if found := next((sign for sign in text if sign in _FULL_WIDTH), ""):
        return _("条件里的“%(sign)s”是全角符号，请改用半角的引号、括号和比较号。") % {"sign": found}
    if "=" in text.replace("==", "").replace("<=", "").replace(">=", "").replace("!=", ""):
        return _("比较相等要写两个等号，例如 decision == 'agree'。")
    return _("条件“%(text)s”读不懂，请写成 decision == 'agree' and amount > 1000 这样的形式。") % {"text": text}


def _truth(node: ast.expr, depth: int) -> Tree:
    """A part that is true or false."""
    if depth > DEEPEST:
        raise BadExpression(_("条件的括号套得太深，请拆成几个简单的条件。"))
    if isinstance(node, ast.BoolOp):
        return ("and" if isinstance(node.op, ast.And) else "or", *(_truth(part, depth + 1) for part in node.values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return ("not", _truth(node.operand, depth + 1))
    if isinstance(node, ast.Compare):
        if len(node.ops) > 1:
            raise BadExpression(_("一次只能比较两个值，请把连着的比较写成用 and 连接的两个条件。"))
        sign = _COMPARISONS.get(type(node.ops[0]))
        if sign is None:
            raise BadExpression(_("条件里不能用 is，请用 == 或 !=。"))
        return (sign, _operand(node.left), _operand(node.comparators[0]))
    return _operand(node)


def _operand(node: ast.expr) -> Tree:
    """A name, a value or a list of them."""
    if isinstance(node, ast.Name):
        return ("name", node.id)
    if isinstance(node, ast.List):
        return ("list", *(_member(part) for part in node.elts))
    return _member(node)


def _member(node: ast.expr) -> Tree:
    if isinstance(node, ast.Name):
        return ("name", node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bool):
        return ("value", node.value)
    minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    number = node.operand if isinstance(node, ast.UnaryOp) and minus else node
    if (
        isinstance(number, ast.Constant)
        and isinstance(number.value, int | float)
        and not isinstance(number.value, bool)
    ):
        if not math.isfinite(number.value) or abs(number.value) > 10**15:
            raise BadExpression(_("条件里的数太大，请核对。"))
        return ("value", -number.value if minus else number.value)
    raise BadExpression(_refusal(node))


def _refusal(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _("条件里不能调用函数，只能比较已填的内容。")
    if isinstance(node, ast.Attribute | ast.Subscript):
        return _("条件里不能用“.”或“[]”取一部分，请直接写字段的代码。")
    if isinstance(node, ast.BinOp):
        return _("条件里不能做计算，请直接比较两个值。")
    if isinstance(node, ast.Constant) and node.value is None:
        return _("判断有没有填写，请写 not 加字段的代码，例如 not unit。")
    if isinstance(node, ast.BoolOp | ast.Compare):
        return _("比较的两边只能是字段的代码、文字、数或列表，请去掉多余的括号。")
    return _("条件里只能有字段的代码、引号里的文字、数、True、False 和列表，请删去其他内容。")


def _names(tree: Tree) -> Iterator[str]:
    if tree[0] == "name":
        yield tree[1]
    elif tree[0] != "value":
        for part in tree[1:]:
            yield from _names(part)


def _compared(tree: Tree) -> Iterator[str]:
    if tree[0] in ("and", "or", "not"):
        for part in tree[1:]:
            yield from _compared(part)
    elif tree[0] in _HOLDS:
        sides = tree[1:2] if tree[0] in ("in", "not in") else tree[1:]
        yield from (side[1] for side in sides if side[0] == "name")


def _as_lists(tree: Tree) -> list[Any]:
    return [_as_lists(part) if isinstance(part, tuple) else part for part in tree]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float | Decimal):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list | tuple) else ""


def _equal(left: Any, right: Any) -> bool:
    kind = _kind(left)
    if not kind or kind != _kind(right):
        return False
    if kind == "list":
        return len(left) == len(right) and all(_equal(one, other) for one, other in zip(left, right, strict=True))
    return bool(left == right)


def _contains(member: Any, whole: Any) -> bool:
    if _kind(whole) == "list":
        return any(_equal(member, one) for one in whole)
    return _kind(member) == _kind(whole) == "text" and member in whole


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def holds(left: Any, right: Any) -> bool:
        kind = _kind(left)
        try:
            return kind in ("number", "text") and kind == _kind(right) and bool(compare(left, right))
        except ArithmeticError:  # a decimal that is no number
            return False

    return holds


_HOLDS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "in": _contains,
    "not in": lambda left, right: not _contains(left, right),
}


def _value(tree: Tree, answers: Mapping[str, Any]) -> Any:
    match tree[0]:
        case "name":
            return answers.get(tree[1])
        case "value":
            return tree[1]
        case "list":
            return [_value(part, answers) for part in tree[1:]]
        case "and":
            return all(_value(part, answers) for part in tree[1:])
        case "or":
            return any(_value(part, answers) for part in tree[1:])
        case "not":
            return not _value(tree[1], answers)
    return _HOLDS[tree[0]](_value(tree[1], answers), _value(tree[2], answers))


@dataclass(frozen=True, slots=True)
class _Words:
    labels: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def of(self, tree: Tree) -> str:
        match tree[0]:
            case "and" | "or":
                joint = _("，并且 ") if tree[0] == "and" else _("，或者 ")
                return joint.join(self._enclosed(part) for part in tree[1:])
            case "not" if tree[1][0] == "name":
                return _("%(name)s 未填或为否") % {"name": self._operand(tree[1])}
            case "not":
                return _("不满足（%(condition)s）") % {"condition": self.of(tree[1])}
            case "name":
                return _("%(name)s 已填或为是") % {"name": self._operand(tree)}
            case "value" | "list":
                return self._operand(tree)
        return self._comparison(*tree)

    def _enclosed(self, tree: Tree) -> str:
        said = self.of(tree)
        return f"（{said}）" if tree[0] in ("and", "or") else said

    def _comparison(self, sign: str, left: Tree, right: Tree) -> str:
        verbs = {
            "==": _("等于"),
            "!=": _("不等于"),
            "<": _("小于"),
            "<=": _("不大于"),
            ">": _("大于"),
            ">=": _("不小于"),
            "in": _("属于"),
            "not in": _("不属于"),
            "has": _("包含"),
            "has not": _("不包含"),
        }
        if sign in ("in", "not in") and right[0] == "name":
            left, right, sign = right, left, "has" if sign == "in" else "has not"
        names = {part[1] for part in (left, right) if part[0] == "name"}
        codes = {code: word for name in names for code, word in self.values.get(name, {}).items()}
        return f"{self._operand(left, codes)} {verbs[sign]} {self._operand(right, codes)}"

    def _operand(self, tree: Tree, codes: Mapping[str, str] | None = None) -> str:
        if tree[0] == "name":
            return self.labels.get(tree[1], tree[1])
        if tree[0] == "list":
            return "、".join(self._operand(part, codes) for part in tree[1:]) or _("空列表")
        if isinstance(tree[1], bool):
            return _("是") if tree[1] else _("否")
        return (codes or {}).get(str(tree[1]), str(tree[1]))
