"""Units that can be chosen in a form: those of the public directory, by whoever fills it in."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel import clock
from kexie.base.people.api import Organisation, find_unit
from kexie.base.people.queries.public_units import public_units
from kexie.base.ui.picking import LIMIT, Option


def unit_options(text: str) -> list[Option]:
    """Units whose name, short name, pinyin or initials hold ``text``."""
    return [_option(unit) for unit in public_units(on=clock.today(), text=text)[:LIMIT]]


def chosen_unit(key: str) -> Organisation | None:
    """The unit with this identifier, or of this name or only one of this short name; none that is not in the directory."""
    units = public_units(on=clock.today())
    try:
        return units.filter(uid=UUID(key)).first()
    except ValueError:
        named = find_unit(key)
        return units.filter(pk=named.pk).first() if named is not None else None


def unit_option(key: str) -> Option | None:
    """The same as an option."""
    unit = chosen_unit(key)
    return _option(unit) if unit is not None else None


def _option(unit: Organisation) -> Option:
    return Option(str(unit.uid), unit.name, unit.short_name)
