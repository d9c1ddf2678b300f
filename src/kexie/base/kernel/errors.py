"""Refusals: what the platform says when it will not do a thing.

A refusal is raised low, where the reason is known, and translated once at the door (`kernel.web`): into a page for a
person, into problem+json (RFC 9457) for a machine. Apps derive their own families in their `errors` room.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A refusal with a stable ``code``, a sentence in plain Chinese that says how to mend it, and data for machines."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    default_message: ClassVar[str | Promise] = _("这项操作没有完成。")
    #: What whoever writes a program should look at; empty where the message says it all.
    hint: ClassVar[str | Promise] = ""

    def __init__(self, message: str = "", **data: Any) -> None:
        self.message = str(message or self.default_message)
        self.data = data
        super().__init__(self.message)


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it: the two look the same from outside."""

    code = "not_found"
    status = 404
    default_message = _("没有找到您要的内容，它可能已被移走，或者您无权查看。")
    hint = _("请核对地址的拼写、末尾的“/”和其中的编号或代码；需要登录的内容，请核对所用账号的权限。")


class NotPermitted(Refusal):
    """The actor is known and may not do this; the message says who may."""

    code = "not_permitted"
    status = 403
    default_message = _("您没有办理这项操作的权限。如有需要，请联系本单位的管理员。")


class LogInFirst(Refusal):
    """Nobody is logged in; the door leads to the log-in page and back."""

    code = "log_in_first"
    status = 401
    default_message = _("请先登录。")


class ConfirmFirst(Refusal):
    """Somebody known has to do something about the log-in first, at ``address``; the door leads there and back."""

    code = "confirm_first"
    status = 401
    default_message = _("请先确认是您本人操作。")

    def __init__(self, message: str = "", *, address: str, **data: Any) -> None:
        super().__init__(message, **data)
        self.address = address


class Conflict(Refusal):
    """The thing has changed since it was read, or its state does not allow the verb."""

    code = "conflict"
    status = 409
    default_message = _("内容刚刚被他人修改，请刷新后再试，您填写的内容不会丢失。")


class Invalid(Refusal):
    """The input is wrong; ``errors`` maps field names to sentences that say how to mend them."""

    code = "invalid"
    status = 422
    default_message = _("填写的内容有误，请按提示修改。")

    def __init__(self, message: str = "", *, errors: Mapping[str, list[str]] | None = None, **data: Any) -> None:
        super().__init__(message, **data)
        self.errors: dict[str, list[str]] = {name: list(texts) for name, texts in (errors or {}).items()}


class TooLarge(Refusal):
    """The input is larger than what is accepted; the message names the limit."""

    code = "too_large"
    status = 413
    default_message = _("文件或内容超过了允许的大小。")


class Unavailable(Refusal):
    """A part that is needed does not answer now; trying again later may help."""

    code = "unavailable"
    status = 503
    default_message = _("服务暂时不可用，请稍后再试。")
