"""Figures at a glance: numbers that apps let the public see, each with the list that it opens to.

A figure is the number of rows of a query, so it is counted, never typed, and all that a page shows are counted in one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.utils.functional import Promise

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its name, its words on screen, the unit it is counted in (个、期、篇), its rows, where it opens to.

    ``rows`` gives what a visitor may see; ``address`` is the page that lists the same rows, empty where there is none.
    """

    name: str
    label: str | Promise
    measure: str | Promise
    rows: Callable[[], QuerySet[Any]]
    address: Callable[[], str] | None = None


figures: Registry[Figure] = Registry("figure")


def offered() -> list[tuple[str, str]]:
    """The names and labels of all figures, for whoever composes a page."""
    return [(figure.name, str(figure.label)) for figure in figures]


def count(names: Iterable[str]) -> dict[str, int]:
    """How many rows each of the figures has, all in one query; names that are registered no longer are passed over."""
    known = [figures[name] for name in dict.fromkeys(names) if name in figures]
    if not known:
        return {}
    first, *others = (_counted(figure) for figure in known)
    return {figure.name: 0 for figure in known} | dict(first.union(*others, all=True) if others else first)


def _counted(figure: Figure) -> QuerySet[Any, Any]:
    name = Value(figure.name, output_field=CharField())
    rows: QuerySet[Any, Any] = figure.rows().order_by().values(_name=name)
    counted: QuerySet[Any, Any] = rows.annotate(_count=Count("pk")).values_list("_name", "_count")
    return counted
