"""How a visitor wants to see the pages: 长辈版 (larger type and targets), light or dark.

The choice lives in a cookie that the server reads, so that a page is right from its first byte. It says nothing about
the person and needs no log-in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotPermitted

COOKIE: Final = "display"
SCHEMES: Final = ("light", "dark")
ONE_YEAR_S: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    """A visitor's choice; ``scheme`` is "light", "dark" or "" for what the device says."""

    elder: bool = False
    scheme: str = ""

    @property
    def classes(self) -> str:
        """Class names for the root element."""
        return " ".join(filter(None, ["elder" if self.elder else "", self.scheme]))

    @property
    def cookie(self) -> str:
        """The choice as the cookie keeps it, such as ``elder.dark``."""
        return self.classes.replace(" ", ".")


def parse(cookie: str) -> Display:
    """Read the cookie; words that are not known are passed over."""
    words = cookie.split(".")
    return Display(elder="elder" in words, scheme=next((word for word in words if word in SCHEMES), ""))


def changed(display: Display, *, elder: str | None, scheme: str | None) -> Display:
    """``display`` with what a form asks for (elder: on, off; scheme: light, dark, auto); anything else changes nothing."""
    if elder in ("on", "off"):
        display = replace(display, elder=elder == "on")
    if scheme in (*SCHEMES, "auto"):
        display = replace(display, scheme="" if scheme == "auto" else scheme)
    return display


@public
@csrf_exempt  # public pages carry no token, so that they stay cacheable; the worst a forged post could do is enlarge type
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Remember a choice and lead back to the page it was made on; a post from another site is refused."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotPermitted("请在本站页面上切换显示方式。")
    display = changed(
        parse(request.COOKIES.get(COOKIE, "")), elder=request.POST.get("elder"), scheme=request.POST.get("scheme")
    )
    response: HttpResponse
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(way_back(request))
    if display.cookie:
        response.set_cookie(
            COOKIE, display.cookie, max_age=ONE_YEAR_S, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def way_back(request: HttpRequest) -> str:
    """The page on this host that a form names, or that it was sent from; the home page where neither is to be had."""
    for candidate in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(candidate, {request.get_host()}, require_https=request.is_secure()):
            return candidate
    return "/"
