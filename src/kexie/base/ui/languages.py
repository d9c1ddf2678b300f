"""Which language a page speaks: by its address (`/en/…`), else by a visitor's choice, which lives in a cookie.

A browser's preferences are not asked: the same address and the same cookies give the same page, so that pages can be
kept. What editors have written stays in the language in which it was written, and is marked as such.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotPermitted
from kexie.base.ui.display import ONE_YEAR_S, way_back

COOKIE: Final = "language"

_content: ContextVar[str | None] = ContextVar("content_language", default=None)


def of_address(path: str) -> str | None:
    """The language that an address names in its first step, such as ``en`` for /en/about/."""
    step = path.split("/", 2)[1] if path.startswith("/") else ""
    return step if step in dict(settings.LANGUAGES) and step != settings.LANGUAGE_CODE else None


def canonical(cookie: str) -> str:
    """A choice as kept pages differ by it: the code of another language than the site's own, empty otherwise."""
    return cookie if cookie in dict(settings.LANGUAGES) and cookie != settings.LANGUAGE_CODE else ""


def of_request(request: HttpRequest) -> str:
    """The language in which this request is answered; what staff work with is Chinese alone."""
    if request.path.startswith(settings.KEXIE_CHINESE_ADDRESSES):
        return settings.LANGUAGE_CODE
    return of_address(request.path) or canonical(request.COOKIES.get(COOKIE, "")) or settings.LANGUAGE_CODE


def of_content() -> str:
    """The language of what editors have written at the present address."""
    return _content.get() or settings.LANGUAGE_CODE


def home_address() -> str:
    """The home page in the language of the present address: /, or /en/ below /en/."""
    language = _content.get()
    return f"/{language}/" if language else "/"


def foreign(language: str) -> bool:
    """Whether words in ``language`` stand on a page that speaks another one."""
    return language != (get_language() or settings.LANGUAGE_CODE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Another language that the page can be read in, and the address that it has there."""

    code: str
    name: str
    address: str


def choices(request: HttpRequest) -> list[Choice]:
    """The other languages: of this page, or of its translation where there is one (`request.alternates`).

    A page of another language's tree without a translation leads to the home page.
    """
    alternates: dict[str, str] = getattr(request, "alternates", {})
    here = "/" if of_address(request.path) else request.get_full_path()
    others = [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
    return [Choice(code, name, alternates.get(code) or here) for code, name in others]


class LanguageMiddleware:
    """Answers in the language of the request; says so in `Content-Language`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Both languages hold until the response is made, and no longer."""
        language = of_request(request)
        request.LANGUAGE_CODE = language
        kept = _content.set(of_address(request.path))
        try:
            with override(language):
                response = self.get_response(request)
        finally:
            _content.reset(kept)
        response.headers.setdefault("Content-Language", language)
        return response


@public
@csrf_exempt  # public pages carry no token, so that they stay cacheable; a forged post could change the language and no more
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Remember the language and lead back to the page, or to its translation; a post from another site is refused."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotPermitted("请在本站页面上切换语言。")
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(way_back(request))
    if language == settings.LANGUAGE_CODE:
        response.delete_cookie(COOKIE, samesite="Lax")
    elif language in dict(settings.LANGUAGES):
        response.set_cookie(
            COOKIE, language, max_age=ONE_YEAR_S, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response
