"""The facts of a unit and the data elements that check them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.people.errors.organisations import CodeTaken, DetailWrong
from kexie.base.people.models import Organisation, OrganisationKind
from kexie.base.people.queries.districts import district_name, districts
from kexie.base.people.rules import tidy_name
from kexie.base.standards import api as standards

#: Column of a unit → code of its data element.
ELEMENTS: Final[Mapping[str, str]] = {
    "credit_code": "credit_code",
    "district": "district_code",
    "address": "address",
    "telephone": "telephone",
    "email": "email",
    "website": "website",
    "founded_on": "founded_on",
    "latitude": "latitude",
    "longitude": "longitude",
}


def clean_facts(given: Mapping[str, Any], *, but: Organisation | None = None) -> dict[str, Any]:
    """The facts as they are stored; the first that is wrong, or a credit code of a unit other than ``but``, is refused."""
    clean: dict[str, Any] = {}
    for column, value in given.items():
        if column not in ELEMENTS:
            raise ValueError(f"a unit has no fact {column!r}")
        clean[column] = tidy_name(value) if isinstance(value, str) else value
        if clean[column] is None and column not in {"founded_on", "latitude", "longitude"}:
            clean[column] = ""
        if sentences := wrong(column, clean[column]):
            raise DetailWrong(column, sentences)
    code = clean.get("credit_code")
    if code and Organisation.objects.filter(credit_code=code).exclude(pk=but.pk if but else None).exists():
        raise CodeTaken
    return clean


#: No unit is older: the earliest year that is no slip of the hand.
_EARLIEST: Final = date(1840, 1, 1)


def wrong(column: str, value: Any) -> list[str]:
    """What the element of ``column`` says against ``value``; nothing where the standard has no such element."""
    if column == "district":
        return (
            [] if not value or value in districts() else [_("没有“%(code)s”这个区，请从列表中选择。") % {"code": value}]
        )
    if column == "founded_on" and isinstance(value, date):
        if value > clock.today():
            return [_("成立日期晚于今天，请核对。")]
        if value < _EARLIEST:
            return [_("成立日期早于%(year)d年，请核对。") % {"year": _EARLIEST.year}]
    if standards.find_definition(ELEMENTS[column]) is None or isinstance(value, Decimal):
        return []
    return standards.check(ELEMENTS[column], value)


def in_words(column: str, value: Any) -> str:
    """A fact, or the kind, as it is said on screen; empty for none."""
    if value in {None, ""}:
        return ""
    if column == "kind":
        return str(dict(OrganisationKind.choices).get(str(value), value))
    return district_name(str(value)) if column == "district" else str(value)


def as_kept(value: Any) -> Any:
    """A fact as the history keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
