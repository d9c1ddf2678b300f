"""What the register of posts refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict


class PostTampered(Conflict):
    """The row was edited past the platform, so that nobody knows what it should say."""

    code = "people.post_tampered"
    default_message = _("这项任职的数据在系统之外被改动过，不再产生任何权限。请结束这项任职，核实后重新授予。")
