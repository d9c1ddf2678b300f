"""Mails that tell a person what has changed about his or her log-in (ASVS 5.0, 6.3.7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import audit, outbox
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id
from kexie.base.people.models import Account

TOPIC: Final = "people.account_notice"

#: What has happened, by its kind; a kind that is not here is not told.
SENTENCES: Final[dict[str, str | Promise]] = {
    "totp_activated": _("您的账号启用了验证器应用，今后登录需要输入验证码。"),
    "totp_deactivated": _("您的账号停用了验证器应用。"),
    "webauthn_added": _("您的账号添加了一个通行密钥。"),
    "webauthn_removed": _("您的账号删除了一个通行密钥。"),
    "recovery_codes_generated": _("您的账号重新生成了恢复码，以前的恢复码不能再用。"),
    "password_changed": _("您的账号修改了密码。"),
    "password_reset": _("您的账号重新设置了密码。"),
    "phone_verified": _("您的账号绑定了新的手机号，可以用手机验证码登录。"),
    "phone_removed": _("您的账号解除了手机验证码登录。"),
    "factors_reset": _("管理员重置了您的两步验证。请在下次登录后重新设置。"),
    "sessions_ended": _("管理员结束了您的全部登录。需要时请重新登录。"),
    "identity_linked": _("您的账号关联了统一身份认证。"),
    "identity_unlinked": _("您的账号解除了统一身份认证的关联。"),
}


@transaction.atomic
def tell(*, at: datetime, account: Account, kind: str) -> None:
    """Have the person of ``account`` told; nothing for a kind without a sentence."""
    if kind in SENTENCES:
        payload = {"account": str(account.pk), "kind": kind, "at": at.isoformat()}
        outbox.put(topic=TOPIC, key=new_id().hex, payload=payload, at=at)


def mail_notice(*, by: Actor, at: datetime, payload: dict[str, Any]) -> None:
    """Mail a notice; nothing when the account is gone or disabled."""
    account = Account.objects.filter(pk=payload["account"], is_active=True).first()
    if account is None:
        return
    when = timezone.localtime(datetime.fromisoformat(payload["at"]))
    context = {"sentence": SENTENCES[payload["kind"]], "when": when, "site": settings.WAGTAILADMIN_BASE_URL}
    subject = " ".join(render_to_string("people/mail/notice_subject.txt", context).split())
    body = render_to_string("people/mail/notice.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [account.email], headers=headers).send()
    with transaction.atomic():
        audit.record(by=by, at=at, action="account.notify", target=f"people.account:{account.pk}", kind=payload["kind"])
