"""Columns (栏目) and kinds of information (信息类别): what both are, how they are named and put in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

LONGEST_NAME: Final = 30
_LONGEST_CODE: Final = 24
_BRACKETS: Final = re.compile(r"[【】]")

T = TypeVar("T")


class Sort(StrEnum):
    """Which of the two."""

    COLUMN = "column"
    KIND = "kind"


def tidied_name(name: str) -> str:
    """A name without the brackets in which it is printed, nor blanks around it."""
    return " ".join(_BRACKETS.sub(" ", name).split())


def wrong_name(name: str) -> str:
    """A sentence for a name that cannot be; empty for one that can."""
    if not name:
        return _("请填写名称。")
    if len(name) > LONGEST_NAME:
        return _("名称最多%(limit)s字，请精简。") % {"limit": LONGEST_NAME}
    return ""


def code_for(name: str, taken: Collection[str]) -> str:
    """A code of a kind's own, by which tables of points speak of it: its name in pinyin, with a number where that is taken."""
    letters = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name)).casefold())[:_LONGEST_CODE] or "kind"
    code, number = letters, 2
    while code in taken:
        code, number = f"{letters}-{number}", number + 1
    return code


def moved(rows: Sequence[T], row: T, *, up: bool) -> list[T]:
    """The rows with ``row`` one place further up, or down; as they are where it is the first, or the last."""
    order = list(rows)
    here = order.index(row)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order
