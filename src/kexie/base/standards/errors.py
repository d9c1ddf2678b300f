"""What the standard refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, NotFound


class UnknownElement(NotFound):
    """There is no such data element or code list, or it has not been loaded yet."""

    code = "standards.unknown"
    default_message = _("数据标准中没有这一项。如刚完成安装或升级，请先运行“kexie standards load”。")


class ChangedEdition(Conflict):
    """An edition that is in force was altered: other content needs a new edition number."""

    code = "standards.changed_edition"
    default_message = _("已发布的数据标准版本不能改动，请以新的版本号发布。")
