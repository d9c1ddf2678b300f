"""The register: data elements and code lists, to read, to try and to take away."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import TypeAdapter

from kexie.base.kernel import audit, clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.tabular import XLSX_TYPE
from kexie.base.kernel.web import Request
from kexie.base.standards import abilities
from kexie.base.standards.forms.register import CodeSearch, ElementFilter, TryForm
from kexie.base.standards.models import CodeList, DataElement, Revision
from kexie.base.standards.queries import exports, history, in_force, register, revisions, schemas
from kexie.base.standards.queries.rest_fields import rest_field
from kexie.base.standards.queries.sheet_templates import template
from kexie.base.standards.queries.sheets import Column, Sheet
from kexie.base.standards.rules.hints import hint
from kexie.base.standards.rules.revisions import differences
from kexie.base.standards.tables import CodeListTable, ElementTable, sensitivity_shown
from kexie.base.ui.registers import paged

#: Codes on one page of a long list.
PER_PAGE = 200


@require_safe
@requires(abilities.read())
def element_list(request: Request) -> HttpResponse:
    """Data elements in force."""
    chosen = ElementFilter(request.GET, queryset=register.elements())
    table = ElementTable(chosen.qs)
    paged(request, table)
    may_propose = may(request.actor, abilities.EDIT)
    context = {"table": table, "form": chosen.form, "tabs": tabs("standards:elements"), "may_propose": may_propose}
    return render(request, "standards/elements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.read())
def element_detail(request: Request, code: str) -> HttpResponse:
    """One data element: what it means, what comes of it, and a value to try. Trying (POST) stores nothing."""
    element = register.element(code)
    form = TryForm(code, request.POST if request.method == "POST" else None)
    tried = _tried(code, form) if request.method == "POST" else None
    context = {
        "element": element,
        "standing": history.standing(element, timezone.localdate()),
        "hint": hint(element.as_definition()),
        "editions": history.editions(Revision.Subject.ELEMENT, code),
        "code_list": register.code_list(element.code_list) if element.code_list else None,
        "sensitivity": sensitivity_shown(element.sensitivity),
        "trail": [(_("数据元"), reverse("standards:elements")), (element.name, "")],
        "form": form,
        "tried": tried,
        "schema": json.dumps(schemas.schema(code), ensure_ascii=False, indent=2),
        **_proposing(request, Revision.Subject.ELEMENT, code),
    }
    return render(request, "standards/element.html", context, status=422 if tried and tried["sentences"] else 200)


def _tried(code: str, form: TryForm) -> dict[str, Any]:
    """What the form, the mask and the interface make of the value."""
    if not form.is_valid():
        return {"sentences": [str(text) for text in form.errors.get("value", [])]}
    value = form.cleaned_data["value"]
    element = in_force.definition(code)
    text = "" if value is None else str(value)
    shown = in_force.mask(code, text) if element.mask else in_force.code_name(code, text) if element.code_list else text
    if element.is_sensitive and not element.mask:
        shown = "*" * len(text)
    represented = TypeAdapter(rest_field(code)).dump_python(value, mode="json") if value not in (None, "") else None
    return {"sentences": [], "shown": shown, "json": json.dumps(represented, ensure_ascii=False), "empty": not text}


@require_safe
@requires(abilities.read())
def element_sheet(request: Request, code: str) -> HttpResponse:
    """The spreadsheet column of an element, as a template of that one column."""
    element = in_force.definition(code)
    sheet = Sheet(code, element.name, (Column(code),))
    return _file(template(sheet), XLSX_TYPE, f"{element.name}.xlsx")


@require_safe
@requires(abilities.read())
def code_lists(request: Request) -> HttpResponse:
    """Code lists in force."""
    table = CodeListTable(register.code_lists())
    paged(request, table)
    may_propose = may(request.actor, abilities.EDIT)
    context = {"table": table, "tabs": tabs("standards:code_lists"), "may_propose": may_propose}
    return render(request, "standards/code_lists.html", context)


@require_safe
@requires(abilities.read())
def code_list_detail(request: Request, code: str) -> HttpResponse:
    """One code list with its codes, those that were ended too."""
    code_list = register.code_list_row(code)
    context = {
        "code_list": code_list,
        "standing": history.standing(code_list, timezone.localdate()),
        "page": register.codes_page(code_list, request.GET.get("text", ""), request.GET.get("page"), PER_PAGE),
        "form": CodeSearch(request.GET),
        "editions": history.editions(Revision.Subject.CODE_LIST, code),
        "trail": [(_("代码集"), reverse("standards:code_lists")), (code_list.name, "")],
        **_proposing(request, Revision.Subject.CODE_LIST, code),
    }
    return render(request, "standards/code_list.html", context)


@require_safe
@requires(abilities.read())
def code_list_sheet(request: Request, code: str) -> HttpResponse:
    """The codes of a list as a workbook, to be changed and sent in."""
    code_list = register.code_list(code)
    return _file(exports.codes_xlsx(code_list.as_definition()), XLSX_TYPE, f"{code_list.name}.xlsx")


@require_safe
@requires(abilities.read())
def editions(request: Request, subject: str, code: str) -> HttpResponse:
    """All editions of an element or list, and two of them compared."""
    if subject not in Revision.Subject.values:
        raise NotFound
    found: list[Any] = [*history.editions(subject, code)]
    if not found:
        raise NotFound
    after = _chosen(request.GET.get("after"), found, found[0])
    before = _chosen(request.GET.get("before"), found, found[min(1, len(found) - 1)])
    today = timezone.localdate()
    url_name = "standards:element" if subject == Revision.Subject.ELEMENT else "standards:code_list"
    context = {
        "name": found[0].name,
        "editions": [(edition, history.standing(edition, today)) for edition in found],
        "before": before,
        "after": after,
        "changes": differences(before.as_definition(), after.as_definition()),
        "trail": [(found[0].name, reverse(url_name, kwargs={"code": code})), (_("版本历史"), "")],
    }
    return render(request, "standards/editions.html", context)


def _chosen(asked: str | None, found: list[Any], otherwise: DataElement | CodeList) -> Any:
    """The edition of the number asked for."""
    return next((edition for edition in found if str(edition.edition) == asked), otherwise)


@require_safe
@requires(abilities.read())
def export(request: Request, fmt: str) -> HttpResponse:
    """The whole standard as JSON or XLSX."""
    makers = {"json": (exports.as_json, "application/json"), "xlsx": (exports.as_xlsx, XLSX_TYPE)}
    if fmt not in makers:
        raise NotFound
    make, media_type = makers[fmt]
    content = make(timezone.localdate())
    with transaction.atomic():
        audit.record(by=request.actor, at=clock.now(), action="standards.export", target=f"standards:{fmt}")
    return _file(content, media_type, f"{_('数据标准')}.{fmt}")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _proposing(request: Request, subject: str, code: str) -> dict[str, Any]:
    """Whether this person may propose an edition, and the revision that is under way."""
    waiting = revisions.open_revision(subject, code)
    return {"may_propose": waiting is None and may(request.actor, abilities.EDIT), "waiting": waiting}


def tabs(current: str) -> list[dict[str, object]]:
    """The register's three lists."""
    pages = (
        ("standards:elements", _("数据元")),
        ("standards:code_lists", _("代码集")),
        ("standards:revisions", _("修订")),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]
