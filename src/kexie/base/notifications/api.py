"""What other apps may use of notifications."""

from kexie.base.notifications.actions.circulars import Circular
from kexie.base.notifications.actions.mailing import Refused, hang_up, open_line, send
from kexie.base.notifications.actions.telling import notify
from kexie.base.notifications.errors import WrongNotice
from kexie.base.notifications.queries import notices, unread_count
from kexie.base.notifications.rules import mail_time, message_id

__all__ = [
    "Circular",
    "Refused",
    "WrongNotice",
    "hang_up",
    "mail_time",
    "message_id",
    "notices",
    "notify",
    "open_line",
    "send",
    "unread_count",
]
