"""What is refused here."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Refusal


class MatterInvalid(Refusal):
    """What was entered for a matter does not do; ``errors`` names the fields."""

    code = "matters.invalid"
    status: ClassVar[int] = 422
    default_message: ClassVar[str | Promise] = _("填写的内容需要修改。")


class NotReady(Refusal):
    """A version cannot be proposed or published as it is; ``problems`` says why."""

    code = "matters.not_ready"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这一版还不能发布，请先改好检查出的问题。")


class VersionChanged(Refusal):
    """Somebody else has changed the version since it was opened, or it is no longer a draft."""

    code = "matters.version_changed"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这一版已被他人修改，请刷新后再操作。您填写的内容仍在本页。")


class SamePerson(Refusal):
    """Whoever wrote a version does not publish it."""

    code = "matters.same_person"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("编制人不能发布自己编制的版本，请由另一位有权限的同事发布。")


class CaseChanged(Refusal):
    """The case has moved on since it was opened: nothing was stored."""

    code = "matters.case_changed"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("办件已有新的进展，请刷新后再操作。您填写的内容仍在本页。")


class TaskGone(Refusal):
    """The task is done, taken back, or another person's."""

    code = "matters.task_gone"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这项任务已经办过、已经取消，或者由他人认领。")


class NotOpen(Refusal):
    """The matter takes no applications now."""

    code = "matters.not_open"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这个事项目前不受理申请。")


class Stuck(Refusal):
    """The process does not come to rest, or names a unit that is not there; nothing was stored."""

    code = "matters.stuck"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("流程走不下去，没有保存。请联系事项管理员核对流程图。")


class GroupInUse(Refusal):
    """Matters stand in the group, or have stood in it: their versions name it."""

    code = "matters.group_in_use"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _(
        "这个平台下有事项，或者以前的版本用过它，不能删除；可以改名或调整排序。"
    )


class NotSafe(Refusal):
    """A running case cannot go over to another version from where it stands; the message says why."""

    code = "matters.not_safe"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("办件现在所在的环节不能迁移到新版本。")


class ParcelUnreadable(Refusal):
    """A file that is to become a matter is unsafe, damaged, or none; the message says what to do."""

    code = "matters.parcel_unreadable"
    status: ClassVar[int] = 422
    default_message: ClassVar[str | Promise] = _("文件读不出一个事项，请重新导出。")


class UnitsUnknown(Refusal):
    """A file names units that this installation does not have (``units``)."""

    code = "matters.units_unknown"
    status: ClassVar[int] = 422
    default_message: ClassVar[str | Promise] = _("文件里的单位本系统没有登记。")


class DraftInTheWay(Refusal):
    """The matter has a draft that says something else than the file; nothing was overwritten."""

    code = "matters.draft_in_the_way"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _(
        "这个事项已有一份编制中的版本，内容与文件不同。请先发布或者作废它，或者确认用文件覆盖它。"
    )


class DraftChanged(Refusal):
    """The draft was saved elsewhere since this page was opened: nothing was stored; ``revision`` is the one that stands."""

    code = "matters.draft_changed"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _("这份草稿在别处有了改动。您在本页填写的内容还在，没有保存。")


class NoReturn(Refusal):
    """There is no person before, or something in between cannot be taken back."""

    code = "matters.no_return"
    status: ClassVar[int] = 409
    default_message: ClassVar[str | Promise] = _(
        "这项任务不能退回上一环节：前面没有可以退回的人，或者中间已经自动办理、等待、分支或会签。可以征求意见，或者请对方补充。"
    )


class TooManyLooks(Refusal):
    """Answers in clear were looked at often enough for one day."""

    code = "matters.too_many_looks"
    status: ClassVar[int] = 429
    default_message: ClassVar[str | Promise] = _("您今天查看完整内容的次数已满，明天可以继续。")
