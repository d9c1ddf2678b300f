"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.topics import Topic, topics
from kexie.base.kernel.vault import SealedColumn, sealed_columns
from kexie.base.ui import navigation, todos
from kexie.base.ui.navigation import NavItem
from kexie.domains.feedback import rules
from kexie.domains.feedback.abilities import HANDLE

#: What the audit calls our actions on screen.
WORDS = {
    "feedback.give": _("提出意见"),
    "feedback.reply": _("答复意见"),
    "feedback.note": _("备注意见"),
    "feedback.close": _("办结意见"),
    "feedback.mail": _("邮件答复意见"),
    "feedback.show_contact": _("查看意见的联系方式"),
}


class FeedbackConfig(AppConfig):
    """意见反馈"""

    name = "kexie.domains.feedback"
    label = "feedback"
    verbose_name = "意见反馈"

    def ready(self) -> None:
        """Declare who answers, what is kept about persons and what is sealed; the entries of the three faces."""
        from kexie.domains.feedback.queries import to_answer

        access.declare(HANDLE)
        rules.declare_personal()
        name_actions(WORDS)
        sealed = SealedColumn("feedback.FeedbackContact", "feedback.contact:{feedback_id}")
        sealed_columns.register(sealed.model, sealed)
        topic = Topic("feedback.reply", f"{self.name}.tasks.send_reply", queue="mail", external=True)
        topics.register(topic.name, topic)
        source = todos.Source("feedback", _("意见反馈"), to_answer, (HANDLE,), 30, "feedback:register")
        todos.sources.register(source.code, source)
        navigation.register("footer", NavItem(_("查询答复"), "feedback:answer", "message", order=30))
        about = _("写给我们的意见和答复。")
        navigation.register("me", NavItem(_("我的意见"), "feedback:mine", "edit", order=60, about=about))
        register = NavItem(_("意见反馈"), "feedback:register", "message", HANDLE, order=70, group=_("信息"))
        navigation.register("workbench", register)
