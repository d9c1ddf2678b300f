"""Every request passes here: its log line, its actor, its door's declaration, and refusals made readable once."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from kexie.base.kernel import clock, scoping, walls
from kexie.base.kernel.access import Access, Actor
from kexie.base.kernel.audit import record_refusal
from kexie.base.kernel.errors import (
    ConfirmFirst,
    Invalid,
    LogInFirst,
    NotFound,
    NotPermitted,
    Refusal,
    TooLarge,
    Unavailable,
)
from kexie.base.kernel.ids import new_id

log = structlog.get_logger("kexie.request")

GetResponse = Callable[[HttpRequest], HttpResponse]

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: A word of an address; one that is longer is a key.
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 20
_LONGEST_WORDS: Final = 60
_MEGABYTE: Final = 1024 * 1024
#: What Django says of a part whose headers, and with them the name of its file, pass 1,024 bytes; nothing of it is read.
_LONG_HEADER: Final = "Request max total header size exceeded."
#: After so many seconds a machine may try again where something was unavailable.
_RETRY_AFTER: Final = 5


class BadRequest(Refusal):
    """The request itself is malformed: no form of ours sends such a thing."""

    code = "bad_request"
    default_message = gettext_lazy("请求的格式不正确，请返回上一页刷新后再试。")


class FormExpired(Refusal):
    """The form's token against forgery (CSRF) is missing or old."""

    code = "form_expired"
    status = 403
    default_message = (
        "为了您的账号安全，这张表单需要重新打开：请返回上一页，刷新后再提交，并允许浏览器保存本站的 Cookie。"
    )


class WrongMethod(Refusal):
    """The address is not asked in this way; `Allow` in the answer says how."""

    code = "method_not_allowed"
    status = 405
    default_message = gettext_lazy("这个地址不接受这种请求方式，请从页面上的链接或按钮进入。")


class TooOften(Refusal):
    """The same thing was asked too often in a short time."""

    code = "too_often"
    status = 429
    default_message = gettext_lazy("操作过于频繁，请过几分钟再试。")


class Failure(Refusal):
    """Something broke, and it is our fault."""

    code = "failure"
    status = 500
    default_message = gettext_lazy("系统出错了，我们已经记录下来。请稍后再试；如果仍然出错，请联系系统管理员。")


class Request(HttpRequest):
    """A request as :class:`ActorMiddleware` hands it on, for the signatures of views."""

    actor: Actor


def whole_number(text: str | None, *, digits: int = 4) -> int | None:
    """A number of at most ``digits`` digits from a query string; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None


class RequestLogMiddleware:
    """One log line per request: method, route, status, milliseconds; no address, query string, name or body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind a request id to every log line within, and answer it in `X-Request-ID`."""
        request_id = new_id().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        begin = time.perf_counter()
        response = self.get_response(request)
        log.info(
            "request",
            method=request.method if request.method in _METHODS else "OTHER",
            route=_route(request),
            status=response.status_code,
            ms=round((time.perf_counter() - begin) * 1000, 1),
        )
        response["X-Request-ID"] = request_id
        return response


class ActorMiddleware:
    """`request.actor`: who asks, made when first needed by the function that `KEXIE_ACTOR_OF` names.

    What somebody who is logged in was shown stays out of every cache (`Cache-Control: no-store`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.actor_of = import_string(settings.KEXIE_ACTOR_OF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor; mark the response."""
        request.actor = SimpleLazyObject(lambda: self.actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if _is_logged_in(request):
            response["Cache-Control"] = "no-store, private"
        return response


class BodyLimitMiddleware:
    """Refuse a body that no door takes before a byte of it is spooled: Django limits forms, but not files."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go by the length that was announced: what is beyond it is never read."""
        length = _announced(request)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            known = request.actor.is_known  # type: ignore[attr-defined]
            most = settings.KEXIE_LARGEST_BODY if known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if length > most:
                return refusal_response(request, _too_large(most))
        return self.get_response(request)


class AccessMiddleware:
    """Deny by default: a view passes only by what it declares (`kernel.access`).

    Whether the log-in behind the actor is strong and fresh enough for the view is asked of the function that `KEXIE_GATE`
    names; it raises what is missing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.gate = import_string(settings.KEXIE_GATE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, with queries guarded; the check needs the view and stands in :meth:`process_view`."""
        with scoping.armed(), walls.opened_for(request.actor):  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse unless the view's declaration admits the actor."""
        access: Access | None = getattr(view, "access", None)
        try:
            if access is None:
                raise NotPermitted(_("这个页面没有声明访问权限，因此不对外开放。"))
            access.admit(request.actor)  # type: ignore[attr-defined]
            if not access.public or getattr(view, "fresh", False):
                self.gate(request, access, fresh=getattr(view, "fresh", False))
        except Refusal as refusal:
            return refusal_response(request, refusal)
        return None


class RefusalMiddleware:
    """Translate a refusal that a view raised, and give Django's bare 405 its sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; refusals are translated in :meth:`process_exception`."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return _wrong_method(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page or a problem for a refusal; everything else goes on to Django."""
        return refusal_response(request, exception) if isinstance(exception, Refusal) else None


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asks: under `/api/`, or with a preference for JSON."""
    return request.path.startswith("/api/") or request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    )


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as problem+json (RFC 9457), as the way to the log-in page, or as a page that says how to go on.

    That somebody known was not permitted to pass is audited.
    """
    if isinstance(refusal, NotPermitted):
        _audit(request, refusal)
    if wants_json(request):
        response: HttpResponse = _problem(request, refusal)
    elif isinstance(refusal, LogInFirst):
        return _led_away(request, resolve_url(settings.LOGIN_URL))
    elif isinstance(refusal, ConfirmFirst):
        return _led_away(request, refusal.address)
    else:
        response = HttpResponse(_page(request, refusal), status=refusal.status)
    if isinstance(refusal, Unavailable):
        response["Retry-After"] = str(_RETRY_AFTER)
    response["Cache-Control"] = "no-store, private"
    return response


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A malformed or oversized request."""
    if isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        refusal: Refusal = TooLarge(_("一次最多上传%d个文件，请分几次上传。") % most)
    elif isinstance(exception, RequestDataTooBig):
        refusal = _too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    elif isinstance(exception, MultiPartParserError) and str(exception) == _LONG_HEADER:
        refusal = BadRequest(_("上传的文件名过长，请把文件名改短到200个字以内再上传。"))
    else:
        refusal = BadRequest()
    return refusal_response(request, refusal)


def _too_large(most: int) -> TooLarge:
    """What says how much may be sent at once; ``most`` in bytes."""
    return TooLarge(_("提交的内容过大，一次最多%(most)d MB。") % {"most": most // _MEGABYTE})


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Third parties' PermissionDenied."""
    return refusal_response(request, NotPermitted())


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address, or Http404 of a view: neither the address nor the exception is repeated."""
    return refusal_response(request, NotFound())


def handler429(request: HttpRequest) -> HttpResponse:
    """Where allauth counts requests."""
    return refusal_response(request, TooOften())


def handler500(request: HttpRequest) -> HttpResponse:
    """An exception that nobody foresaw, or a database that does not answer; never a trace of it."""
    error = sys.exc_info()[1]
    return refusal_response(request, Unavailable() if _is_outage(error) else Failure())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token; ``reason`` is for the log alone, where Django has written it.

    Our views take no other method than a form's: what comes with another one is not told to reload a form.
    """
    view = request.resolver_match.func if request.resolver_match else None
    if request.method != "POST" and getattr(view, "__module__", "").startswith("kexie."):
        return _wrong_method(request, "GET, HEAD, POST")
    if request.path.startswith("/api/"):
        return refusal_response(
            request, FormExpired(_("请在 X-CSRFToken 请求头中带上 Cookie 里的令牌，然后重新提交。"))
        )
    return refusal_response(request, FormExpired())


def _wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    response = refusal_response(request, WrongMethod())
    response["Allow"] = allowed
    return response


def _problem(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    body = {
        **refusal.data,
        "type": f"urn:kexie:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message,
        "instance": f"urn:kexie:request:{getattr(request, 'request_id', '')}",
    }
    if refusal.hint:
        body["hint"] = str(refusal.hint)
    if isinstance(refusal, Invalid):
        body["errors"] = refusal.errors
    return JsonResponse(
        body,
        status=refusal.status,
        content_type="application/problem+json",
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False},
    )


def _page(request: HttpRequest, refusal: Refusal) -> str:
    """The page of a refusal. After a failure it asks nobody who is there; if the layout itself fails, it is a bare one."""
    context: dict[str, Any] = {"refusal": refusal, "words": address_words(request.path)}
    request.refusal = refusal  # type: ignore[attr-defined]  # for the sections of the page's slot
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        context |= {"actor": None, "user": None, "messages": (), "has_session": False}
    try:
        return render_to_string("ui/refusal.html", context, request)
    except Exception:
        log.exception("refusal_page_failed", code=refusal.code)
        return format_html(
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title></head>'
            '<body><main><h1>{}</h1><p><a href="/">{}</a></p></main></body></html>',
            refusal.message,
            refusal.message,
            _("返回首页"),
        )


def address_words(path: str) -> str:
    """The words in an address that nobody has, to search by: 2023 kepu of /news/2023/kepu.html; without keys and endings.

    The address comes from anywhere, so that of it only letters, digits and characters are kept, sixty at most.
    """
    last = [step for step in path.split("/") if step][-2:]
    named = [step.rsplit(".", 1)[0] for step in last]
    words = [word for step in named for word in _WORD.findall(step) if len(word) < _LONGEST_WORD]
    return " ".join(words)[:_LONGEST_WORDS]


def _led_away(request: HttpRequest, address: str) -> HttpResponse:
    """The way to ``address`` (log-in, confirmation) and back: to what was read, or to the page whose form was sent."""
    is_htmx = request.headers.get("HX-Request") == "true"
    back = ""
    if is_htmx:
        back = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    elif request.method in {"GET", "HEAD"}:
        back = request.get_full_path()
    else:
        back = _page_of_form(request)
    address += f"?{urlencode({'next': back})}" if back else ""
    return HttpResponseClientRedirect(address) if is_htmx else HttpResponseRedirect(address)


def _page_of_form(request: HttpRequest) -> str:
    """The page on this host that the form was sent from, as the browser tells it; empty without a trustworthy word."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/"):
        return ""
    return page.path + (f"?{page.query}" if page.query else "")


def _audit(request: HttpRequest, refusal: Refusal) -> None:
    """One event for a refused person; a visitor's try is in the request log. A failing audit does not admit anybody."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_known:
        return
    ability = str(refusal.data.get("ability", ""))
    target = f"view:{_route(request) or '-'}"[:200]
    try:
        record_refusal(by=actor, at=clock.now(), action="access.refuse", target=target, ability=ability)
    except DatabaseError as error:
        log.error("refusal_not_audited", error=type(error).__name__)


def _announced(request: HttpRequest) -> int:
    """The length of the body in bytes, read as Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _route(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.route if match else ""


def _is_logged_in(request: HttpRequest) -> bool:
    """Whether the session has somebody logged in; without a session cookie the database is not asked."""
    session = getattr(request, "session", None)
    if session is None or not (session.accessed or settings.SESSION_COOKIE_NAME in request.COOKIES):
        return False
    try:
        return SESSION_KEY in session
    except DatabaseError:
        return True


def _is_outage(error: BaseException | None) -> bool:
    """Whether the database is away, full, locked or too slow; a missing table is a mistake of ours."""
    return isinstance(error, OperationalError | InterfaceError) and "no such" not in str(error)
