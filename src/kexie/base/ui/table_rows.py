"""The rows of a register's page as HTML.

The library asks each cell for the same things: how its column is marked, which arguments its render function takes, how
its value is read, which address its link leads to. Here that is asked once for a page, and the cells say the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partialmethod
from html import escape
from inspect import getattr_static
from typing import Any
from uuid import UUID

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.encoding import force_str
from django.utils.hashable import make_hashable
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django_tables2.columns.base import LinkTransform
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.columns.manytomanycolumn import ManyToManyColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, call_with_appropriate, signature


class Row(BoundRow):
    """A row of the library that knows what its render functions take."""

    def __init__(self, found: BoundRow) -> None:
        # Not made anew: the library counts its rows as it makes them.
        self.__dict__.update(found.__dict__)

    def _call_render(self, bound_column: Any, value: Any = None) -> Any:
        given = self._optional_cell_arguments(bound_column, value)
        content = _called(bound_column.render, given)
        return bound_column.link(content, **given) if bound_column.link else content

    def arguments(self, bound_column: Any, value: Any) -> dict[str, Any]:
        """What the functions of a column may take to draw ``value``."""
        given: dict[str, Any] = self._optional_cell_arguments(bound_column, value)
        return given


class Cells:
    """The cells of one column on one page."""

    def __init__(self, column: Any) -> None:
        self._column = column
        self._header = conditional_escape(column.header)
        marks = _marks(column)
        self._opening = None if marks is None else f'<td data-label="{self._header}" {marks}>'
        self._readers: dict[type[Model], Callable[[Any], Any]] = {}
        self._is_plain = _is_plain(column)
        self._way = _Way(column.link) if _leads_by_key(column.link) else None

    def cell(self, context: Context, row: Row) -> str:
        """The cell of ``row``, as HTML."""
        shown = (
            self._shown(row) if self._is_plain and isinstance(row.record, Model) else row.get_cell(self._column.name)
        )
        return f"{self._opening or self._opening_of(row, shown)}{_text(shown, context)}</td>"

    def _shown(self, row: Row) -> Any:
        """What the library's `get_cell` answers for a column that reads one attribute of a model."""
        column, value = self._column, self._value(row.record)
        if value in column.column.empty_values:
            return column.default
        given = row.arguments(column, value)
        content = _called(column.render, given)
        if self._way is not None:
            return mark_safe(f'<a href="{escape(self._way(row.record))}">{conditional_escape(content)}</a>')  # noqa: S308
        return column.link(content, **given) if column.link else content

    def _value(self, record: Model) -> Any:
        """The value of the column; None where there is none, as the library has it."""
        model = type(record)
        if model not in self._readers:
            self._readers[model] = _reader(model, str(self._column.accessor))
        try:
            return self._readers[model](record)
        except Exception:
            return None

    def _opening_of(self, row: Row, shown: Any) -> str:
        """The beginning of a cell whose marks depend on the row."""
        self._column.current_value, self._column.current_record = shown, row.record
        return f'<td data-label="{self._header}" {self._column.attrs["td"].as_html()}>'


class _Way:
    """Where the links of a column lead. Addresses by key differ in nothing but the key: the first is a model of the others."""

    def __init__(self, link: LinkTransform) -> None:
        self._link = link
        (self._key,) = link.reverse_args["kwargs"].values()
        self._around: list[str] | None = None

    def __call__(self, record: Any) -> str:
        key = self._key.resolve(record, quiet=True)
        if type(key) is not UUID:
            return str(self._link.call_reverse(record))
        if self._around is None:
            address = str(self._link.call_reverse(record))
            self._around = address.split(str(key))
            if len(self._around) != 2:
                self._around = None
                return address
        return str(key).join(self._around)


def body(context: Context, table: tables.Table) -> SafeString:
    """The rows of ``table`` on its page, each with a tick box where there are actions on many."""
    columns = [Cells(column) for column in table.columns]
    tick_of = _ticks(table) if getattr(table, "bulks", ()) else lambda record: ""
    lines = []
    for found in table.paginated_rows:
        row = Row(found)
        tick = tick_of(row.record)
        cells = "".join([column.cell(context, row) for column in columns])
        lines.append(f"<tr {found.attrs.as_html()}>{tick}{cells}</tr>")
    return mark_safe("\n".join(lines))  # noqa: S308 - every part is escaped where it is made


def row_key(table: tables.Table, record: Any) -> str:
    """By what an action on many rows finds this one."""
    return str(getattr(record, getattr(table, "bulk_key", "pk")))


def _text(shown: object, context: Context) -> str:
    """A value as a template writes it; the two kinds that nearly all are need no look at the context."""
    if type(shown) is SafeString:
        return shown
    return escape(shown) if type(shown) is str else render_value_in_context(shown, context)


def _is_plain(column: Any) -> bool:
    """Whether a column reads one attribute of its record, without a kind of its own that looks further."""
    return bool(
        isinstance(column.accessor, Accessor)
        and len(column.accessor.bits) == 1
        and not isinstance(column.column, BaseLinkColumn | ManyToManyColumn)
    )


def _leads_by_key(link: Any) -> bool:
    """Whether a link is a named address with one key and no attributes: what `linkify=(name, {key: A(...)})` makes."""
    if type(link) is not LinkTransform or link.url or link.attrs or set(link.reverse_args) != {"viewname", "kwargs"}:
        return False
    keys = list(link.reverse_args["kwargs"].values())
    return not isinstance(link.reverse_args["viewname"], Accessor) and len(keys) == 1 and isinstance(keys[0], Accessor)


def _reader(model: type[Model], name: str) -> Callable[[Any], Any]:
    """What reads ``name`` of a record as the library does: the words of a choice, or the attribute, called if it can be.

    Django hashes all choices anew for each word; here it is done once. A model with words of its own is asked for them.
    """
    method = f"get_{name}_display"
    shown = getattr_static(model, method, None)
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return _attribute(name)
    if shown is None or not getattr(field, "choices", ()):
        return _attribute(name)
    if not isinstance(shown, partialmethod):
        return _attribute(method)
    words = dict(make_hashable(field.flatchoices))  # type: ignore[union-attr]  # it has choices
    return lambda record: force_str(words.get(make_hashable(value := getattr(record, name)), value), strings_only=True)


def _attribute(name: str) -> Callable[[Any], Any]:
    def read(record: Any) -> Any:
        value = getattr(record, name)
        if not callable(value) or getattr(value, "do_not_call_in_templates", False):
            return value
        return None if getattr(value, "alters_data", False) else value()

    return read


def _marks(column: Any) -> str | None:
    """The attributes of a column's cells; None where each cell has its own."""
    table, own = column._table.attrs, column.column.attrs
    given: Mapping[str, Any] = {**table, **own}
    kinds = (given.get("td", given.get("cell", {})), given.get("cell", {}))
    if any(callable(value) for kind in kinds for value in kind.values()):
        return None
    return str(column.attrs["td"].as_html())


def _ticks(table: tables.Table) -> Callable[[Any], str]:
    """What draws the tick box of a row."""
    chosen = gettext("选择 %(name)s")
    form = escape(f"{table.prefix}bulk")
    return lambda record: (
        f'<td><label class="tick"><input type="checkbox" name="row" value="{escape(row_key(table, record))}" form="{form}">'
        f'<span class="hidden">{escape(chosen % {"name": record})}</span></label></td>'
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
