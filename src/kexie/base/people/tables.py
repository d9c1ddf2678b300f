"""Shapes of the registers: columns, what may be sorted, what is exported."""

from __future__ import annotations

from typing import ClassVar, Final

import django_tables2 as tables
from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.audit_words import words_for
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.people.models import Account, Organisation, Person, Post
from kexie.base.ui.columns import WHOLE, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

#: Targets that are no model.
_KINDS: Final = {"view": _("页面"), "register": _("名册")}


def role_words(post: Post) -> str:
    """Title and role of a post in words."""
    return "，".join(part for part in (post.title, post.role_label) if part)


def account_state(person: Person) -> tuple[str, str]:
    """Tone and word for whether the person can log in."""
    account: Account | None = getattr(person, "account", None)
    if account is None:
        return "neutral", _now("未开通")
    return ("good", _now("已开通")) if account.is_active else ("warn", _now("已停用"))


class OrganisationTable(Register):
    """The register of organisations."""

    name = tables.Column(verbose_name=_("名称"), linkify=("people:organisation", {"uid": tables.A("uid")}))
    short_name = tables.Column(verbose_name=_("简称"))
    kind = tables.Column(verbose_name=_("类别"))
    confirmed = tables.Column(verbose_name=_("状态"))

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = ["name", "short_name", "kind", "confirmed"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的组织")

    def render_confirmed(self, value: bool) -> SafeString:
        """Whether a person has placed the unit in the tree."""
        return status("good" if value else "warn", self.value_confirmed(value))

    def value_confirmed(self, value: bool) -> str:
        """The same as a word, for export."""
        return _now("已确认") if value else _now("待确认")


class PersonTable(Register):
    """The register of persons within reach."""

    name = tables.Column(verbose_name=_("姓名"), linkify=("people:person", {"person_id": tables.A("pk")}))
    seen_posts = tables.Column(verbose_name=_("任职"), orderable=False)
    account = tables.Column(verbose_name=_("账号"), empty_values=(), orderable=False)

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = ["name", "seen_posts", "account"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的人员")

    def render_seen_posts(self, value: list[Post]) -> str:
        """Each post as 单位（职务，角色）."""
        return "；".join(f"{post.organisation}（{role_words(post)}）" for post in value)

    def render_account(self, record: Person) -> SafeString:
        """Whether the person can log in."""
        return status(*account_state(record))

    def value_account(self, record: Person) -> str:
        """The same as a word, for export."""
        return account_state(record)[1]


def target_kind(kind: str) -> str:
    """What a target is, by its model's name; its code where it is not of a model."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return str(_KINDS.get(kind, kind))


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
        kind, _colon, identifier = value.partition(":")
        return format_html('<span title="{}">{} {}</span>', value, target_kind(kind), identifier[-8:])

    def value_target(self, value: str) -> str:
        """All of it, for export."""
        return value

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
