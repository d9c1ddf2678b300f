"""The register of what people have written."""

from __future__ import annotations

from typing import ClassVar, Final

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import WHOLE, IsoColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.feedback.models import Feedback, FeedbackState

TONES: Final = {FeedbackState.OPEN: "warn", FeedbackState.ANSWERED: "good", FeedbackState.CLOSED: "neutral"}


def look(state: str) -> tuple[str, str]:
    """Tone and word of a state."""
    known = FeedbackState(state)
    return TONES[known], str(known.label)


class FeedbackTable(Register):
    """Without who has written it: a contact is asked for one by one."""

    number = tables.Column(linkify=lambda record: reverse("feedback:one", args=[record.pk]), attrs=WHOLE)
    received_at = IsoColumn(time=True)
    kind = tables.Column()
    text = tables.Column(orderable=False)
    page = tables.Column(orderable=False)
    state = tables.Column()
    due_on = IsoColumn()

    class Meta:
        model = Feedback
        fields: ClassVar[list[str]] = ["number", "received_at", "kind", "text", "page", "state", "due_on"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的意见")
        caption = _("意见反馈")

    def render_text(self, value: str) -> str:
        """Its beginning."""
        return value if len(value) <= 60 else value[:60] + "…"

    def value_text(self, value: str) -> str:
        """All of it, for the spreadsheet."""
        return value

    def render_state(self, record: Feedback) -> SafeString:
        """The status tag."""
        return status(*look(record.state))

    def value_state(self, record: Feedback) -> str:
        """The word, for the spreadsheet."""
        return look(record.state)[1]
