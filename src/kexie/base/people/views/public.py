"""The public directory of organisations, for everybody and without a log-in: the list, the map, the page of one unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote_plus, urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request
from kexie.base.people.forms.directory import DirectoryForm
from kexie.base.people.models import Organisation, OrganisationKind
from kexie.base.people.queries.districts import district_name
from kexie.base.people.queries.public_units import CHOSEN, count_by, public_unit, public_units, units_above
from kexie.base.people.views.organisation_pages import by_kind, drawn_map
from kexie.base.ui.machine_map import Mapped
from kexie.base.ui.sitemap import Place

PER_PAGE: Final = 30
#: The page of a unit names so many of those right below it; the rest is in the directory.
MOST_BELOW: Final = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to filter by: its words, where it leads, whether it is chosen, how many units it leaves."""

    label: str
    url: str
    current: bool
    count: int


@public
@kept_page(query=("q", "kind", "district", "letter", "below", "view", "page"))
@require_safe
def directory(request: Request) -> HttpResponse:
    """All public units by kind, district, letter and words; with ``?view=map`` by district as a map."""
    form, on = DirectoryForm(request.GET), clock.today()
    above = _above(form.above(), on)
    asked = form.asked()
    given = {
        name: str(value).replace("\0", "")
        for name, value in request.GET.items()
        if name in {"q", *CHOSEN.values(), "below", "view"}
    }
    limited = asked | {"below": above.path if above else ""}
    counts = count_by(on=on, **limited)
    total = sum(number for kind, number in counts["kind"].items() if asked["kind"] in {"", kind})
    context = {
        "asked": asked,
        "above": above,
        "kept": {name: value for name, value in given.items() if name not in {"q", "view"} and value},
        "total": total,
        "facets": _facets(counts, asked, given),
        "views": _views(given),
        "without_above": _address(given, below=""),
        "anything": any(asked.values()) or above is not None,
    }
    if given.get("view") == "map":
        context |= drawn_map(counts["district"], lambda code: _address(given, district=code, view=""))
        return render(request, "people/directory/map.html", context)
    pages = Paginator(public_units(on=on, **limited).values_list(*_LINE), PER_PAGE)
    pages.count = total  # known already: a query less
    page = pages.get_page(request.GET.get("page"))
    return render(request, "people/directory/list.html", context | {"page": page, "units": _listed(page)})


#: What the list shows of a unit, and what the page of one needs of those below it.
_LINE: Final = ("uid", "name", "kind", "district", "parent_name")
_LISTED: Final = ("path", "depth", "numchild", "uid", "name", "short_name", "kind", "district")


def _above(uid: UUID | None, on: date) -> Organisation | None:
    try:
        return public_unit(uid, on=on) if uid else None
    except NotFound:
        return None


def _address(given: dict[str, str], **changes: str) -> str:
    """The directory with what is asked for and ``changes``, on its first page."""
    wanted = {name: value for name, value in (given | changes).items() if value}
    return f"{resolve_url('people:directory')}?{urlencode(wanted)}" if wanted else resolve_url("people:directory")


def _views(given: dict[str, str]) -> list[dict[str, Any]]:
    """List and map, as tabs."""
    shown = given.get("view")
    return [
        {"label": _("列表"), "url": _address(given, view=""), "current": shown != "map", "count": 0},
        {"label": _("地图"), "url": _address(given, view="map"), "current": shown == "map", "count": 0},
    ]


def _facets(
    counts: dict[str, dict[str, int]], asked: dict[str, str], given: dict[str, str]
) -> list[tuple[str, str, list[Choice]]]:
    """Each way to filter with its choices: code, words, choices; "all" first, then those that leave something."""
    kinds = dict(OrganisationKind.choices)
    ways: list[tuple[str, str, str, Callable[[str], str], Iterable[str]]] = [
        ("kind", "kind", _("类别"), lambda kind: str(kinds.get(kind, kind)), kinds),
        ("district", "district", _("所在区"), district_name, sorted(filter(None, counts["district"]))),
        ("initial", "letter", _("首字母"), str, sorted(filter(None, counts["initial"]))),
    ]
    facets = []
    for column, name, words, label, values in ways:
        found, others = counts[column], _address({**given, name: ""})
        start = f"{others}{'&' if '?' in others else '?'}{name}="
        everything = Choice(_("全部"), others, not asked[name], sum(found.values()))
        choices = [
            Choice(label(value), start + quote_plus(value), value == asked[name], found.get(value, 0))
            for value in values
            if found.get(value) or value == asked[name]
        ]
        facets.append((name, words, [everything, *choices]))
    return facets


def _listed(page: Iterable[tuple[UUID, str, str, str, str | None]]) -> list[tuple[str, str, str]]:
    """The units of a page: address, name, the words beside it."""
    start, kinds = resolve_url("people:directory"), dict(OrganisationKind.choices)
    return [
        (
            f"{start}{uid}/",
            name,
            " · ".join(filter(None, (str(kinds[kind]), district and district_name(district), parent))),
        )
        for uid, name, kind, district, parent in page
    ]


@public
@kept_page()
@require_safe
def unit_page(request: Request, uid: UUID) -> HttpResponse:
    """One organisation: what anybody may know of it, those below it, and what the apps put into the slot `organisation`."""
    on = clock.today()
    unit = public_unit(uid, on=on)
    if unit.uid != uid:
        return HttpResponseRedirect(resolve_url("people:directory-unit", unit.uid))
    request.organisation = unit  # type: ignore[attr-defined]  # for the slot: `api.shown_unit`
    above = units_above(unit, on=on)
    below = list(public_units(on=on, below=unit.path).only(*_LISTED)[:MOST_BELOW]) if unit.numchild else []
    context = {
        "unit": unit,
        "facts": public_facts(unit, above[-1] if above else None),
        "trail": [
            (_("机构名录"), resolve_url("people:directory")),
            *((other.name, resolve_url("people:directory-unit", other.uid)) for other in above),
            (unit.name, ""),
        ],
        "groups": by_kind(below),
        "all_below": f"{resolve_url('people:directory')}?{urlencode({'below': unit.uid})}" if below else "",
    }
    return render(request, "people/directory/unit.html", context)


def mapped() -> Iterator[Mapped]:
    """The directory in the map for search engines."""
    yield Mapped(resolve_url("people:directory"))
    for uid in public_units(on=clock.today()).values_list("uid", flat=True):
        yield Mapped(resolve_url("people:directory-unit", uid))


def public_facts(unit: Organisation, parent: Organisation | None) -> list[tuple[str, object]]:
    """The facts of a unit that anybody may know, in words and as links."""
    told: list[tuple[str, object]] = [
        (_("简称"), unit.short_name),
        (_("类别"), unit.get_kind_display()),
        (_("所在区"), district_name(unit.district) if unit.district else ""),
        (_("上级单位"), parent and _link(resolve_url("people:directory-unit", parent.uid), parent.name)),
        (_("地址"), unit.address),
        (_("办公电话"), unit.telephone and _link(f"tel:{_dialled(unit.telephone)}", unit.telephone)),
        (_("办公邮箱"), unit.email and _link(f"mailto:{unit.email}", unit.email)),
        (_("网址"), _website(unit.website)),
        (_("成立日期"), unit.founded_on and _("%(year)d年%(month)d月%(day)d日") % _day(unit.founded_on)),
        (_("统一社会信用代码"), unit.credit_code),
    ]
    return [(label, value) for label, value in told if value]


def _link(address: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', address, words)


def _website(address: str) -> str:
    """A way out of the house: only over the web, and our pages are not named to the other side."""
    if not address.startswith(("http://", "https://")):
        return ""
    return format_html('<a href="{}" rel="external noopener noreferrer nofollow">{}</a>', address, address)


def _dialled(telephone: str) -> str:
    """What of a telephone number is dialled: the first number, without an extension in words."""
    first = re.split("转|，|、|；", telephone)[0]
    return "".join(sign for sign in first if sign.isdigit() or sign == "+")


def _day(on: date) -> dict[str, int]:
    return {"year": on.year, "month": on.month, "day": on.day}


def places(request: Request) -> list[Place]:
    """The directory in the site map: all of it, by map, and each kind that has units."""
    counts, start = count_by(on=clock.today())["kind"], resolve_url("people:directory")
    kinds = [(kind, label) for kind, label in OrganisationKind.choices if counts.get(kind)]
    return [
        Place(_("全部组织"), start),
        Place(_("按区查看"), f"{start}?view=map"),
        *(Place(str(label), f"{start}?kind={kind}") for kind, label in kinds),
    ]
