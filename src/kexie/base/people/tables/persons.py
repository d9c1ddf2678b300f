"""The register of persons."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import Account, Person, Post
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status


def role_words(post: Post) -> str:
    """Title and role of a post in words."""
    return "，".join(part for part in (post.title, post.role_label) if part)


def account_state(person: Person) -> tuple[str, str]:
    """Tone and word for whether the person can log in."""
    account: Account | None = getattr(person, "account", None)
    if account is None:
        return "neutral", _now("未开通")
    return ("good", _now("已开通")) if account.is_active else ("warn", _now("已停用"))


class PersonTable(Register):
    """The register of persons within reach."""

    name = tables.Column(
        verbose_name=_("姓名"),
        linkify=("people:person", {"person_id": tables.A("pk")}),
        order_by=("letters", "pk"),
    )
    seen_posts = tables.Column(verbose_name=_("任职"), orderable=False)
    workplace = tables.Column(verbose_name=_("工作单位"), orderable=False)
    account = tables.Column(verbose_name=_("账号"), empty_values=(), orderable=False)

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = ["name", "seen_posts", "workplace", "account"]
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
