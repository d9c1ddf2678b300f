"""What is refused on the records of persons and their memberships."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, NotPermitted
from kexie.base.people.errors import FieldInvalid


class PersonMerged(Conflict):
    """The record was merged into another: that one is written to."""

    code = "people.person_merged"
    default_message = _("这份人员记录已并入另一份记录，请在保留的记录上办理。")


class PersonKnown(Conflict):
    """There is a record with this identity number already."""

    code = "people.person_known"
    default_message = _("已有此身份证件号码的登记，请先查询并使用已有的记录；查询不到的，请联系系统管理员。")


class ReadTooMany(NotPermitted):
    """The account's programs have read as many persons as one may take away alone in one day."""

    code = "people.read_too_many"
    default_message = _(
        "今天通过接口读取的人员已满可以单独读取的条数，明天可以继续；"
        "确需批量使用的，请在工作台的“人员”中申请导出，由另一人同意后取得。"
    )


class Namesakes(FieldInvalid):
    """Somebody on record has the name of who is to be registered."""

    code = "people.namesakes"
    field = "name"
    default_message = _("已有同名人员，请确认是不是同一个人。")


class MembershipOpen(Conflict):
    """The person is a member of this unit now."""

    code = "people.membership_open"
    default_message = _("此人已是该单位的会员，无需重复登记；如需更正，请先办理退会。")


class MembershipEnded(Conflict):
    """The membership has ended."""

    code = "people.membership_ended"
    default_message = _("这项会籍已经结束。")


class MembershipNumberTaken(FieldInvalid):
    """Another member of the unit has this number."""

    code = "people.membership_number_taken"
    field = "number"
    default_message = _("该单位已有会员使用这个会员号，请核对后换一个。")


class NoSuchMembershipKind(FieldInvalid):
    """The kind of a membership is not one of the list."""

    code = "people.no_such_membership_kind"
    field = "kind"
    default_message = _("没有这种会员类别，请从列表中选择。")


class MergeRefused(Conflict):
    """Two records cannot be merged; ``problems`` are sentences that say why."""

    code = "people.merge_refused"
    default_message = _("这两份记录不能合并。")


class MergeChanged(Conflict):
    """The records are not any more as they were when the merge was previewed."""

    code = "people.merge_changed"
    default_message = _("预览之后记录又有变动，请重新查看预览后再合并。")


class UndoRefused(Conflict):
    """A merge cannot be undone; the sentence says what has changed since."""

    code = "people.undo_refused"
    default_message = _("合并之后又有变动，不能撤销。")


class MergeBeyondReach(NotPermitted):
    """One of the two records belongs to units beyond the actor's reach."""

    code = "people.merge_beyond_reach"
    default_message = _("两份记录不都在您的管理范围内，请联系系统管理员合并。")


class NotOwnRecord(NotPermitted):
    """Nobody merges a record of his or her own: posts would come with it."""

    code = "people.not_own_record"
    default_message = _("不能合并自己的记录，请由其他管理员办理。")
