"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """消息"""

    name = "kexie.base.notifications"
    label = "notifications"
    verbose_name = "消息"
