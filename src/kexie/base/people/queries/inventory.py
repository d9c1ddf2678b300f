"""The inventory of personal data: what is kept, why, how long (PIPL, articles 17 and 55)."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.personal_rows import Line, inventory
from kexie.base.people.abilities import PROTECT_DATA

ERASE_WORDS: Final = {"clear": "清空", "delete": "整行删除", "keep": "保留"}

_HEAD: Final = """# 个人信息清单

本页由 `kexie personal inventory` 生成，与程序中的声明一致；改动声明后要重新生成，否则检查不通过。
它同时是个人信息保护影响评估的底稿：处理什么、为什么、依据什么、保存多久、申请删除时怎么办。
依据指《中华人民共和国个人信息保护法》第十三条的情形。敏感的一栏加密保存、默认掩码，查看要说明理由并留下记录。
"""

_COLUMNS: Final = "| 栏 | 名称 | 目的 | 依据 | 保存期限 | 敏感 | 删除申请 | 说明 |\n" + "|---" * 8 + "|\n"


def inventory_lines(actor: Actor, *, text: str = "", sensitive: bool = False) -> list[Line]:
    """The lines that hold ``text``, all or the sensitive ones; for who protects data.

    Raises:
        NotPermitted, LogInFirst: the actor does not.
    """
    access.check(actor, PROTECT_DATA)
    wanted = text.strip().lower()
    return [
        line
        for line in inventory()
        if (line.sensitive or not sensitive)
        and (not wanted or wanted in f"{line.app} {line.model}.{line.column} {line.label} {line.purpose}".lower())
    ]


def erase_words(line: Line) -> str:
    """What erasure does to a column, in words."""
    return _(ERASE_WORDS[line.erase])


def inventory_page() -> str:
    """The inventory as the page that is committed: docs/personal-data.md."""
    parts = [_HEAD]
    with translation.override("zh-hans"):
        for app, lines in groupby(sorted(inventory(), key=lambda line: (line.app, line.model)), lambda line: line.app):
            parts.append(f"\n## {app}\n\n{_COLUMNS}")
            for line in sorted(lines, key=lambda line: (line.model, line.column, line.subject)):
                marks = (
                    line.purpose,
                    line.basis,
                    line.keep,
                    "是" if line.sensitive else "",
                    ERASE_WORDS[line.erase],
                    line.why,
                )
                parts.append(f"| `{line.model}.{line.column}` | {line.label} | {' | '.join(marks)} |\n")
    return "".join(parts)
