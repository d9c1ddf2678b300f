"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig

from kexie.base.kernel.topics import Topic, topics


class NotificationsConfig(AppConfig):
    """消息"""

    name = "kexie.base.notifications"
    label = "notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        """Take mail from the outbox: outside any transaction, for the server's answer may take its time."""
        topics.register(
            "mail", Topic("mail", "kexie.base.notifications.tasks.send_mail", queue="mail", attempts=12, external=True)
        )
