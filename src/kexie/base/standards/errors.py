"""What the standard refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


class UnknownElement(NotFound):
    """There is no such data element or code list, or it has not been loaded yet."""

    code = "standards.unknown"
    default_message = _("数据标准中没有这一项。如刚完成安装或升级，请先运行“kexie standards load”。")


class ChangedEdition(Conflict):
    """An edition that is in force was altered: other content needs a new edition number."""

    code = "standards.changed_edition"
    default_message = _("已发布的数据标准版本不能改动，请以新的版本号发布。")


class RevisionOpen(Conflict):
    """Somebody has a revision of this element or list under way."""

    code = "standards.revision_open"
    default_message = _("这一项已有未办结的修订，请先办结或者撤回那一份，再提出新的修订。")


class RevisionDecided(Conflict):
    """The revision is not in the state that the verb needs: somebody was faster."""

    code = "standards.revision_decided"
    default_message = _("这份修订的状态刚刚有了变化，请刷新后查看。")


class OneselfDeciding(NotPermitted):
    """Who has proposed a revision does not decide on it."""

    code = "standards.decides_own"
    default_message = _("提出修订的人不能审核自己的修订，请由另一位有审核权限的人办理。")


class WrongRevision(Invalid):
    """The proposed edition is not one that could stand in the standard."""

    code = "standards.wrong_revision"


class WrongCalendar(Invalid):
    """The days cannot stand in the calendar; ``errors`` says by field why."""

    code = "standards.wrong_calendar"
    default_message = _("工作日历填写有误，请按提示修改。")


class CalendarChanged(Conflict):
    """Somebody has changed the same days or the same year meanwhile."""

    code = "standards.calendar_changed"
    default_message = _("这些日期刚刚有人调整过，请刷新“工作日历”核对后再办理。")
