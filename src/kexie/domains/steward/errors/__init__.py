"""What the concierge refuses."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Refusal


class WishOpen(Refusal):
    """The unit has asked already, and nobody has decided."""

    code = "steward.wish_open"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("已有一份申请正在等待审批，请等审批后再申请，或者先撤回它。")


class WishGone(Refusal):
    """Somebody else has decided, or it was taken back."""

    code = "steward.wish_gone"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这份申请已经审批或者撤回，请刷新后查看。")


class ByAnother(Refusal):
    """Whoever asks does not decide."""

    code = "steward.by_another"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("申请人不能审批自己的申请，请由另一位有权限的同事审批。")


class NotParked(Refusal):
    """The case is not parked any more."""

    code = "steward.not_parked"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这个办件没有挂账，请刷新后查看。")


class TitleTaken(Refusal):
    """The unit keeps a reply of that title already."""

    code = "steward.title_taken"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("本单位已有同名的回复模板，请换一个标题。")


class ClosingInvalid(Refusal):
    """A rating, a try or a request about a closing is not whole; ``errors`` names the fields."""

    code = "steward.closing_invalid"
    status: ClassVar[int] = 422
    default_message: ClassVar[str | Promise] = _("填写的内容需要修改。")


class ClosingGone(Refusal):
    """Somebody else was sooner, or the time is over."""

    code = "steward.closing_gone"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("已经有了结果，请刷新后查看。")
