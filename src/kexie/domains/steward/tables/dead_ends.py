"""The list of searches that found nothing."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

import django_tables2 as tables
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from kexie.base.kernel.web import Request
from kexie.base.ui.columns import IsoColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.domains.steward.models import DeadEnd


class DeadEndTable(Register):
    """The words, how often, when last, and what to do about them."""

    export_exclude = ("act",)
    text = tables.Column()
    times = NumberColumn()
    first_at = IsoColumn()
    last_at = IsoColumn()
    act = tables.Column(verbose_name=gettext_lazy("处理"), empty_values=(), orderable=False)

    request: Request

    class Meta:
        model = DeadEnd
        fields: ClassVar[list[str]] = ["text", "times", "first_at", "last_at", "act"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有待处理的检索")
        caption = gettext_lazy("没有找到的检索")

    def render_act(self, record: DeadEnd) -> SafeString:
        """Write an answer, or say that none is needed."""
        begin = f"{reverse('steward:answer-new')}?{urlencode({'question': record.text})}"
        context = {"record": record, "begin": begin, "csrf_token": get_token(self.request)}
        return render_to_string("steward/answers/dead_end.html", context)
