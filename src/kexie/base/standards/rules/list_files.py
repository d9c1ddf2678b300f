"""A code list in a file (JSON), as a city hands in its districts: what is wrong with it, in sentences, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

#: What every file says, and what it may say besides.
_NEEDED: Final = ("code", "name", "english_name", "source_norm", "effective_from", "codes")
_ALLOWED: Final = (*_NEEDED, "edition", "note")
_CELLS: Final = ("值", "名称", "英文名称", "上级代码", "启用日期", "停用日期", "后继代码")
#: As many sentences are enough to begin mending with.
_MOST: Final = 20


def read_list_file(text: str) -> tuple[dict[str, Any], list[str]]:
    """The row of a data file that ``text`` holds, and what has to be mended in it; with sentences the row is of no use."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        return {}, [_("文件不是有效的JSON，请核对第%(line)d行附近的标点和引号。") % {"line": line}]
    if not isinstance(row, dict):
        return {}, [_("文件应是一个代码集，以花括号开头和结尾。")]
    problems = list(_problems(row))
    return row, problems[:_MOST]


def _problems(row: dict[str, Any]) -> Iterator[str]:
    for name in _NEEDED:
        if name not in row:
            yield _("缺少“%(name)s”。") % {"name": name}
    for name in row:
        if name not in _ALLOWED:
            yield _("“%(name)s”不是代码集的项目，请删去。") % {"name": name}
    for name in ("code", "name", "english_name", "source_norm", "note"):
        if not isinstance(row.get(name, ""), str):
            yield _("“%(name)s”应为文字。") % {"name": name}
    edition = row.get("edition", 1)
    if not isinstance(edition, int) or isinstance(edition, bool) or not 0 < edition < 10_000:
        yield _("“edition”应为版本号，如 2；不写的，自动接上一版本。")
    if "effective_from" in row and not _is_day(row["effective_from"]):
        yield _("“effective_from”应为施行日期，如 2026-12-01。")
    codes = row.get("codes", [])
    if not isinstance(codes, list):
        yield _("“codes”应为代码的列表。")
        return
    for number, code in enumerate(codes, start=1):
        yield from _code_problems(number, code)


def _code_problems(number: int, code: Any) -> Iterator[str]:
    if (
        not isinstance(code, list)
        or not 2 <= len(code) <= len(_CELLS)
        or not all(isinstance(cell, str) for cell in code)
    ):
        sentence = _(
            "第%(number)d个代码应写成[值, 名称, 英文名称, 上级代码, 启用日期, 停用日期, 后继代码]，至少有前两项。"
        )
        yield sentence % {"number": number}
        return
    if not code[0] or not code[1]:
        yield _("第%(number)d个代码缺少值或名称。") % {"number": number}
    for place in (4, 5):
        if len(code) > place and code[place] and not _is_day(code[place]):
            said = {"number": number, "cell": _CELLS[place], "value": code[place]}
            yield _("第%(number)d个代码的%(cell)s“%(value)s”不是日期，请写成 2026-12-01。") % said


def _is_day(text: Any) -> bool:
    try:
        return isinstance(text, str) and len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
