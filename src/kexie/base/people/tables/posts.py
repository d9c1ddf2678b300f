"""The register of posts and the reviews of rights as tables."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import Post
from kexie.base.people.rules.rights import Flag
from kexie.base.ui.columns import WHOLE, IsoColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

FLAG_WORDS = {
    Flag.TAMPERED: ("bad", _("数据被改动")),
    Flag.CLASH: ("bad", _("互斥角色")),
    Flag.UNUSED: ("warn", _("90天未登录")),
    Flag.NO_ACCOUNT: ("neutral", _("没有账号")),
    Flag.ENDS_SOON: ("warn", _("即将到期")),
    Flag.CLOSED_UNIT: ("warn", _("单位已撤销")),
}


class PostTable(Register):
    """Who is what on a day."""

    organisation = tables.Column(
        verbose_name=_("单位"), orderable=False, linkify=("people:organisation", {"uid": tables.A("organisation__uid")})
    )
    person = tables.Column(
        verbose_name=_("姓名"), orderable=False, linkify=("people:person", {"person_id": tables.A("person_id")})
    )
    title = tables.Column(verbose_name=_("职务"), orderable=False)
    role = tables.Column(verbose_name=_("角色"), orderable=False)
    begin = IsoColumn(verbose_name=_("起始日期"), orderable=False)
    end = IsoColumn(verbose_name=_("结束日期"), orderable=False)
    basis = tables.Column(verbose_name=_("任免文号"), orderable=False, attrs=WHOLE)

    class Meta:
        model = Post
        fields: ClassVar[list[str]] = ["organisation", "person", "title", "role", "begin", "end", "basis"]
        template_name = "ui/table.html"
        empty_text = _("这一天没有符合条件的任职")

    def render_role(self, record: Post) -> str:
        """The role's words."""
        return record.role_label or "—"

    def value_role(self, record: Post) -> str:
        """The same, for export."""
        return record.role_label


class ReviewTable(Register):
    """Who may do what in a unit: for the review, and to take away."""

    unit = tables.Column(verbose_name=_("单位"), orderable=False)
    person = tables.Column(
        verbose_name=_("姓名"), orderable=False, linkify=("people:person", {"person_id": tables.A("person_id")})
    )
    role = tables.Column(verbose_name=_("角色"), orderable=False)
    title = tables.Column(verbose_name=_("职务"), orderable=False)
    begin = IsoColumn(verbose_name=_("起始日期"), orderable=False)
    end = IsoColumn(verbose_name=_("结束日期"), orderable=False)
    last_log_in = IsoColumn(verbose_name=_("最近登录"), orderable=False, time=True)
    flags = tables.Column(verbose_name=_("提示"), orderable=False, empty_values=())
    ending = tables.Column(
        verbose_name=_("处理"),
        orderable=False,
        empty_values=(),
        linkify=("people:post-end", {"post_id": tables.A("post_id")}),
    )

    export_exclude = ("ending",)

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有带角色的任职")

    def render_flags(self, value: Any) -> SafeString | str:
        """What a reviewer should look at."""
        return format_html_join(" ", "{}", ((status(*FLAG_WORDS[flag]),) for flag in value)) if value else "—"

    def value_flags(self, value: Any) -> str:
        """The same in words, for export."""
        return "、".join(str(FLAG_WORDS[flag][1]) for flag in value or ())

    def render_ending(self) -> str:
        """The way to end the post."""
        return _now("结束任职")


class OverdueTable(Register):
    """Units by the day of their last review."""

    name = tables.Column(
        verbose_name=_("单位"), orderable=False, linkify=("people:rights-review", {"uid": tables.A("uid")})
    )
    held = tables.Column(verbose_name=_("带角色的任职"), orderable=False)
    reviewed_at = IsoColumn(verbose_name=_("最近核查"), orderable=False)
    overdue = tables.Column(verbose_name=_("状态"), orderable=False)

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有需要核查的单位")

    def render_overdue(self, value: bool) -> SafeString:
        """Whether half a year has passed."""
        return status("bad" if value else "good", self.value_overdue(value))

    def value_overdue(self, value: bool) -> str:
        """The same as a word."""
        return _now("逾期未核查") if value else _now("按期")
