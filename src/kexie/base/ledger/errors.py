"""What the ledger refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, Invalid, NotPermitted


class UnknownKind(Invalid):
    """No app has registered this kind of entry."""

    code = "ledger.unknown_kind"
    default_message = _("台账中没有这一类事项，请先登记类别。")


class WrongEntry(Invalid):
    """The entry lacks something or holds a measure that its kind does not declare; ``errors`` says what."""

    code = "ledger.wrong_entry"
    default_message = _("台账记录填写有误，请按提示修改。")


class AlreadySettled(Conflict):
    """The other side has confirmed or disputed the entry, or there is nothing to confirm."""

    code = "ledger.already_settled"
    default_message = _("这条台账不在待确认状态，请刷新页面查看。")


class CorrectedMeanwhile(Conflict):
    """The entry was corrected after it was read."""

    code = "ledger.corrected_meanwhile"
    default_message = _("这条台账在您核对期间有更正，请刷新后按新内容确认。")


class OwnEntry(NotPermitted):
    """Who has written an entry does not confirm it for the other side."""

    code = "ledger.own_entry"
    default_message = _("这条台账由您登记，须由对方单位的其他同志确认。")


class NotByHand(Invalid):
    """The kind is written by an app, or what was asked of an entry made by hand does not fit it."""

    code = "ledger.not_by_hand"
    default_message = _("这一类工作由系统自动登记，不能手工填写，请选择其他类别。")


class ChangedMeanwhile(Conflict):
    """The entry was changed or settled after the form was opened."""

    code = "ledger.changed_meanwhile"
    default_message = _("这条台账在您填写期间有变化，请对照“记录经过”核对后再提交，您填写的内容都还在。")


class AlreadyWithdrawn(Conflict):
    """The entry has been taken back."""

    code = "ledger.already_withdrawn"
    default_message = _("这条台账已经作废。需要修改的，请先恢复。")


class NotWithdrawn(Conflict):
    """There is nothing to bring back."""

    code = "ledger.not_withdrawn"
    default_message = _("这条台账没有作废，无需恢复，请刷新页面查看。")
