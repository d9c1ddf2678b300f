"""Table columns from data elements: codes by their names, days as we write them, sensitive values masked."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from kexie.base.standards.queries import in_force
from kexie.base.standards.rules.definitions import Datatype
from kexie.base.ui.columns import WHOLE, DayColumn, NumberColumn


class CodeColumn(tables.Column):
    """A code, shown by its name."""

    def __init__(self, *args: Any, element: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.element = element

    def render(self, value: Any) -> str:
        """The name of the code."""
        return in_force.code_name(self.element, str(value))


class MaskedColumn(tables.Column):
    """A sensitive value, masked on the page and in every file made of it."""

    def __init__(self, *args: Any, element: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.element = element

    def render(self, value: Any) -> str:
        """The mask."""
        return in_force.mask(self.element, str(value)) or "*" * len(str(value))

    def value(self, value: Any) -> str:
        """The same in a file."""
        return self.render(value)


def column(code: str, **options: Any) -> tables.Column:
    """A column for the element ``code``. No query."""
    element = in_force.definition(code)
    named = {"verbose_name": element.name, **options}
    if element.mask:
        return MaskedColumn(element=code, **{"attrs": WHOLE, **named})
    if element.datatype is Datatype.CODE:
        return CodeColumn(element=code, **named)
    if element.datatype in (Datatype.INTEGER, Datatype.DECIMAL):
        return NumberColumn(**named)
    if element.datatype is Datatype.DATE:
        return DayColumn(**named)
    return tables.Column(**{**({"attrs": WHOLE} if element.checks else {}), **named})
