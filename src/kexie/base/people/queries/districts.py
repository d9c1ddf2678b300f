"""The districts of the city: their names, their shapes, and how many units each has."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Count

from kexie.base.kernel.access import Actor
from kexie.base.people.models import Organisation
from kexie.base.people.queries.organisations import organisations
from kexie.base.people.rules.district_map import Shape, read_shapes
from kexie.base.people.rules.shape_files import shape_files
from kexie.base.standards import api as standards
from kexie.base.standards.queries.shipped import standard

#: A list longer than this is that of a whole country, of which a form offers only what is in use.
_MOST_OFFERED: Final = 60


def shapes() -> tuple[Shape, ...]:
    """The shapes of the districts: of the file that `KEXIE_DISTRICT_SHAPES` names, else of one that an app offers now."""
    if settings.DISTRICT_SHAPES:
        return _read(settings.DISTRICT_SHAPES)
    return next((_read(offered.path) for offered in shape_files if offered.serves()), ())


@lru_cache(maxsize=4)
def _read(path: str) -> tuple[Shape, ...]:
    loaded: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return read_shapes(loaded)


def districts() -> dict[str, str]:
    """Code → name of the districts to choose from: those of the map, else of a short code list; and those in use."""
    listed = _listed()
    named = {shape.code: shape.name for shape in shapes()} or (dict(listed) if len(listed) <= _MOST_OFFERED else {})
    used = Organisation.objects.exclude(district="").values_list("district", flat=True).order_by("district").distinct()
    return named | {code: listed.get(code, code) for code in used if code not in named}


def district_name(code: str) -> str:
    """The name of a district; its code where no list knows it."""
    return {shape.code: shape.name for shape in shapes()}.get(code) or _listed().get(code, code)


def _listed() -> dict[str, str]:
    element = standards.find_definition("district_code")
    lists = standard().code_lists
    code_list = lists[element.code_list] if element and element.code_list in lists else None
    return {code.value: code.name for code in code_list.codes} if code_list else {}


def counts_by_district(actor: Actor, **asked: Any) -> dict[str, int]:
    """How many units of the register each district has; those without a district under an empty code."""
    rows = organisations(actor, **asked).order_by().values("district").annotate(number=Count("pk"))
    return {row["district"]: row["number"] for row in rows}
