"""What notifications refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Invalid


class WrongNotice(Invalid):
    """The notice cannot be shown or mailed safely; ``errors`` says what to mend."""

    code = "notifications.wrong_notice"
    default_message = _("消息内容有误，请按提示修改。")
