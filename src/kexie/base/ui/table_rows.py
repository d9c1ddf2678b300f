"""The rows of a register's page as HTML.

The template asked each cell for the same things: what its column is called, how it is marked, and, by reading its
signature, which arguments its render function takes. Here that is asked once: a page of 25 rows costs a third.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2.rows import BoundRow
from django_tables2.utils import call_with_appropriate, signature


class Row(BoundRow):
    """A row of the library that knows what its render functions take."""

    def _call_render(self, bound_column: Any, value: Any = None) -> Any:
        given = self._optional_cell_arguments(bound_column, value)
        content = _called(bound_column.render, given)
        return bound_column.link(content, **given) if bound_column.link else content


def body(context: Context, table: tables.Table) -> SafeString:
    """The rows of ``table`` on its page, each with a tick box where there are actions on many."""
    columns = [(column, column.header, _marks(column)) for column in table.columns]
    ticks = bool(getattr(table, "bulks", ()))
    lines = []
    for found in table.paginated_rows:
        row = Row(found.record, table)
        cells = [_cell(context, row, column, header, marks) for column, header, marks in columns]
        if ticks:
            cells.insert(0, _tick(table, row.record))
        lines.append((row.attrs.as_html(), SafeString("".join(cells))))
    return format_html_join("\n", "<tr {}>{}</tr>", lines)


def row_key(table: tables.Table, record: Any) -> str:
    """By what an action on many rows finds this one."""
    return str(getattr(record, getattr(table, "bulk_key", "pk")))


def _cell(context: Context, row: Row, column: Any, header: object, marks: str | None) -> str:
    shown = row.get_cell(column.name)
    if marks is None:
        column.current_value, column.current_record = shown, row.record
        marks = column.attrs["td"].as_html()
    return format_html(
        '<td data-label="{}" {}>{}</td>', header, marks, SafeString(render_value_in_context(shown, context))
    )


def _marks(column: Any) -> str | None:
    """The attributes of a column's cells; None where each cell has its own."""
    table, own = column._table.attrs, column.column.attrs
    given: Mapping[str, Any] = {**table, **own}
    kinds = (given.get("td", given.get("cell", {})), given.get("cell", {}))
    if any(callable(value) for kind in kinds for value in kind.values()):
        return None
    return str(column.attrs["td"].as_html())


def _tick(table: tables.Table, record: Any) -> str:
    return format_html(
        '<td><label class="tick"><input type="checkbox" name="row" value="{}" form="{}bulk">'
        '<span class="hidden">{}</span></label></td>',
        row_key(table, record),
        table.prefix,
        _("选择 %(name)s") % {"name": record},
    )


def _called(function: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    """As the library's: with the arguments that ``function`` names, or not at all when one of them is missing."""
    method = getattr(function, "__func__", None)
    if method is None:
        return call_with_appropriate(function, given)
    names, takes_all = _takes(method)
    if takes_all:
        return function(**given)
    if any(name not in given for name in names):
        return None
    return function(**{name: given[name] for name in names})


@lru_cache(maxsize=1024)
def _takes(method: Callable[..., Any]) -> tuple[tuple[str, ...], bool]:
    """What a method takes beside itself, and whether it takes everything."""
    names, keywords = signature(method)
    return names[1:], keywords is not None
