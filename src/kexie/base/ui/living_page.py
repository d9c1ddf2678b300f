"""The living page: every component in every state, drawn by the same templates that the apps use.

It is public, like the source: it shows sentences about nobody, and it is what the browser tests look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.ui import living_samples as samples
from kexie.base.ui.icons import DRAWINGS
from kexie.base.ui.picking import answer, matching
from kexie.base.ui.registers import paged


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab that leads to a page."""

    label: str
    url: str
    current: bool = False
    count: int = 0


def _table(request: HttpRequest) -> samples.SampleTable:
    table = samples.SampleTable(samples.rows(), prefix="list-")
    paged(request, table, per_page=8)
    return table


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "form": samples.SampleForm(),
        "wrong": samples.wrong_form(),
        "table": _table(request),
        "no_rows": samples.SampleTable([], prefix="none-"),
        "filters": samples.SampleFilter(request.GET or None, prefix="f"),
        "page": Paginator(range(900), 20).get_page(7),
        "tabs": [Tab(_("待办"), "?", current=True, count=3), Tab(_("已办"), "?done"), Tab(_("全部"), "?all")],
        "trail": [(_("首页"), "/"), (_("上级栏目"), "/components/"), (_("组件"), "")],
        "events": samples.events(),
        "facts": [(_("主办单位"), samples.UNITS[0]), (_("期号"), _("2026年第9期（总第120期）")), (_("签发人"), "")],
        "states": samples.STATES.values(),
        "icons": sorted(DRAWINGS),
    }


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """All components on the public face."""
    return render(request, "ui/living/components.html", _context(request))


@public
@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """A list on the workbench's face."""
    return render(request, "ui/living/workbench.html", _context(request))


@public
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """The page that asks before something is done; its form leads nowhere."""
    here = request.path
    words = {"title": _("撤回这条报送？"), "text": _("撤回后可以修改并重新报送。"), "action": _("撤回"), "danger": True}
    return render(request, "ui/confirm.html", words | {"action_url": here, "cancel_url": reverse("ui:components")})


@public
@require_safe
def options(request: HttpRequest) -> JsonResponse:
    """What the picker of the living page offers."""
    return answer(matching(samples.options(), request.GET.get("q", "")[:100]))
