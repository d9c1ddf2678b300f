"""The service hall, for everybody and without a log-in: the list of matters, and the guide of one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request
from kexie.base.matters.forms.applying import AUDIENCES, ServicesFilter
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.guides import application_form, guide, occasions, offered
from kexie.base.matters.queries.matters import groups
from kexie.base.matters.queries.versions import model_of
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.engine import NotRunnable
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.matters.rules.terms import MATERIAL_FORMS, TERMS
from kexie.base.ui.sitemap import Place

PER_PAGE: Final = 50


@public
@require_safe
@kept_page(query=("q", "group", "who", "occasion", "page"))
def services(request: Request) -> HttpResponse:
    """All matters that can be applied for, by group; narrowed by a word, a group, who one is and on what occasion one comes."""
    form = ServicesFilter(request.GET)
    page = Paginator(offered(on=clock.today(), **form.asked), PER_PAGE).get_page(request.GET.get("page"))
    found = groupby(page.object_list, key=lambda version: version.group)
    context = {
        "form": form,
        "page": page,
        "asked": form.asked,
        "listed": [(group, list(versions)) for group, versions in found],
        "groups": list(groups()),
        "audiences": AUDIENCES,
        "occasions": [] if form.is_narrowed else occasions(on=clock.today()),
    }
    return render(request, "matters/services.html", context)


@public
@require_safe
@kept_page()
def service(request: Request, code: str) -> HttpResponse:
    """The guide of a matter: who may apply, what is needed, how long it takes, what comes of it, how it goes."""
    found = guide(code, on=clock.today())
    form = application_form(found)
    context = {
        "version": found,
        "terms": [
            (label, text) for key, (label, _most) in TERMS.items() if key != "summary" and (text := _said(found, key))
        ],
        "summary": _said(found, "summary"),
        "materials": _materials(found),
        # What the guide lists under the same name is said once.
        "papers": [paper for paper in form.papers if paper.name not in {row.get("name") for row in found.materials}],
        "limit": str(parse_limit(found.limit)) if found.limit else "",
        "drawing": _drawing(found),
        "apply_url": reverse("matters:start", args=[code]),
    }
    return render(request, "matters/service.html", context)


def places(_request: Request) -> Iterator[Place]:
    """The matters, for the site map."""
    for version in offered(on=clock.today()):
        yield Place(version.name, reverse("matters:service", args=[version.matter.code]), written=True)


def _said(version: MatterVersion, key: str) -> str:
    return str(version.terms.get(key, "")).strip()


def _materials(version: MatterVersion) -> list[dict[str, Any]]:
    return [
        {
            "name": row.get("name", ""),
            "form": MATERIAL_FORMS.get(row.get("form", "electronic"), ""),
            "required": row.get("required", True),
            "note": row.get("note", ""),
        }
        for row in version.materials
    ]


def _drawing(version: MatterVersion) -> str:
    """The drawing of its process; none where it cannot be drawn, which is no reason to show no guide."""
    try:
        return mark_safe(svg(model_of(version)))  # noqa: S308 - drawn by us, every text escaped
    except NotRunnable:
        return ""
