"""The description of the REST interface: one OpenAPI 3.1 document for programs, and the same as rows for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.etags import kept
from kexie.base.kernel.rest import API, interface

_ABOUT: Final = (
    "文章、栏目、每周动态、组织、数据标准、服务事项的查询接口；有权限的人员登录后还可查询人员、任职和办件。"
    "登录后还可提交申请、办理任务，每次办理带上 Idempotency-Key 和 If-Match。不需要申请。字段取自统一数据标准；"
    "空着的查询参数视为没有写；被拒绝的请求以 application/problem+json 说明原因和改法。"
)
_PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "被拒绝的原因（RFC 9457）",
    "type": "object",
    "properties": {
        "type": {"type": "string", "description": "原因的代码，不会改变", "example": "urn:kexie:invalid"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {
            "type": "string",
            "description": "给人看的一句话，说明怎样改",
            "example": "填写的内容有误，请按提示修改。",
        },
        "instance": {"type": "string", "description": "这次请求的编号，报修时请提供"},
        "hint": {"type": "string", "description": "写程序时应当核对什么"},
        "errors": {
            "type": "object",
            "description": "查询参数、请求头或者内容中的名称 → 应当怎样改",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "example": {"on": ["日期请写成2023-05-23。"]},
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
_REFUSALS: Final = {
    "LogInFirst": "需要登录",
    "NotPermitted": "没有权限，或者办理时没有带上 X-CSRFToken",
    "NotFound": "没有这项内容，或者无权知道它",
    "Conflict": "已经办过、由他人办理，或者状态不允许",
    "Stale": "If-Match 中的标识已不是最新的，请重新读取",
    "TooLarge": "请求的内容过大",
    "Invalid": "参数或者内容有误",
    "TooOften": "请求过于频繁，请按 Retry-After 等待",
    "Unavailable": "暂时不可用，请按 Retry-After 等待",
}


@cache
def document() -> dict[str, Any]:
    """The whole description; not to be changed."""
    said: dict[str, Any] = dict(interface().get_openapi_schema(path_prefix=API))
    said["info"] = {"title": "数字科协开放接口", "version": "1", "description": _ABOUT}
    said["servers"] = [{"url": absolute("")}]
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    waiting = {"Retry-After": {"schema": {"type": "integer"}, "description": "多少秒之后再试"}}
    responses: dict[str, Any] = {name: {"description": text, "content": problem} for name, text in _REFUSALS.items()}
    for name in ("TooOften", "Unavailable"):
        responses[name]["headers"] = waiting
    responses["NotModified"] = {"description": "与 If-None-Match 中的标识相同，内容没有变化"}
    session = {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "浏览器登录后的会话",
    }
    token = {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": f"Cookie {settings.CSRF_COOKIE_NAME} 中的令牌",
    }
    schemas = {**said["components"]["schemas"], "Problem": _PROBLEM}
    said["components"] = {"responses": responses, "securitySchemes": {"session": session, "token": token}}
    said["components"]["schemas"] = _referred_to(schemas, json.dumps([said["paths"], responses, schemas]))
    return said


def _referred_to(schemas: dict[str, Any], text: str) -> dict[str, Any]:
    """Without those whose fields are told as parameters."""
    return {name: schema for name, schema in schemas.items() if f'"#/components/schemas/{name}"' in text}


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of all REST addresses (OpenAPI 3.1)."""
    text = json.dumps(document(), ensure_ascii=False)
    return kept(request, HttpResponse(text, content_type="application/json"))


@dataclass(frozen=True, slots=True)
class Described:
    """One address as a person reads it."""

    name: str
    address: str
    summary: str
    about: str
    group: str
    is_open: bool
    parameters: tuple[dict[str, Any], ...]
    verb: str = "GET"
    content: tuple[dict[str, Any], ...] = ()

    @property
    def example(self) -> str:
        """An address that can be opened as it stands; empty for what needs a name in its path, or a log-in."""
        return self.address if self.is_open and self.verb == "GET" and "{" not in self.address else ""


def described() -> list[Described]:
    """All addresses, in the order of the document."""
    return [
        Described(
            name=said["operationId"],
            address=address,
            summary=said["summary"],
            about=said.get("description", ""),
            group=said.get("tags", [""])[0],
            is_open="security" not in said,
            parameters=tuple(said["parameters"]),
            verb=verb.upper(),
            content=_content(said),
        )
        for address, verbs in document()["paths"].items()
        for verb, said in verbs.items()
    ]


def _content(said: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The fields of what an act is sent, each with its name; those of the parts of a list as ``papers[].name``."""
    sent = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return tuple(_fields(sent, ""))


def _fields(schema: dict[str, Any], before: str) -> Iterator[dict[str, Any]]:
    name = schema.get("$ref", "").rpartition("/")[2]
    for key, field in document()["components"]["schemas"].get(name, {}).get("properties", {}).items():
        yield {"name": f"{before}{key}", "description": field.get("description", "")}
        yield from _fields(field.get("items", {}), f"{before}{key}[].")
