"""结果核验: anybody sees whether a result was given here, and whether a file is the one that was given."""

from __future__ import annotations

import hashlib
from copy import copy
from typing import Any

from allauth.core import ratelimit
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel.access import public
from kexie.base.kernel.web import Request, TooOften
from kexie.domains.steward.forms.closing import CompareForm, VerifyForm
from kexie.domains.steward.queries.verifying import Verified, verified


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """Number and check code, typed or by the QR code of a result; a file is compared and forgotten."""
    asked = request.POST if request.method == "POST" else request.GET
    form = VerifyForm(asked if "number" in asked or "code" in asked else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        _check_pace(request)
        found = verified(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is None:
            form.add_error("code", _("办件编号和核验码不一致，或者这个办件没有可以核验的结果，请核对后再试。"))
        else:
            context |= _shown(request, found)
    compared = context.get("compare")
    wrong = form.errors or (compared is not None and compared.errors)
    response = render(request, "steward/verify.html", context, status=422 if wrong else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _check_pace(request: Request) -> None:
    """So many codes from one address in an hour. The library counts no GET: a code in an address is counted as one sent."""
    counted = copy(request)
    counted.method = "POST"
    if not ratelimit.consume(counted, action="steward_verify"):
        raise TooOften


def _shown(request: Request, found: Verified) -> dict[str, Any]:
    given = {name: (request.POST or request.GET).get(name, "") for name in ("number", "code")}
    compare = CompareForm(request.POST, request.FILES) if "compare" in request.POST else CompareForm(initial=given)
    same = sha256 = None
    if compare.is_bound and compare.is_valid():
        sha256 = _sha256(compare.cleaned_data["file"])
        same = sha256 in found.sums
    return {"found": found, "case": found.result.case, "compare": compare, "sha256": sha256, "same": same}


def _sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
