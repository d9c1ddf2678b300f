"""The register of invitations, and that of the sites that log in through us."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from allauth.idp.oidc.models import Client
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access, clock
from kexie.base.people.models import Invitation
from kexie.base.people.queries.identity import is_disabled
from kexie.base.people.rules.invitations import STATE_WORDS, State, state_of
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

_TONES = {State.OPEN: "info", State.ACCEPTED: "good", State.EXPIRED: "warn", State.WITHDRAWN: "neutral"}


def state_now(invitation: Invitation) -> State:
    """Where an invitation stands now."""
    return state_of(
        accepted_at=invitation.accepted_at,
        withdrawn_at=invitation.withdrawn_at,
        expires_at=invitation.expires_at,
        at=clock.now(),
    )


class InvitationTable(Register):
    """Who was invited to what, and whether it was accepted."""

    name = tables.Column(verbose_name=_("姓名"), linkify=("people:invitation", {"invitation_id": tables.A("pk")}))
    email = tables.Column(verbose_name=_("邮箱"))
    organisation = tables.Column(verbose_name=_("单位"), order_by="organisation__name")
    post = tables.Column(verbose_name=_("任职"), empty_values=(), orderable=False)
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)
    created_at = tables.Column(verbose_name=_("发出时间"))

    class Meta:
        model = Invitation
        fields: ClassVar[list[str]] = ["name", "email", "organisation", "post", "state", "created_at"]
        template_name = "ui/table.html"
        empty_text = _("还没有邀请")

    def render_post(self, record: Invitation) -> str:
        """Title and role."""
        role = access.roles[record.role].label if record.role in access.roles else record.role
        return "，".join(part for part in (record.title, role) if part)

    def value_post(self, record: Invitation) -> str:
        """The same, for export."""
        return self.render_post(record)

    def render_state(self, record: Invitation) -> SafeString:
        """Word, icon and colour."""
        state = state_now(record)
        return status(_TONES[state], STATE_WORDS[state])

    def value_state(self, record: Invitation) -> str:
        """The same as a word, for export."""
        return str(STATE_WORDS[state_now(record)])


class SiteTable(Register):
    """Which sites log in through us."""

    name = tables.Column(verbose_name=_("名称"), linkify=("people:site", {"client_id": tables.A("pk")}))
    id = tables.Column(verbose_name=_("站点编号"))
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)

    class Meta:
        model = Client
        fields: ClassVar[list[str]] = ["name", "id", "state"]
        template_name = "ui/table.html"
        empty_text = _("还没有站点接入")

    def render_state(self, record: Client) -> SafeString:
        """Word, icon and colour."""
        return status("neutral", _("已停用")) if is_disabled(record) else status("good", _("启用"))

    def value_state(self, record: Client) -> str:
        """The same as a word, for export."""
        return str(_("已停用") if is_disabled(record) else _("启用"))
