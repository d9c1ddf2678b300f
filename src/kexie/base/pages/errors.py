"""What web content refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Invalid


class Quarantined(Invalid):
    """The Word file holds macros, an outside template, or is locked."""

    code = "pages.quarantined"
    default_message = _("这个文件含有宏、外部模板或者加了密码，不能导入。请另存为普通的 .docx 文件后再试。")
