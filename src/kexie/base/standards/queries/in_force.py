"""The standard that the platform works by now: what it ships, and over it what the workbench has published.

Nothing here asks the database when a form is built, a value checked or a number masked: the published editions are taken
in by :func:`refresh`, which every request and the worker call (`kernel.renewal`), at most every few seconds, and which follows
every publication. Each process so follows within that time; the decision is written down in ADR 0018.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field, replace
from datetime import date

from kexie.base.kernel import clock
from kexie.base.standards.errors import UnknownElement
from kexie.base.standards.models import CodeList, DataElement, Stamp
from kexie.base.standards.queries import shipped
from kexie.base.standards.rules import checks, masks
from kexie.base.standards.rules.definitions import CodeListDefinition, ElementDefinition, Standard


@dataclass(slots=True)
class _Taken:
    """What this process has taken in: the count of publications and the day it was read for, and the standard itself."""

    stamp: int = 0
    day: date | None = None
    version: int = 0
    standard: Standard | None = field(default=None)


_taken = _Taken()


def standard() -> Standard:
    """All elements and lists in force, as this process last read them. No query."""
    return _taken.standard or shipped.standard()


def version() -> int:
    """A number that changes when `standard` does, so that what was made from it can be made anew. No query."""
    return _taken.version


def refresh(day: date) -> bool:
    """Take in what has been published and is in force on ``day``; whether anything is new. One query when nothing is."""
    stamp = Stamp.objects.values_list("number", flat=True).first() or 0
    if (stamp, day) == (_taken.stamp, _taken.day) or (not stamp and not _taken.stamp):
        return False
    _taken.stamp, _taken.day = stamp, day
    _taken.standard = _overlaid(day)
    _taken.version += 1
    return True


def renew() -> None:
    """:func:`refresh` for today, where the association is."""
    refresh(clock.today())


def forget() -> None:
    """Go back to what is shipped, as at start; for tests and for a database that was changed under our feet."""
    _taken.stamp, _taken.day, _taken.standard = 0, None, None
    _taken.version += 1


def _overlaid(day: date) -> Standard:
    """What is shipped, and over it every registered edition in force on ``day`` that is newer or of another code."""
    base = shipped.standard()
    elements = {
        registered.code: registered.as_definition()
        for registered in DataElement.objects.on(day)
        if (known := base.elements.get(registered.code)) is None or registered.edition > known.edition
    }
    lists = {
        registered.code: registered.as_definition()
        for registered in CodeList.objects.on(day)
        if registered.edition > shipped.edition_of_list(registered.code)
        or (registered.local and registered.code in shipped.CITY_LISTS)
    }
    return Standard(elements={**base.elements, **elements}, code_lists=ChainMap(lists, base.code_lists))  # type: ignore[arg-type]


def find_definition(code: str) -> ElementDefinition | None:
    """The element of this code, if there is one."""
    return standard().elements.get(code)


def definition(code: str) -> ElementDefinition:
    """The element of this code; raises `UnknownElement`."""
    found = find_definition(code)
    if found is None:
        raise UnknownElement(element=code)
    return found


def codes_of(element: ElementDefinition) -> CodeListDefinition | None:
    """The code list of an element that has one."""
    return standard().code_lists[element.code_list] if element.code_list else None


def own_list(code: str) -> CodeListDefinition | None:
    """The list in force of this code, if a city has published or loaded it in the place of the one shipped. No query."""
    found = standard().code_lists.get(code)
    known = shipped.standard().code_lists.get(code)
    return found if found is not None and found != known else None


def code_name(code: str, value: str) -> str:
    """The name of a code of the element ``code``: 汉族 for 01; the value itself where the list does not have it."""
    code_list = codes_of(definition(code))
    found = code_list.by_value.get(value) if code_list else None
    return found.name if found else value


def check(code: str, value: object, *, called: str = "") -> list[str]:
    """Sentences that say how to mend ``value`` as element ``code``; none if it is right or empty. No query.

    Where it is asked for under another name, the sentences speak of what it is ``called`` there.
    """
    element = definition(code)
    if called:
        element = replace(element, name=called)
    return checks.check(element, value, codes_of(element), today=clock.today())


def normalise(code: str, text: str) -> str:
    """``text`` as the standard writes it: without outer blanks; numbers without full-width forms and inner blanks."""
    return checks.normalise(definition(code), text)


def mask(code: str, value: str) -> str:
    """``value`` as it may be shown by default: 138****5678. No query."""
    return masks.mask(definition(code).mask, value)
