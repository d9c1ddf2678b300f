"""The doors of importing units: a template, a file, a report by cell or a preview, then the work itself.

Between preview and confirmation the file travels in the form, sealed by a signature for this account: the server keeps
nothing that nobody has confirmed.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock, longwork, tabular
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid, TooLarge
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_import import KIND
from kexie.base.people.errors.organisations import PreviewChanged, SheetGone
from kexie.base.people.queries.organisation_sheet import SHEET, Checked, check_sheet, shown_updates
from kexie.base.standards import api as standards
from kexie.base.ui.longwork_pages import work_url
from kexie.base.ui.uploading import FileDrop

#: The file comes back in the form: what Django takes in one form is 2.5 MB.
MOST_BYTES = 1_400_000
_KEEP = 60 * 60
_SHOWN = 200


class SheetForm(forms.Form):
    """A file with units."""

    sheet = forms.FileField(
        label=gettext_lazy("填写好的表格"), widget=FileDrop(accept=".xlsx,.csv", max_bytes=MOST_BYTES)
    )


@requires(MANAGE_ORGANISATIONS)
@require_safe
def import_template(request: Request) -> HttpResponse:
    """The empty sheet, with the choices and a page that explains it."""
    return _attached(standards.template(SHEET), _("组织机构导入模板.xlsx"))


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_import(request: Request) -> HttpResponse:
    """Take a file, show what is wrong or what it would do, and have exactly that done."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    kept = request.POST.get("kept", "")
    try:
        if not kept and not form.is_valid():
            return _page(request, form, status=422)
        content, name = _opened(request, kept) if kept else _taken(form.cleaned_data["sheet"])
        checked = check_sheet(request.actor, content, name)
        if kept and request.POST.get("report"):
            return _attached(report(checked), _("导入检查报告.xlsx"))
        if kept and (seen := request.POST.get("seen", "")):
            return _started(request, content, name, checked, seen)
    except PreviewChanged as refusal:
        return _page(request, form, checked, _sealed(request, content, name), 409, changed=refusal.message)
    except (Invalid, TooLarge, SheetGone) as refusal:
        form.add_error(None, refusal.message)
        return _page(request, form, status=422)
    return _page(request, form, checked, _sealed(request, content, name), 422 if checked.problems else 200)


def _taken(file: Any) -> tuple[bytes, str]:
    if file.size > MOST_BYTES:
        raise TooLarge(_("表格超过了允许的大小，请分成几个文件导入。"))
    return file.read(), file.name


def _started(request: Request, content: bytes, name: str, checked: Checked, seen: str) -> HttpResponse:
    if checked.problems or checked.digest != seen:
        raise PreviewChanged

    def do() -> str:
        title = _("导入组织：%(name)s") % {"name": name}
        payload = {"seen": seen}
        work = longwork.start(
            by=request.actor, at=clock.now(), kind=KIND, title=title, payload=payload, file=content, file_name=name
        )
        return str(work.pk)

    key = request.POST.get("submit_key", "")
    reference = once(by=request.actor, key=key, verb="people.organisation-import", do=do)
    return redirect(work_url(longwork.own(request.actor).get(pk=reference)))


def _sealed(request: Request, content: bytes, name: str) -> str:
    packed = b64encode(zlib.compress(content)).decode()
    return signing.dumps({"file": packed, "name": name}, salt=_salt(request))


def _opened(request: Request, kept: str) -> tuple[bytes, str]:
    try:
        told = signing.loads(kept, salt=_salt(request), max_age=_KEEP)
    except signing.BadSignature as error:
        raise SheetGone from error
    return zlib.decompress(b64decode(told["file"])), told["name"]


def _salt(request: Request) -> str:
    return f"people.organisation-import.{request.actor.account_id}"


def report(checked: Checked) -> bytes:
    """The problems as a sheet."""
    head = [_("工作表"), _("行"), _("列"), _("表头"), _("内容"), _("怎样修改")]
    rows = [(one.sheet, one.row, one.column, one.heading, one.value, one.message) for one in checked.problems]
    return tabular.xlsx_bytes(head, rows, _("检查报告"))


def _attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=tabular.XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: Request,
    form: SheetForm,
    checked: Checked | None = None,
    kept: str = "",
    status: int = 200,
    changed: str = "",
) -> HttpResponse:
    updates = shown_updates(checked.plan) if checked else []
    context = {
        "form": form,
        "checked": checked,
        "kept": kept,
        "changed": changed,
        "problems": checked.problems[:_SHOWN] if checked else [],
        "more": max(0, len(checked.problems) - _SHOWN) if checked else 0,
        "updates": updates[:_SHOWN],
        "additions": checked.plan.additions[:_SHOWN] if checked else [],
        "unusual": sum(one.unusual for one in checked.plan.additions) if checked else 0,
    }
    return render(request, "people/organisation_import.html", context, status=status)
