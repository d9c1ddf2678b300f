"""Data elements and code lists for programs, and what every REST address shares: its answers to refusals, its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLResolver, get_resolver, path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kexie.base.kernel.access import public
from kexie.base.kernel.errors import Invalid, LogInFirst, NotFound, NotPermitted, Refusal
from kexie.base.kernel.web import BadRequest, TooOften, WrongMethod, refusal_response
from kexie.base.standards.models import CodeList, DataElement
from kexie.base.standards.queries import register, schemas
from kexie.base.standards.rules.definitions import element_row

MOST_PER_PAGE: Final = 200
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PER_PAGE: Final = 50
#: A number that no column nor page passes.
_MOST_PAGES: Final = 100_000

PAGE: Final = OpenApiParameter("page", int, description="第几页，从1起")
SIZE: Final = OpenApiParameter("page_size", int, description=f"每页条数，最多{MOST_PER_PAGE}")
DAY: Final = OpenApiParameter("on", date, description="以这一日为准，默认今天")


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every refusal as problem+json, in the same words as on a page; what nobody foresaw goes on to Django."""
    request: HttpRequest = context["request"]._request
    refusal = _refusal(error)
    if refusal is None:
        return None
    response = refusal_response(request, refusal)
    if isinstance(error, exceptions.Throttled) and error.wait:
        response["Retry-After"] = str(int(error.wait) + 1)
    if isinstance(error, exceptions.MethodNotAllowed):
        response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def _refusal(error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    for kind, refusal in _ANSWERS:
        if isinstance(error, kind):
            return refusal()
    return None


_ANSWERS: Final[Sequence[tuple[type[Exception], type[Refusal]]]] = (
    (Http404, NotFound),
    (exceptions.NotFound, NotFound),
    (exceptions.NotAuthenticated, LogInFirst),
    (exceptions.AuthenticationFailed, LogInFirst),
    (exceptions.PermissionDenied, NotPermitted),
    (PermissionDenied, NotPermitted),
    (exceptions.MethodNotAllowed, WrongMethod),
    (exceptions.Throttled, TooOften),
    (exceptions.ValidationError, Invalid),
    (exceptions.APIException, BadRequest),
)


class Query:
    """The query string, read strictly: an unknown or repeated name, a wrong type or NUL is refused in words."""

    def __init__(self, request: Request, *known: str) -> None:
        self.data = request.query_params
        errors: dict[str, list[str]] = {}
        for name in self.data:
            if name not in (*known, "format"):
                errors[name[:60]] = [_("没有这个查询参数，请查看接口说明。")]
            elif len(self.data.getlist(name)) > 1:
                errors[name] = [_("这个查询参数只能出现一次。")]
            elif "\0" in self.data[name] or len(self.data[name]) > 200:
                errors[name] = [_("这个查询参数的值过长或者含有不能使用的字符。")]
        if errors:
            raise Invalid(errors=errors)

    def text(self, name: str) -> str:
        """The text of a parameter; empty without it."""
        said: str = self.data.get(name, "")
        return said.strip()

    def day(self, name: str) -> date:
        """The day of a parameter; today without it."""
        text = self.text(name)
        if not text:
            return timezone.localdate()
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise Invalid(errors={name: [_("日期请写成2023-05-23。")]}) from None

    def number(self, name: str, otherwise: int, most: int) -> int:
        """The whole number of a parameter, from 1 to ``most``."""
        text = self.text(name)
        if not text:
            return otherwise
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most):
            raise Invalid(errors={name: [_("请填写1至%(most)d的整数。") % {"most": most}]})
        return int(text)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of ``choices``, or nothing."""
        text = self.text(name)
        if text and text not in choices:
            raise Invalid(errors={name: [_("只能取以下值之一：%(known)s。") % {"known": "、".join(choices)}]})
        return text


def page_of(rows: Any, query: Query, show: Any) -> Response:
    """One page of a queryset: ``count``, ``page``, ``page_size``, ``results``."""
    size = query.number("page_size", PER_PAGE, MOST_PER_PAGE)
    number = query.number("page", 1, _MOST_PAGES)
    begin = (number - 1) * size
    results = show(rows[begin : begin + size])
    return Response({"count": rows.count(), "page": number, "page_size": size, "results": results})


def paged_schema(name: str, fields: dict[str, Any]) -> Any:
    """The description of a page of objects with these fields."""
    row = inline_serializer(name, dict(fields), many=True)
    whole = {"count": serializers.IntegerField(), "page": serializers.IntegerField()}
    return inline_serializer(f"{name}Page", {**whole, "page_size": serializers.IntegerField(), "results": row})


_ELEMENT: Final[dict[str, Any]] = {
    name: serializers.CharField(required=False)
    for name in ("code", "identifier", "name", "english_name", "definition", "datatype", "representation", "code_list")
} | {"edition": serializers.IntegerField(), "effective_from": serializers.DateField()}
_LIST: Final[dict[str, Any]] = {
    name: serializers.CharField() for name in ("code", "name", "english_name", "source_norm", "note")
} | {"edition": serializers.IntegerField(), "effective_from": serializers.DateField()}
_CODE: Final[dict[str, Any]] = {
    name: serializers.CharField() for name in ("value", "name", "english_name", "parent", "successor")
} | {"valid_from": serializers.DateField(allow_null=True), "valid_until": serializers.DateField(allow_null=True)}


class Elements(APIView):
    """数据元列表"""

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="名称、代码或者定义中的文字"), DAY, PAGE, SIZE],
        responses=paged_schema("Element", _ELEMENT),
    )
    def get(self, request: Request) -> Response:
        """Elements in force on a day."""
        query = Query(request, "q", "on", "page", "page_size")
        rows = register.search(DataElement.objects.on(query.day("on")), query.text("q"))
        return page_of(rows, query, lambda found: [element_row(row.as_definition()) for row in found])


class Element(APIView):
    """数据元"""

    @extend_schema(parameters=[DAY], responses=inline_serializer("ElementWhole", dict(_ELEMENT)))
    def get(self, request: Request, code: str) -> Response:
        """One element as of a day."""
        return Response(element_row(register.element(code, on=Query(request, "on").day("on")).as_definition()))


class ElementSchema(APIView):
    """数据元的 JSON Schema"""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, code: str) -> Response:
        """The JSON Schema of an element."""
        Query(request)
        return Response(schemas.schema(code))


class CodeLists(APIView):
    """代码集列表"""

    @extend_schema(parameters=[DAY, PAGE, SIZE], responses=paged_schema("CodeList", _LIST))
    def get(self, request: Request) -> Response:
        """Code lists in force on a day."""
        query = Query(request, "on", "page", "page_size")
        rows = CodeList.objects.on(query.day("on"))
        return page_of(rows, query, lambda found: [{name: getattr(row, name) for name in _LIST} for row in found])


class Codes(APIView):
    """代码集中的代码"""

    @extend_schema(
        parameters=[DAY, OpenApiParameter("parent", str, description="只要这个上级代码之下的"), PAGE, SIZE],
        responses=paged_schema("Code", _CODE),
    )
    def get(self, request: Request, code: str) -> Response:
        """The codes of a list that are in use on a day."""
        query = Query(request, "on", "parent", "page", "page_size")
        rows = register.codes_on(code, query.day("on"), query.text("parent"))
        return page_of(rows, query, lambda found: [{name: getattr(row, name) for name in _CODE} for row in found])


def _ours() -> list[Any]:
    """The addresses that are described: those of this interface, not those that third parties keep for themselves."""
    return [
        path(route, pattern.callback)
        for route, pattern in _flat(get_resolver().url_patterns, "")
        if route.startswith("api/v1/") and hasattr(pattern.callback, "cls")
    ]


def _flat(patterns: Sequence[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns, route)
        else:
            yield route, pattern


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of all REST addresses (OpenAPI 3)."""
    generator: Any = SchemaGenerator
    said = generator(patterns=_ours()).get_schema(request=None, public=True)
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


elements = public(Elements.as_view())
element = public(Element.as_view())
element_schema = public(ElementSchema.as_view())
code_lists = public(CodeLists.as_view())
codes = public(Codes.as_view())
openapi = public(openapi)
