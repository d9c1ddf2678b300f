"""The page about the interface for programs, drawn from its own description: addresses, parameters, an example."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.rest import API
from kexie.base.kernel.rest_description import described, document

#: How a refusal looks, as `kernel.web` writes it.
REFUSAL: Final = {
    "type": "urn:kexie:invalid",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "填写的内容有误，请按提示修改。",
    "instance": "urn:kexie:request:…",
    "errors": {"on": ["日期请写成2023-05-23。"]},
}


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What there is for programs, by the groups of the description."""
    rows = described()
    context = {
        "about": document()["info"]["description"],
        "groups": [(group, list(found)) for group, found in groupby(rows, key=lambda row: row.group)],
        "example": absolute(f"{API}organisations/?page_size=2"),
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "refusal": json.dumps(REFUSAL, ensure_ascii=False, indent=2),
    }
    return render(request, "ui/api.html", context)
