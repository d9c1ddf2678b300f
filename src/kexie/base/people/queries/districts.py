"""The districts of the city: their names, their shapes, and how many units each has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.edition import kept
from kexie.base.people.models import Organisation
from kexie.base.people.queries.organisations import organisations
from kexie.base.people.rules.district_map import Drawing, Point, Shape, draw, read_shapes, tiles
from kexie.base.people.rules.shape_files import shape_files
from kexie.base.standards import api as standards

#: The code list of a city's districts.
LIST: Final = "district"
#: A list longer than this is that of a whole country, of which a form offers only what is in use.
_MOST_OFFERED: Final = 60


def shapes() -> tuple[Shape, ...]:
    """The shapes of the districts: of the file that `KEXIE_DISTRICT_SHAPES` names, else of one that an app offers now."""
    if settings.DISTRICT_SHAPES:
        return _read(settings.DISTRICT_SHAPES)
    path = kept("people.shapes", lambda: next((offered.path for offered in shape_files if offered.serves()), ""))
    return _read(path) if path else ()


@lru_cache(maxsize=4)
def _read(path: str) -> tuple[Shape, ...]:
    loaded: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return read_shapes(loaded)


def districts() -> dict[str, str]:
    """Code → name of the districts to choose from today, and of those in use that have ended.

    A city's own list comes first, then the districts of the map, then a short list that was shipped.
    """
    named = _offered()
    used = Organisation.objects.exclude(district="").values_list("district", flat=True).order_by("district").distinct()
    ended = _("%(name)s（已不在列表中）")
    return named | {code: ended % {"name": district_name(code)} for code in used if code not in named}


def _offered() -> dict[str, str]:
    today = clock.today()
    if own := standards.own_list(LIST):
        return {code.value: code.name for code in own.in_use_on(today)}
    if mapped := {shape.code: shape.name for shape in shapes()}:
        return mapped
    element = standards.find_definition("district_code")
    shipped = standards.codes_of(element) if element else None
    codes = shipped.in_use_on(today) if shipped else ()
    return {code.value: code.name for code in codes} if len(codes) <= _MOST_OFFERED else {}


def district_name(code: str) -> str:
    """The name of a district, ended ones too; its code where neither a list nor the map knows it."""
    own = standards.own_list(LIST)
    if own and code in own.by_value:
        return own.by_value[code].name
    named = {shape.code: shape.name for shape in shapes()}.get(code)
    return named or standards.code_name("district_code", code)


def drawing(counts: Mapping[str, int], points: Iterable[tuple[Point, str]] = ()) -> Drawing:
    """The map of the districts with their numbers, and units as points; squares, without points, where there are no shapes."""
    known = shapes()
    return draw(known, counts, points) if known else tiles(districts(), counts)


def counts_by_district(actor: Actor, **asked: Any) -> dict[str, int]:
    """How many units of the register each district has; those without a district under an empty code."""
    rows = organisations(actor, **asked).order_by().values("district").annotate(number=Count("pk"))
    return {row["district"]: row["number"] for row in rows}
