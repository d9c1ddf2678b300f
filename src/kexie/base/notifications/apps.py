"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Basis, Personal, Purge, declare
from kexie.base.kernel.telling import Teller, tellers
from kexie.base.kernel.topics import Topic, topics
from kexie.base.people.abilities import ENTER_WORKBENCH
from kexie.base.ui import navigation
from kexie.base.ui.export_hearers import Hearer, hearers
from kexie.base.ui.navigation import NavItem


class NotificationsConfig(AppConfig):
    """消息"""

    name = "kexie.base.notifications"
    label = "notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        """Take mail from the outbox, outside any transaction: the server may take its time. Stand in the bars."""
        from kexie.base.notifications.views import unread

        topics.register(
            "mail", Topic("mail", "kexie.base.notifications.tasks.send_mail", queue="mail", attempts=12, external=True)
        )
        texts = "kexie.base.notifications.tasks.send_text"
        topics.register("notice_text", Topic("notice_text", texts, queue="mail", external=True))
        exports = "kexie.base.notifications.actions.exports"
        tellers.register("notices", Teller("kexie.base.notifications.actions.telling.notify"))
        hearers.register("notices", Hearer(f"{exports}.tell_asked", f"{exports}.tell_decided"))
        label, url_name = _("消息"), "notifications:notices"
        told = Personal(_("把办理情况告知本人"), Basis.CONTRACT, _("三年后自动删除；本人申请时删除"), "delete")
        columns = ("kind", "title", "body", "url", "created_at", "read_at")
        declare(
            "notifications.Notice",
            subject="person",
            columns=dict.fromkeys(columns, told),
            other=("id", "person", "key"),
            purge=Purge("created_at", 3 * 365),
        )
        counted = _("条未读消息")
        navigation.register("public", NavItem(label, url_name, "message", order=800, badge=unread, counted=counted))
        about = _("事项有进展、需要您知道的事。")
        navigation.register(
            "me", NavItem(label, url_name, "message", order=10, badge=unread, counted=counted, about=about)
        )
        navigation.register(
            "workbench", NavItem(label, url_name, "message", ENTER_WORKBENCH, order=10, badge=unread, counted=counted)
        )
