"""Links by which a password is set: asked for in a request, made and mailed by the worker.

The request does the same work for every address, so that its time does not tell whether there is an account
(security.md, 6). The link is made when it is mailed and is stored nowhere; its host comes from the settings, never from
the request.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from kexie.base.kernel import audit, outbox, vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id
from kexie.base.people import rules
from kexie.base.people.models import Account
from kexie.base.people.queries import password_link

TOPIC: Final = "people.password_link"


class Reason(StrEnum):
    """Why a link is mailed."""

    RESET = "reset"
    OPENED = "opened"


#: Subject and text of the mail.
_TEMPLATES: Final = {
    Reason.RESET: ("people/mail/reset_subject.txt", "people/mail/reset.txt"),
    Reason.OPENED: ("people/mail/opened_subject.txt", "people/mail/opened.txt"),
}


@transaction.atomic
def ask_link(*, at: datetime, email: str, reason: Reason = Reason.RESET) -> None:
    """Have a link mailed to the account of ``email``, if there is one when the worker comes to it."""
    # Sealed, because what anybody types here waits in the outbox, and stays there when it cannot be delivered.
    payload = {"email": vault.seal(rules.normal_mail(email), context=TOPIC), "reason": reason.value}
    outbox.put(topic=TOPIC, key=new_id().hex, payload=payload, at=at)


def mail_link(*, by: Actor, at: datetime, email: str, reason: Reason) -> None:
    """Mail the link and keep that in the audit; nothing for an address without an account that may log in.

    ``email`` is sealed as :func:`ask_link` has put it.
    """
    email = vault.open_sealed(email, context=TOPIC)
    account = Account.objects.filter(email=email, is_active=True).first()
    if account is None:
        return
    context = {"link": password_link(account)}
    subject, body = (render_to_string(template, context) for template in _TEMPLATES[reason])
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday replies
    message = EmailMessage(
        " ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [account.email], headers=headers
    )
    message.send()
    with transaction.atomic():
        audit.record(
            by=by, at=at, action="account.mail_link", target=f"people.account:{account.pk}", reason=reason.value
        )
