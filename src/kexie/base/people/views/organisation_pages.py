"""What the pages of units show: tabs, the map, the tree, one unit on a day with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import (
    ENTER_WORKBENCH,
    GRANT_POSTS,
    MANAGE_ACCOUNTS,
    MANAGE_ORGANISATIONS,
    VIEW_PERSONS,
)
from kexie.base.people.forms.days import day
from kexie.base.people.models import ChangeKind, Organisation, OrganisationChange
from kexie.base.people.queries.districts import counts_by_district, district_name, drawing, shapes
from kexie.base.people.queries.organisation_facts import in_words
from kexie.base.people.queries.organisations import children_of, names_borne, names_brought, roots
from kexie.base.people.rules.district_map import Point, shade
from kexie.base.people.rules.organisations import grouped_code, name_on
from kexie.base.people.tables.organisations import state_tone, state_words
from kexie.base.people.tables.persons import role_words
from kexie.base.people.views.asking import asked_of

#: A page of the tree goes one level deeper as long as it shows no more units than this; the rest opens level by level.
_MOST_SHOWN = 120
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the register."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a unit's history."""

    tone: str
    what: str
    at: datetime | None = None
    who: str = ""
    note: str = ""


def tabs(request: Request, current: str = "") -> list[Tab]:
    """List, tree and map."""
    register = resolve_url("people:organisations")
    view = current or request.GET.get("view", "list")
    return [
        Tab(_("列表"), register, view not in {"map", "tree"}),
        Tab(_("组织树"), resolve_url("people:organisation-tree"), view == "tree"),
        Tab(_("地图"), f"{register}?view=map", view == "map"),
    ]


def filtered(asked: dict[str, Any]) -> dict[str, Any]:
    """What the filter asks for, as the query takes it."""
    below = asked.get("below")
    wanted = {name: asked.get(name) or "" for name in ("text", "kind", "district", "state")}
    return wanted | {"below": below.path if below else ""}


def map_context(request: Request, form: forms.Form, asked: dict[str, Any]) -> dict[str, Any]:
    """The register by district: the drawing, and the table that says the same."""
    asked = asked | {"district": ""}
    counts = counts_by_district(request.actor, **asked)
    placed = queries.organisations(request.actor, **asked).filter(latitude__isnull=False)
    rows = placed.values_list("longitude", "latitude", "name")[:2000]
    points = (((float(east), float(north)), name) for east, north, name in rows)
    query = request.GET.copy()
    for name in ("view", "page"):
        query.pop(name, None)

    def address(code: str) -> str:
        query["district"] = code
        return f"{resolve_url('people:organisations')}?{query.urlencode()}"

    return {"form": form, "title": _("组织机构"), **drawn_map(counts, address, points)}


def drawn_map(
    counts: dict[str, int], address: Callable[[str], str], points: Iterable[tuple[Point, str]] = ()
) -> dict[str, Any]:
    """What `people/parts/district_map.html` shows: the districts with ``counts``, each leading to the address of its code."""
    drawn = drawing(counts, points)
    most = max((area.count for area in drawn.areas), default=0)
    return {
        "drawing": drawn,
        "areas": [(area, address(area.code), shade(area.count, most)) for area in drawn.areas],
        "elsewhere": sum(counts.values()) - sum(area.count for area in drawn.areas),
        "total": sum(counts.values()),
        "drawn": bool(shapes()),
    }


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_tree(request: Request, uid: UUID | None = None) -> HttpResponse:
    """The tree from the top, or from one unit: one level where it is large, all of it where it is small."""
    top = queries.organisation(request.actor, uid) if uid else None
    first = [top] if top else list(roots(request.actor))
    context = {
        "branches": branches(request, first),
        "tabs": tabs(request, "tree"),
        "trail": trail(top) if top else None,
        "title": top.name if top else _("组织机构"),
    }
    return render(request, "people/organisation_tree.html", context)


def branches(request: Request, units: list[Organisation], most: int = _MOST_SHOWN) -> list[dict[str, Any]]:
    """Each unit with what is below it, as deep as about ``most`` units allow, one level at least: a query for each."""
    rows = layer = [_branch(unit, opened=True) for unit in units]
    shown = len(rows)
    for level in range(_DEEPEST):
        shown += sum(row["unit"].numchild for row in layer)
        if level and shown > most:
            break
        found = children_of(request.actor, [row["unit"] for row in layer if row["unit"].numchild])
        for row in layer:
            row["below"] = [_branch(unit) for unit in found.get(row["unit"].path, [])]
            row["more"] = False
        layer = [child for row in layer for child in row["below"]]
    return rows


def _branch(unit: Organisation, *, opened: bool = False) -> dict[str, Any]:
    return {"unit": unit, "below": [], "open": opened, "more": bool(unit.numchild)}


def trail(unit: Organisation) -> list[tuple[str, str]]:
    """From the top of the tree down to the unit."""
    start = [(_("组织树"), resolve_url("people:organisation-tree"))]
    above = [(other.name, resolve_url("people:organisation-tree", other.uid)) for other in unit.get_ancestors()]
    return [*start, *above, (unit.name, "")]


class OnForm(forms.Form):
    """The day on which one looks."""

    on = day("")


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_detail(request: Request, uid: UUID) -> HttpResponse:
    """One organisation, today or on the day ``?on=``: facts, place, history, names, units below, who serves there."""
    unit = queries.organisation(request.actor, uid)
    form = OnForm(request.GET)
    form.fields["on"].label = _("查看哪一天的任职")
    on: date = asked_of(form).get("on") or clock.today()
    former = names_borne(unit)
    called = name_on([(row.name, row.until) for row in former], unit.name, on)
    context = {
        "unit": unit,
        "on": on,
        "is_today": on == clock.today(),
        "form": form,
        "called": called if called != unit.name else "",
        "facts": facts(unit),
        "trail": trail(unit),
        "former": former,
        "brought": names_brought(unit),
        "groups": by_kind(children_of(request.actor, [unit])[unit.path]),
        "posts": [(post, role_words(post)) for post in queries.posts_in(request.actor, unit, on=on)],
        "events": history(unit),
        "state": (state_tone(unit), state_words(unit)),
        "may_grant": may(request.actor, GRANT_POSTS, unit.path) and unit.closed_on is None,
        "may_invite": may(request.actor, MANAGE_ACCOUNTS, unit.path),
        "may_change": may(request.actor, MANAGE_ORGANISATIONS, unit.path),
        "may_see_members": may(request.actor, VIEW_PERSONS, unit.path),
    }
    return render(request, "people/organisation.html", context)


def facts(unit: Organisation) -> list[tuple[str, object]]:
    """The facts of a unit in words."""
    place = f"{unit.latitude}，{unit.longitude}" if unit.latitude is not None else ""
    told = [
        (_("简称"), unit.short_name),
        (_("类别"), unit.get_kind_display()),
        (_("统一社会信用代码"), grouped_code(unit.credit_code)),
        (_("所在区"), district_name(unit.district) if unit.district else ""),
        (_("地址"), unit.address),
        (_("办公电话"), unit.telephone),
        (_("办公邮箱"), unit.email),
        (_("网址"), unit.website),
        (_("成立日期"), unit.founded_on.isoformat() if unit.founded_on else ""),
        (_("纬度，经度"), place),
    ]
    if unit.closed_on is not None:
        told.append((_("撤销日期"), unit.closed_on.isoformat()))
    return [(label, value) for label, value in told if value]


def by_kind(units: list[Organisation]) -> list[tuple[str, list[Organisation]]]:
    """Units under the words of their kinds."""
    groups: dict[str, list[Organisation]] = {}
    for unit in units:
        groups.setdefault(unit.get_kind_display(), []).append(unit)
    return list(groups.items())


def history(unit: Organisation) -> list[Event]:
    """What became of the unit, and which others became part of it; the latest first."""
    others = OrganisationChange.objects.filter(kind=ChangeKind.MERGED, organisation__merged_into=unit)
    changes = [*unit.changes.all()[:100], *others.select_related("organisation")[:100]]
    changes.sort(key=lambda change: (change.on, change.at), reverse=True)
    return [event_of(change, of=unit) for change in changes]


def event_of(change: OrganisationChange, *, of: Organisation) -> Event:
    """A line of history in words."""
    if change.organisation_id != of.pk:
        taken = _("“%(name)s”并入") % {"name": change.organisation.name}
        return Event("warn", f"{change.on.isoformat()}　{taken}", change.at, change.by_name, change.basis)
    word = str(change.get_kind_display())
    if change.kind == ChangeKind.FOUNDED and change.on != of.founded_on:
        # Without a date of founding, the day is the one on which the unit was written down.
        word = _("登记")
    tones = {"closed": "bad", "merged": "warn", "reopened": "good", "founded": "good"}
    return Event(
        tone=tones.get(change.kind, "info"),
        what=f"{change.on.isoformat()}　{word}",
        at=change.at,
        who=_("%(name)s登记") % {"name": change.by_name},
        note="；".join(part for part in (change.basis, *told(change.details)) if part),
    )


def told(details: dict[str, Any]) -> list[str]:
    """What changed, each as a sentence; what is kept for undoing alone is left out."""
    words = {
        "name": _("名称"),
        "short_name": _("简称"),
        "kind": _("类别"),
        "district": _("所在区"),
        "parent": _("上级单位"),
        "into": _("并入"),
        "from": _("从中恢复"),
        "closed_on": _("撤销日期"),
    }
    model = {field.name: str(field.verbose_name) for field in Organisation._meta.fields}
    sentences = []
    for name, pair in details.items():
        if isinstance(pair, list) and len(pair) == 2 and name not in {"children"} and pair[0] != pair[1]:
            label = words.get(name) or model.get(name)
            if label:
                before, after = (in_words(name, value) or "—" for value in pair)
                sentences.append(f"{label}：{before} → {after}")
    return sentences
