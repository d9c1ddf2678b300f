"""What long work refuses, and how a run is told to stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, NotFound, NotPermitted


class NotOver(Conflict):
    """The verb is for work that is over, and this one is not."""

    code = "longwork.not_over"
    default_message = _("这项办理还没有结束，请等它结束，或先取消。")


class AlreadyOver(Conflict):
    """The verb is for work that is still going on."""

    code = "longwork.already_over"
    default_message = _("这项办理已经结束，请刷新页面查看结果。")


class FileGone(NotFound):
    """The file has expired, or there never was one."""

    code = "longwork.file_gone"
    default_message = _("文件已过保存期限并已删除，请重新办理一次。")


class ReachesLess(NotPermitted):
    """The asker's reach has shrunk since the result was made."""

    code = "longwork.reaches_less"
    default_message = _("您的管理范围已有变化，这份结果包含您现在无权查看的内容，不能下载。请按现在的范围重新办理。")


class Stopped(Exception):
    """The asker has cancelled: the run ends where it is."""


class Lost(Exception):
    """Another worker has taken the work over: this one must not go on."""
