"""The doors to the register: data elements and code lists, to read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.standards import abilities
from kexie.base.standards.forms import ElementFilter
from kexie.base.standards.queries import register
from kexie.base.standards.tables import CodeListTable, ElementTable, sensitivity_shown
from kexie.base.ui.registers import paged


@require_safe
@requires(abilities.read())
def element_list(request: Request) -> HttpResponse:
    """Data elements in force."""
    chosen = ElementFilter(request.GET, queryset=register.elements())
    table = ElementTable(chosen.qs)
    paged(request, table)
    context = {"table": table, "form": chosen.form, "tabs": _tabs("standards:elements")}
    return render(request, "standards/elements.html", context)


@require_safe
@requires(abilities.read())
def element_detail(request: Request, code: str) -> HttpResponse:
    """One data element: what it means, how it is written, where it comes from, its editions."""
    element = register.element(code)
    context = {
        "element": element,
        "editions": register.editions_of(code),
        "code_list": register.code_list(element.code_list) if element.code_list else None,
        "sensitivity": sensitivity_shown(element.sensitivity),
        "trail": [(_("数据元"), reverse("standards:elements")), (element.name, "")],
    }
    return render(request, "standards/element.html", context)


@require_safe
@requires(abilities.read())
def code_lists(request: Request) -> HttpResponse:
    """Code lists in force."""
    table = CodeListTable(register.code_lists())
    paged(request, table)
    return render(request, "standards/code_lists.html", {"table": table, "tabs": _tabs("standards:code_lists")})


@require_safe
@requires(abilities.read())
def code_list_detail(request: Request, code: str) -> HttpResponse:
    """One code list with its codes."""
    code_list = register.code_list(code)
    context = {
        "code_list": code_list,
        "trail": [(_("代码集"), reverse("standards:code_lists")), (code_list.name, "")],
    }
    return render(request, "standards/code_list.html", context)


def _tabs(current: str) -> list[dict[str, object]]:
    pages = (("standards:elements", _("数据元")), ("standards:code_lists", _("代码集")))
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]
