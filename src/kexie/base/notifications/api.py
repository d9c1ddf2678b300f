"""What other apps may use of notifications."""

from kexie.base.notifications.actions.telling import notify
from kexie.base.notifications.errors import WrongNotice
from kexie.base.notifications.queries import notices, unread_count

__all__ = ["WrongNotice", "notices", "notify", "unread_count"]
