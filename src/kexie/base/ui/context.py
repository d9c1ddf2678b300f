"""What every page needs: the shell around it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from kexie.base.ui import identity
from kexie.base.ui.display import COOKIE, parse


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base layouts: who asks, whose site it is, how to show it. The site is asked for when a page prints it."""
    failed = getattr(getattr(request, "refusal", None), "status", 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    return {
        "actor": getattr(request, "actor", None),
        "association": identity.known() if failed else SimpleLazyObject(identity.current),
        "display": parse(request.COOKIES.get(COOKIE, "")),
        "language": get_language(),
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
