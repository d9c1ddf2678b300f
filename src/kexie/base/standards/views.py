"""The doors to the register: data elements and code lists, to read."""

from __future__ import annotations

from typing import Final

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import requires
from kexie.base.standards import abilities
from kexie.base.standards.forms import ElementFilter
from kexie.base.standards.queries import register
from kexie.base.standards.tables import CodeListTable, ElementTable, sensitivity_shown

PER_PAGE: Final = 25


@require_safe
@requires(abilities.read())
def element_list(request: HttpRequest) -> HttpResponse:
    """Data elements in force."""
    chosen = ElementFilter(request.GET, queryset=register.elements())
    table = ElementTable(chosen.qs)
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"table": table, "form": chosen.form, "tabs": _tabs("standards:elements")}
    return render(request, "standards/elements.html", context)


@require_safe
@requires(abilities.read())
def element_detail(request: HttpRequest, code: str) -> HttpResponse:
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
def code_lists(request: HttpRequest) -> HttpResponse:
    """Code lists in force."""
    table = CodeListTable(register.code_lists())
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "standards/code_lists.html", {"table": table, "tabs": _tabs("standards:code_lists")})


@require_safe
@requires(abilities.read())
def code_list_detail(request: HttpRequest, code: str) -> HttpResponse:
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
