"""What every page needs: the shell around it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from kexie.base.ui.display import COOKIE, parse


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base layouts: who asks, whose site it is, how to show it. Asks the database nothing."""
    return {
        "actor": getattr(request, "actor", None),
        "association": settings.KEXIE_SITE,
        "display": parse(request.COOKIES.get(COOKIE, "")),
        "language": get_language(),
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
