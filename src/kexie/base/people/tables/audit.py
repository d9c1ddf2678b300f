"""The audit as a table."""

from __future__ import annotations

import re
from typing import ClassVar, Final
from uuid import UUID

import django_tables2 as tables
from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.audit_words import words_for
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.ui import navigation
from kexie.base.ui.columns import WHOLE, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

#: Targets that are no model.
_KINDS: Final = {"view": _("页面"), "register": _("名册")}
#: What stands in an address for what differs from page to page.
_PLACE: Final = re.compile(r"<[^>]*>")


def target_kind(kind: str) -> str:
    """What a target is, by its model's name; its code where it is not of a model."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return str(_KINDS.get(kind, kind))


def target_words(value: str, *, whole: bool) -> str:
    """What a row was done to: kind and name in words; of an identifier all (``whole``) or the end."""
    kind, _colon, name = value.partition(":")
    if kind == "view":
        name = "/" + _PLACE.sub("…", name.lstrip("^/"))
    elif kind == "register":
        url_name = name.replace(".", ":", 1)
        name = next((str(item.label) for item in navigation.items("workbench") if item.url_name == url_name), name)
    elif not whole and _is_uuid(name):
        name = name[-8:]
    return f"{target_kind(kind)} {name}".strip()


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


class AuditTable(Register):
    """The audit."""

    number = NumberColumn(verbose_name=_("序号"), orderable=False)
    at = tables.Column(verbose_name=_("时间"), orderable=False, attrs=WHOLE)
    person_name = tables.Column(verbose_name=_("操作人"), empty_values=(), orderable=False)
    action = tables.Column(verbose_name=_("操作"), orderable=False)
    target = tables.Column(verbose_name=_("对象"), orderable=False, attrs=WHOLE)
    outcome = tables.Column(verbose_name=_("结果"), orderable=False)

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = ["number", "at", "person_name", "action", "target", "outcome"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的审计记录")

    def render_at(self, record: AuditEvent) -> SafeString:
        """The moment to the second, in the time of its place; its offset (security.md, 22) where one points at it."""
        shown = record.local_at.strftime("%Y-%m-%d %H:%M:%S")
        return format_html('<time datetime="{}" title="{}">{}</time>', *[self.value_at(record)] * 2, shown)

    def value_at(self, record: AuditEvent) -> str:
        """The moment with its offset, for export."""
        return record.local_at.isoformat(sep=" ", timespec="seconds")

    def render_target(self, value: str) -> SafeString:
        """What it was done to: the kind in words and the end of its identifier; all of it where one points at it."""
        return format_html('<span title="{}">{}</span>', value, target_words(value, whole=False))

    def value_target(self, value: str) -> str:
        """The same with the whole identifier, for export."""
        return target_words(value, whole=True)

    def render_person_name(self, value: str | None, record: AuditEvent) -> str:
        """The person's name, or what acted without being a person."""
        return value or record.actor_name or "—"

    def render_action(self, value: str) -> str:
        """The action in words, as its app has registered them."""
        return words_for(value)

    def render_outcome(self, record: AuditEvent) -> SafeString:
        """How it ended."""
        return status("good" if record.outcome == Outcome.DONE else "bad", record.get_outcome_display())

    def value_outcome(self, record: AuditEvent) -> str:
        """The same as a word, for export."""
        return str(record.get_outcome_display())
