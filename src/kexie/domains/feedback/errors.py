"""What the office's box of opinions refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, Invalid


class FeedbackInvalid(Invalid):
    """What was written is empty, too long, or leaves a contact without consent."""

    code = "feedback.invalid"


class FeedbackClosed(Conflict):
    """It is closed, and nothing is added to it."""

    code = "feedback.closed"
    default_message = _("这条意见已经办结，不能再答复。")
