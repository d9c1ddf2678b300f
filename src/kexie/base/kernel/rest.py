"""REST under `/api/v1/`: one interface for programs, to which every app adds its own addresses; acts stand in `rest_acts`.

An app writes its operations in its `rest` room on a :class:`Router` of its own, each with :func:`get` and its access, and
registers the router in ``ready()``. What all of them share stands here: a strict reading of the query string, refusals as
problem+json in the words of the pages, limits of how often, ETags, pages of lists. `rest_description` tells it as OpenAPI.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from math import ceil
from typing import Any, Final, Generic, NoReturn, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from ninja.throttling import SimpleRateThrottle
from pydantic import BaseModel, ConfigDict, create_model

from kexie.base.kernel.access import Access
from kexie.base.kernel.addresses import client_address
from kexie.base.kernel.errors import Invalid, NotFound
from kexie.base.kernel.etags import kept
from kexie.base.kernel.registry import Registry
from kexie.base.kernel.rest_query import Paged
from kexie.base.kernel.web import Request, TooOften, refusal_response

__all__ = ["API", "Answer", "Router", "get", "outcomes", "page_of", "pages_of", "routers", "urls"]

Row = TypeVar("Row")
View = TypeVar("View", bound=Callable[..., Any])

#: Where all addresses of the interface begin.
API: Final = "/api/v1/"
_READING: Final = ("GET", "HEAD", "OPTIONS")
_ACTING: Final = ("POST", "OPTIONS")
#: What is wrong with a value, by the kind of pydantic's error; the rest is told in general.
_SENTENCES: Final[dict[str, str | Promise]] = {
    "missing": gettext_lazy("请写上这一项。"),
    "extra_forbidden": gettext_lazy("没有这一项，请查看接口说明。"),
    "string_type": gettext_lazy("请写成文字。"),
    "string_too_long": gettext_lazy("文字过长，请查看接口说明。"),
    "too_long": gettext_lazy("项数过多，请查看接口说明。"),
    "uuid_parsing": gettext_lazy("请写成标识（UUID）。"),
}
#: What belongs in a header that is missing.
_HEADERS: Final[dict[str, str | Promise]] = {
    "Idempotency-Key": gettext_lazy(
        "请在请求头中写上 Idempotency-Key：1至64个字母、数字或符号，每次办理换一个，重发同样的请求时不变。"
    ),
    "If-Match": gettext_lazy('请在请求头中写上 If-Match：读取办件时得到的 ETag，连同引号，例如 "3"。'),
}
_UNCLEAR: Final = gettext_lazy("这一项的写法不对，请查看接口说明。")
_OWN: Final = "private, no-store"

#: The routers of the apps, in the order of the apps.
routers: Registry[Router] = Registry("REST router")


class Answer(BaseModel):
    """An object in an answer, made from a dict or from an object's attributes of the same names."""

    model_config = ConfigDict(from_attributes=True)


class Page(Answer, Generic[Row]):
    """One page of a list."""

    count: int
    page: int
    page_size: int
    results: list[Row]


def pages_of(row: type[Answer]) -> type[Page[Any]]:
    """The answer that is a page of ``row``; it is called after it."""
    return create_model(f"{row.__name__}Page", __base__=Page[row])  # type: ignore[valid-type]


def page_of(rows: Any, asked: Paged, show: Callable[[Any], Sequence[Any]] = list) -> dict[str, Any]:
    """The page of a queryset that was asked for; ``show`` makes rows of the answer from its rows."""
    begin = (asked.page - 1) * asked.page_size
    results = show(rows[begin : begin + asked.page_size])
    return {"count": rows.count(), "page": asked.page, "page_size": asked.page_size, "results": results}


def get(router: Router, route: str, answer: Any, *, name: str, summary: str, **options: Any) -> Callable[[View], View]:
    """Put a view on ``router`` as the operation that reads ``route``; stands above the view's declaration of access."""

    def add(view: View) -> View:
        access: Access = view.access  # type: ignore[attr-defined]
        router.add_api_operation(
            route,
            ["GET"],
            view,
            response=answer,
            operation_id=name,
            url_name=name,
            summary=summary,
            openapi_extra=outcomes(access, has_parameters="{" in route),
            **options,
        )
        return view

    return add


def outcomes(access: Access, *, has_parameters: bool, acts: bool = False) -> dict[str, Any]:
    """What an operation may answer besides its answer, by names of `rest_description`, and what it asks of the log-in."""
    named = {"422": "Invalid", "429": "TooOften", "503": "Unavailable"}
    said: dict[str, Any] = {}
    if has_parameters:
        named["404"] = "NotFound"
    if access.public:
        named["304"] = "NotModified"
        said["responses"] = {200: {"headers": {"ETag": {"schema": {"type": "string"}, "description": "内容的标识"}}}}
    else:
        named |= {"401": "LogInFirst", "403": "NotPermitted"}
        said["security"] = [{"session": [], "token": []} if acts else {"session": []}]
    if acts:
        named |= {"403": "NotPermitted", "409": "Conflict", "412": "Stale", "413": "TooLarge"}
    outcomes = {status: {"$ref": f"#/components/responses/{name}"} for status, name in sorted(named.items())}
    return {**said, "responses": {**said.get("responses", {}), **outcomes}}


class _Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


class _HowOften(SimpleRateThrottle):
    """How often one account, or one address without a log-in, may ask; counted in each process, made for each request."""

    def __init__(self, request: Request) -> None:
        account = request.actor.account_id
        who = "account" if account else "visitor"
        self.counted_as = f"rest:{who}:{account or client_address(request)}"
        super().__init__(settings.KEXIE_REST_RATES[who])

    def get_cache_key(self, request: HttpRequest) -> str:
        return self.counted_as


def _door(operation: Operation) -> Callable[..., HttpResponseBase]:
    """The view of an operation: what every address of the interface does before and after it."""
    access: Access = operation.view_func.access  # type: ignore[attr-defined]
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    acts = "POST" in operation.methods
    allowed = _ACTING if acts else _READING

    @wraps(operation.view_func)
    def view(request: Request, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        often = _HowOften(request)
        if not often.allow_request(request):
            return _later(request, often.wait())
        _read_strictly(request, known)
        if acts:
            _check_json(request)
        return _kept(request, access, operation.run(request, **kwargs))

    return view if acts else csrf_exempt(view)  # whoever reads writes nothing


def _later(request: Request, seconds: float | None) -> HttpResponse:
    response = refusal_response(request, TooOften())
    response["Retry-After"] = str(max(1, ceil(seconds or 0)))
    return response


def _read_strictly(request: HttpRequest, known: set[str]) -> None:
    """Refuse what would be passed over otherwise: a name that is not known, or that stands there twice."""
    errors: dict[str, list[str]] = {}
    for name, values in request.GET.lists():
        if name not in known:
            errors[name[:60]] = [_("没有这个查询参数，请查看接口说明。")]
        elif len(values) > 1:
            errors[name] = [_("这个查询参数只能出现一次。")]
    if errors:
        raise Invalid(errors=errors)


def _check_json(request: HttpRequest) -> None:
    """Refuse a form: what comes to an act is JSON, or nothing."""
    if request.content_type not in ("", "application/json") and request.META.get("CONTENT_LENGTH") not in (
        None,
        "",
        "0",
    ):
        raise Invalid(errors={"body": [_("请求的内容请写成 JSON，Content-Type 为 application/json。")]})


def _kept(request: HttpRequest, access: Access, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with its ETag and how it may be kept; 304 for who has it already."""
    if not access.public:
        response["Cache-Control"] = _OWN
        return response
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return response
    return kept(request, response)


def _invalid(request: HttpRequest, error: Any) -> NoReturn:
    """The sentences of the checks, by parameter."""
    errors: dict[str, list[str]] = {}
    for each in error.errors:
        name = str(each["loc"][-1])[:60]
        errors.setdefault(name, []).append(_sentence(each, name))
    raise Invalid(errors=errors)


def _sentence(wrong: Mapping[str, Any], name: str) -> str:
    if wrong["type"] == "kexie":
        return str(wrong["msg"])
    if wrong["type"] == "missing" and wrong["loc"][0] == "header" and name in _HEADERS:
        return str(_HEADERS[name])
    return str(_SENTENCES.get(wrong["type"], _UNCLEAR))


def _unreadable(request: HttpRequest, error: Any) -> NoReturn:
    raise Invalid(errors={"body": [_("请求的内容不是 JSON。")]})


def _not_found(request: HttpRequest, error: Any) -> NoReturn:
    raise NotFound


def _go_on(request: HttpRequest, error: Any) -> NoReturn:
    """On to `kernel.web`, which translates refusals and failures for all doors."""
    raise error


def _made() -> NinjaAPI:
    made = NinjaAPI(title="数字科协开放接口", version="1", openapi_url=None, docs_url=None, renderer=_Renderer())
    made.add_exception_handler(ValidationError, _invalid)
    made.add_exception_handler(HttpError, _unreadable)
    made.add_exception_handler(Http404, _not_found)
    made.add_exception_handler(Exception, _go_on)
    for router in routers:
        made.add_router("", router)
    return made


class _Interface:
    """The one interface, made when it is first asked for: by then every app has registered its router."""

    made: NinjaAPI | None = None


def interface() -> NinjaAPI:
    """The interface with the addresses of all apps."""
    if _Interface.made is None:
        _Interface.made = _made()
    return _Interface.made


def operations() -> list[Operation]:
    """All operations, in the order of their apps."""
    bound = interface()._get_bound_routers()
    return [each for router in bound for view in router.path_operations.values() for each in view.operations]


def urls() -> list[URLPattern]:
    """The addresses of all operations, below `API`; ninja's own views would ask nobody for their access."""
    return [path(_route(each.path), _door(each), name=each.url_name) for each in operations()]


def _route(written: str) -> str:
    return written.replace("{", "<").replace("}", ">").lstrip("/")
