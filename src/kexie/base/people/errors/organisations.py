"""What is refused on units and their places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict
from kexie.base.people.errors import FieldInvalid


class UnitClosed(Conflict):
    """A closed or merged unit does not change."""

    code = "people.unit_closed"
    default_message = _("这个组织已经撤销或并入其他组织，不能再变更；如属误办，请先恢复。")


class UnitOpen(Conflict):
    """Only a closed unit can be reopened."""

    code = "people.unit_open"
    default_message = _("这个组织没有撤销，无需恢复。")


class NotMerged(Conflict):
    """There is no merge to undo."""

    code = "people.not_merged"
    default_message = _("这个组织没有并入其他组织，无需撤销合并。")


class MergedOn(Conflict):
    """The unit into which this one was merged has itself been merged or closed since."""

    code = "people.merged_on"
    default_message = _("接收的组织后来也已撤销或并入其他组织，请先恢复它，再撤销这次合并。")


class ReopenByUnmerge(Conflict):
    """A merged unit is brought back by undoing the merge."""

    code = "people.reopen_by_unmerge"
    default_message = _("这个组织已并入其他组织，请用“撤销合并”恢复。")


class UnitsBelow(Conflict):
    """Open units stand below."""

    code = "people.units_below"
    default_message = _("这个组织还有下级单位，请先把它们调整到别处，或逐一撤销。")


class BelowItself(FieldInvalid):
    """A unit cannot stand below itself."""

    code = "people.below_itself"
    field = "parent"
    default_message = _("不能把组织调整到它自己或它的下级单位之下，请另选上级单位。")


class SamePlace(FieldInvalid):
    """The unit stands there already."""

    code = "people.same_place"
    field = "parent"
    default_message = _("这个组织已经在该上级单位之下，请另选上级单位。")


class WrongPlace(FieldInvalid):
    """A unit of this kind never stands there, or what would be above it is closed or unconfirmed."""

    code = "people.wrong_place"
    field = "parent"
    default_message = _("这类组织不能放在所选的单位之下，请另选上级单位。")


class IntoItself(FieldInvalid):
    """A unit cannot be merged into itself or into a unit below it."""

    code = "people.into_itself"
    field = "into"
    default_message = _("不能并入它自己或它的下级单位，请另选接收的组织。")


class CodeTaken(FieldInvalid):
    """Another unit has this credit code."""

    code = "people.code_taken"
    field = "credit_code"
    default_message = _("已有组织使用这个统一社会信用代码，请核对。")


class DetailWrong(FieldInvalid):
    """One fact of a unit is not what its data element asks for; ``errors`` names it."""

    code = "people.detail_wrong"

    def __init__(self, field: str, sentences: list[str]) -> None:
        super().__init__(sentences[0])
        self.errors = {field: sentences}


class NameUnchanged(FieldInvalid):
    """The unit is called so already."""

    code = "people.name_unchanged"
    field = "name"
    default_message = _("名称和简称都没有变化，请填写新的名称；无需更名的，请返回。")


class DayWrong(FieldInvalid):
    """The day of a change does not fit what is known of the unit."""

    code = "people.day_wrong"
    field = "on"
    default_message = _("日期与这个组织已有的记录不符，请核对。")


class PreviewChanged(Conflict):
    """What the preview has shown is no longer what would happen."""

    code = "people.preview_changed"
    default_message = _("预览之后情况有了变化，请核对新的预览，再次确认。")


class SheetWrong(Conflict):
    """A sheet has problems, so nothing of it is imported."""

    code = "people.sheet_wrong"
    default_message = _("表格里还有需要修改的地方，没有导入任何内容，请按报告修改后重新上传。")


class SheetGone(Conflict):
    """What was uploaded is not in the form any more, or not as it was."""

    code = "people.sheet_gone"
    default_message = _("上传的表格已经失效，请重新选择文件上传。")
