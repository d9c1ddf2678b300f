"""Every request passes here: its log line, its actor, its door's declaration, and refusals made readable once."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from kexie.base.kernel.access import Access
from kexie.base.kernel.errors import LogInFirst, NotPermitted, Refusal
from kexie.base.kernel.ids import new_id

log = structlog.get_logger("kexie.request")

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """One log line per request: method, route, status, milliseconds; no query string, name or body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind a request id to every log line within, and answer it in `X-Request-ID`."""
        request_id = new_id().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        begin = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - begin) * 1000, 1),
        )
        response["X-Request-ID"] = request_id
        return response


class ActorMiddleware:
    """`request.actor`: who asks, made when first needed by the function that `KEXIE_ACTOR_OF` names."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.actor_of = import_string(settings.KEXIE_ACTOR_OF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor."""
        request.actor = SimpleLazyObject(lambda: self.actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class AccessMiddleware:
    """Deny by default: a view passes only by what it declares (`kernel.access`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the check needs the view and stands in :meth:`process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse unless the view's declaration admits the actor."""
        access: Access | None = getattr(view, "access", None)
        try:
            if access is None:
                raise NotPermitted("这个页面没有声明访问权限，因此不对外开放。")
            access.admit(request.actor)  # type: ignore[attr-defined]
        except Refusal as refusal:
            return refusal_response(request, refusal)
        return None


class RefusalMiddleware:
    """Translate a refusal that a view raised."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is in :meth:`process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page or a problem for a refusal; everything else goes on to Django."""
        return refusal_response(request, exception) if isinstance(exception, Refusal) else None


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asks: under `/api/`, or with a preference for JSON."""
    return request.path.startswith("/api/") or request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    )


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as problem+json (RFC 9457), as the way to the log-in page, or as a page that says how to go on."""
    if wants_json(request):
        body = {
            "type": f"urn:kexie:{refusal.code}",
            "title": HTTPStatus(refusal.status).phrase,
            "status": refusal.status,
            "detail": refusal.message,
            **refusal.data,
        }
        return JsonResponse(body, status=refusal.status, content_type="application/problem+json")
    if isinstance(refusal, LogInFirst):
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    return render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)
