"""Acts under `/api/v1/`: POST, once for each Idempotency-Key, on what the caller has seen (If-Match).

An app writes an act as a view that does one thing and answers a small plain dict, with :func:`post` above its declaration of
access. What all acts share stands here: the token against forgery is asked for, because a session authorises them; a repeat of
the same request with the same key gets the same answer and does nothing; a key that was used for another request is refused.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ClassVar, Final, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Header
from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, model_validator

from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.rest import Router, outcomes
from kexie.base.kernel.rest_query import refused
from kexie.base.kernel.web import Request

View = TypeVar("View", bound=Callable[..., Any])

_KEY: Final = re.compile(r"[\x21-\x7e]{1,64}")
_TAG: Final = re.compile(r'"([0-9]{1,9})"')
#: What no revision is: a tag of another kind fits nothing.
_NONE: Final = -1
#: How much of the digest of a request is kept with its answer.
_DIGEST: Final = 32
_DEEPEST: Final = 20


class Stale(Refusal):
    """What was seen (If-Match) is no longer how it stands."""

    code = "precondition_failed"
    status: ClassVar[int] = 412
    default_message = gettext_lazy("内容已有新的进展，与 If-Match 中的标识不一致。请重新读取后再提交。")


class KeyReused(Refusal):
    """The key has been used for another request."""

    code = "key_reused"
    status: ClassVar[int] = 422
    default_message = gettext_lazy("这个 Idempotency-Key 已经用于内容不同的请求，请换一个新的。")


class Sent(BaseModel):
    """The content of an act: fields that are not known are refused, and so is text that nothing could store."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _writable(cls, said: Any) -> Any:
        check_writable(said)
        return said


def check_writable(said: Any, depth: int = 0) -> None:
    """Refuse what no column holds: NUL, halves of characters, nests without end."""
    if depth > _DEEPEST:
        raise refused(_("内容嵌套过深。"))
    if isinstance(said, str) and ("\0" in said or any("\ud800" <= each <= "\udfff" for each in said)):
        raise refused(_("文字里含有不能使用的字符。"))
    if isinstance(said, dict):
        for name, value in said.items():
            check_writable(name, depth + 1)
            check_writable(value, depth + 1)
    elif isinstance(said, list):
        for value in said:
            check_writable(value, depth + 1)


def _key(said: Any) -> str:
    if not _KEY.fullmatch(str(said)):
        raise refused(_("Idempotency-Key 请写1至64个字母、数字或符号，每次办理换一个。"))
    return str(said)


def _revision(said: Any) -> int:
    found = _TAG.fullmatch(str(said).strip())
    return int(found[1]) if found else _NONE


IdempotencyKey = Annotated[
    str,
    BeforeValidator(_key),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"}),
]
IfMatch = Annotated[
    int, BeforeValidator(_revision), WithJsonSchema({"type": "string", "pattern": '^"[0-9]{1,9}"$', "example": '"3"'})
]


def post(
    router: Router, route: str, answer: Any, *, name: str, summary: str, matched: bool = True
) -> Callable[[View], View]:
    """Put a view on ``router`` as the act ``name``, done once for each key; ``matched`` acts ask for If-Match (:func:`seen`)."""
    headers: list[tuple[str, Any, Any]] = [
        ("key", IdempotencyKey, Header(..., alias="Idempotency-Key", description="同一个键重发同样的请求，只办一次"))
    ]
    if matched:
        tag = Header(..., alias="If-Match", description="读取办件时得到的 ETag")
        headers.append(("seen", IfMatch, tag))

    def add(view: View) -> View:
        @wraps(view)
        def run(request: Request, key: str, seen: int = _NONE, **given: Any) -> Any:
            return _once(request, name, key, lambda: view(request, **given))

        run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        run._ninja_contribute_args = headers  # type: ignore[attr-defined]
        router.add_api_operation(
            route,
            ["POST"],
            run,
            response=answer,
            operation_id=name,
            url_name=name,
            summary=summary,
            openapi_extra=outcomes(view.access, has_parameters="{" in route, acts=True),  # type: ignore[attr-defined]
        )
        return view

    return add


def seen(request: Request) -> int:
    """The revision that the caller has seen, as If-Match says it; one that there never is for anything else."""
    return _revision(request.headers.get("If-Match", ""))


def _once(request: Request, name: str, key: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer of ``do``, done once; kept beside it is what was asked."""
    asked = hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()[:_DIGEST]

    def reference() -> str:
        return asked + json.dumps(do(), cls=DjangoJSONEncoder, separators=(",", ":"))

    kept = once(by=request.actor, key=key, verb=f"rest.{name}", do=reference)
    if kept[:_DIGEST] != asked:
        raise KeyReused
    answer: dict[str, Any] = json.loads(kept[_DIGEST:])
    return answer
