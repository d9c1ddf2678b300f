"""The tabs over the editors' pages: what comes in, what was asked for, the issues."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, may
from kexie.domains.bulletin.abilities import HANDLE, VIEW_DRAFTS
from kexie.domains.bulletin.queries.mails import waiting_mails


def desk_tabs(actor: Actor, here: str) -> list[dict[str, object]]:
    """The tabs that ``actor`` may open, ``here`` marked; none where there is only one."""
    offered = (
        (_("来稿"), "bulletin:desk", HANDLE),
        (_("邮件"), "bulletin:mails", HANDLE),
        (_("约稿"), "bulletin:commissions", HANDLE),
        (_("各期"), "bulletin:issues", VIEW_DRAFTS),
    )
    counts = {"bulletin:mails": waiting_mails(actor).count} if may(actor, HANDLE) else {}
    tabs = [
        {"label": label, "url": reverse(name), "current": name == here, "count": counts.get(name, 0)}
        for label, name, ability in offered
        if may(actor, ability)
    ]
    return tabs if len(tabs) > 1 else []
