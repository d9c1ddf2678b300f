"""What is refused about sealed numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, NotPermitted
from kexie.base.people.errors import FieldInvalid


class SecretInvalid(FieldInvalid):
    """The number does not pass the checks of its data element."""

    code = "people.secret_invalid"
    field = "value"
    default_message = _("这个号码不符合规则，请核对后重新填写。")


class IdentityNumberTaken(FieldInvalid):
    """Another record has this identity number; whose is not said."""

    code = "people.identity_number_taken"
    field = "value"
    default_message = _(
        "这个公民身份号码已经登记在另一条人员记录上。请先对照证件核对号码；"
        "如果号码无误，说明此人已有记录，请使用已有记录，或者请上级单位管理员合并。"
    )


class RecordClosed(Conflict):
    """The record was merged into another one, or its personal data was erased."""

    code = "people.record_closed"
    default_message = _("这条人员记录已经合并或删除，不能再登记号码，请使用现行的记录。")


class NoSecret(Conflict):
    """There is no such number."""

    code = "people.no_secret"
    default_message = _("这个号码没有登记，或者刚刚被删除，请刷新后再看。")


class ReasonTooShort(FieldInvalid):
    """Who looks at a number says why."""

    code = "people.reason_too_short"
    field = "other"
    default_message = _("请写明查看理由，至少4个字，例如“核对领奖人证件”。")


class ReasonHoldsNumber(FieldInvalid):
    """A reason is kept in clear: no number belongs there."""

    code = "people.reason_holds_number"
    field = "other"
    default_message = _("理由会原样留存，请不要在其中填写证件号码或手机号码，只写明用途。")


class ShownAlready(Conflict):
    """The page was sent again after its time: seeing the number once more is asked for once more."""

    code = "people.shown_already"
    default_message = _("这个页面已经过期。需要再次查看的，请重新填写理由。")


class TooManyUnmaskings(NotPermitted):
    """The account has seen as many numbers in clear as it may in one day."""

    code = "people.too_many_unmaskings"
    status = 429
    default_message = _("今天查看完整号码的次数已经用完，明天可以继续；确需批量使用的，请通过经两人审批的导出办理。")
