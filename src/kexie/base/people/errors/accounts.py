"""What is refused about log-in, factors, phones, invitations and identities, each with a sentence that says how to go on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, Invalid, NotPermitted
from kexie.base.people.errors import FieldInvalid


class NotOnesOwn(NotPermitted):
    """Only the person himself or herself may do this."""

    code = "people.not_ones_own"
    default_message = _("这项设置只能由本人办理。")


class PhoneTaken(FieldInvalid):
    """Another account logs in with this phone number."""

    code = "people.phone_taken"
    field = "mobile"
    default_message = _("这个手机号已用于另一个账号，请换一个号码，或联系系统管理员。")


class CodeWrong(FieldInvalid):
    """The code is not the one that was sent."""

    code = "people.code_wrong"
    field = "code"
    default_message = _("验证码不正确，请核对后重新输入。")


class InvitationClosed(Conflict):
    """The invitation was used, withdrawn, or its time is over."""

    code = "people.invitation_closed"
    default_message = _("这份邀请已经使用、撤回或过期。")


class InvitationOpen(FieldInvalid):
    """Somebody has been invited to the same post already."""

    code = "people.invitation_open"
    field = "email"
    default_message = _("已向这个邮箱发出过同一单位、同一角色的邀请，请在邀请名册中重发或先撤回。")


class IdentityTaken(Conflict):
    """The identity belongs to another account, or the account has another one."""

    code = "people.identity_taken"
    default_message = _("这个统一身份已关联其他账号，或者这个账号已关联其他统一身份，请先解除关联。")


class AddressWrong(Invalid):
    """An address to return to is not an https address."""

    code = "people.address_wrong"
    default_message = _("回调地址必须以 https:// 开头，不带 * 和 #，每行一个。")

    def __init__(self, message: str = "") -> None:
        super().__init__(message, errors={"redirect_uris": [message or str(self.default_message)]})
