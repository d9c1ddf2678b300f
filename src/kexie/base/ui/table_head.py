"""The head of a register's table as HTML: what each column is called, how it is sorted, and how to sort by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import django_tables2 as tables
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kexie.base.ui import icons

#: By how a column is sorted: the word for screen readers, the icon.
_SORTED: Final = {None: ("none", "sort"), False: ("ascending", "up"), True: ("descending", "down")}


def query_with(request: HttpRequest, changes: Mapping[str, Any]) -> str:
    """The query string of a page with ``changes``; None takes a parameter out."""
    kept = [(name, value) for name, values in request.GET.lists() if name not in changes for value in values]
    return f"?{urlencode([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])}"


def head(request: HttpRequest, table: tables.Table) -> SafeString:
    """The cells of the head, with one over the tick boxes where there are any."""
    cells = [_cell(request, table, column) for column in table.columns]
    if getattr(table, "bulks", ()):
        cells.insert(0, f'<th scope="col"><span class="hidden">{_("选择")}</span></th>')
    return mark_safe("\n".join(cells))  # noqa: S308 - every part is escaped where it is put in


def _cell(request: HttpRequest, table: tables.Table, column: Any) -> str:
    marks, words = column.attrs["th"].as_html(), conditional_escape(column.header)
    if not column.orderable:
        return f'<th scope="col" {marks}>{words}</th>'
    alias = column.order_by_alias
    told, icon = _SORTED[alias.is_descending if column.is_ordered else None]
    address = conditional_escape(query_with(request, {table.prefixed_order_by_field: alias.next}))
    return f'<th scope="col" {marks} aria-sort="{told}"><a href="{address}">{words}{icons.svg(icon)}</a></th>'
