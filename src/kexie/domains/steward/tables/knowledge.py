"""The register of answers."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from kexie.base.ui.columns import IsoColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.steward.models import AnswerVersion
from kexie.domains.steward.rules.knowledge.life_cycle import STATE_LABELS, STATE_TONES, AnswerState


def look(state: str) -> tuple[str, str]:
    """Tone and word of a state."""
    known = AnswerState(state)
    return STATE_TONES[known], str(STATE_LABELS[known])


class AnswerTable(Register):
    """Each answer by its newest version."""

    question = tables.Column(linkify=lambda record: reverse("steward:answer-version", args=[record.pk]))
    state = tables.Column()
    unit = tables.Column(verbose_name=gettext_lazy("负责单位"), accessor="answer__unit__name")
    matter = tables.Column(verbose_name=gettext_lazy("相关事项"), accessor="matter__name", default="")
    expires_on = IsoColumn(verbose_name=gettext_lazy("有效期至"))
    made_by_name = tables.Column(verbose_name=gettext_lazy("编写人"), orderable=False)
    reviewed_by_name = tables.Column(verbose_name=gettext_lazy("审核人"), orderable=False)
    helpful = NumberColumn(verbose_name=gettext_lazy("有帮助"), accessor="answer__helpful")
    unhelpful = NumberColumn(verbose_name=gettext_lazy("没帮助"), accessor="answer__unhelpful")

    class Meta:
        model = AnswerVersion
        fields: ClassVar[list[str]] = [
            "question",
            "state",
            "unit",
            "matter",
            "expires_on",
            "made_by_name",
            "reviewed_by_name",
            "helpful",
            "unhelpful",
        ]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有符合条件的问答")
        caption = gettext_lazy("问答")

    def render_state(self, record: AnswerVersion) -> SafeString:
        """The status tag."""
        return status(*look(record.state))

    def value_state(self, record: AnswerVersion) -> str:
        """The word, for the spreadsheet."""
        return look(record.state)[1]
