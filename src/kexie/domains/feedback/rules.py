"""Pure rules of the office's box of opinions: what may be written, how a contact is masked, how codes look; what is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import Basis, Personal, Purge, declare

LONGEST_TEXT: Final = 2000
LONGEST_NAME: Final = 40
LONGEST_CONTACT: Final = 100
LONGEST_PAGE: Final = 300

#: The wording to which one agrees who leaves a name or a contact, and its number: another wording gets the next one.
EDITION: Final = 1
PURPOSE: Final = _(
    "姓名和联系方式只用于办理和答复这条意见，加密保存，只有办理人员可以查看，每次查看都有记录；"
    "一年后自动删除。不填写也可以提交，凭受理编号和查询码查看答复。"
)
#: How long a contact is kept, and the opinion itself.
CONTACT_DAYS: Final = 365
KEPT_DAYS: Final = 3 * 365
#: An answer is due within so many working days.
DUE_DAYS: Final = 7

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def is_email(contact: str) -> bool:
    """Whether a contact is an address to which a mail can go."""
    return _EMAIL.fullmatch(contact) is not None


def masked(contact: str) -> str:
    """A contact as a list shows it: 138****5678, l***@yunchuan.example."""
    if is_email(contact):
        name, _at, domain = contact.partition("@")
        return f"{name[:1]}***@{domain}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) > 7 else "****"


def masked_name(name: str) -> str:
    """A name by its first character: 林**."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def page_of(address: str) -> str:
    """The path of a page of this site, as the footer sends it; empty for anything else."""
    address = address.strip()[:LONGEST_PAGE]
    if any(sign.isspace() or not sign.isprintable() for sign in address):
        return ""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return parts.path


def contact_kept() -> timedelta:
    """How long a contact is kept."""
    return timedelta(days=CONTACT_DAYS)


def declare_personal() -> None:
    """What the box of opinions keeps about persons."""
    own: dict[str, Any] = {"basis": Basis.CONTRACT, "keep": _("收到后三年"), "erase": "delete"}
    agreed: dict[str, Any] = {
        "basis": Basis.CONSENT,
        "keep": _("一年，或者本人申请删除时"),
        "erase": "delete",
        "export": False,
    }
    did: dict[str, Any] = {
        "basis": Basis.DUTY,
        "keep": _("收到后三年"),
        "erase": "keep",
        "why": _("记录由谁答复，是公务记录。"),
    }
    declare(
        "feedback.Feedback",
        subject="person",
        columns={
            "person": Personal(_("把意见和答复列在本人的“我的”里"), **own),
            "kind": Personal(_("办理和答复意见"), **own),
            "text": Personal(_("办理和答复意见"), **own),
            "page": Personal(_("了解意见所说的页面"), **own),
            "received_at": Personal(_("计算答复时限"), **own),
        },
        other=dict.fromkeys(("id", "number", "state", "due_on", "closed_at", "code_digest"), "办理情况"),
        purge=Purge("received_at", KEPT_DAYS),
    )
    declare(
        "feedback.FeedbackContact",
        subject="feedback__person",
        columns={
            "sealed": Personal(_("答复提意见的人"), why=_("加密保存，由本人填写。"), **agreed),
            "agreed_at": Personal(_("证明本人同意"), why=_("与联系方式一同保存。"), **agreed),
            "agreed_edition": Personal(_("证明本人同意"), why=_("与联系方式一同保存。"), **agreed),
        },
        other={"id": "编号", "feedback": "归属", "key_id": "密钥编号"},
        purge=Purge("agreed_at", CONTACT_DAYS),
    )
    declare(
        "feedback.FeedbackEntry",
        subject="account:by_account",
        columns={"by_name": Personal(_("记录由谁办理"), **did), "by_account": Personal(_("记录由谁办理"), **did)},
        other=dict.fromkeys(("id", "feedback", "kind", "text", "at"), "办理情况"),
    )
