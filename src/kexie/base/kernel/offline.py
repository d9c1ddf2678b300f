"""What a browser may keep for reading offline: said with every answer, so that the service worker need not guess.

`X-Offline: keep` stands on pages that are the same for every visitor; `forget` on whatever is answered to a session, for
then somebody may be logged in, and nothing that was kept before may be left for the next one at the same device.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER: Final = "X-Offline"
_FORBIDDEN: Final = ("no-store", "private")


class OfflineMiddleware:
    """Stands outside of sessions and whatever else sets cookies, where an answer is complete."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer. Where a session ends, the browser is told to empty its own cache too."""
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if request.COOKIES.get(name) or name in response.cookies:
            response[HEADER] = "forget"
            if name in response.cookies and not response.cookies[name].value:
                response["Clear-Site-Data"] = '"cache"'
        elif _is_for_everyone(request, response):
            response[HEADER] = "keep"
        return response


def _is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is a page, read without a session, that sets no cookie and that no header keeps out of caches."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.cookies
        and response.get("Content-Type", "").startswith("text/html")
        and not any(word in response.get("Cache-Control", "") for word in _FORBIDDEN)
    )
