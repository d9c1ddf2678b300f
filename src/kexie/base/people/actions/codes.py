"""One-time codes: asked for in a request, mailed or texted by the worker.

A request puts the same message into the outbox whether the address is known or not, so that its time does not tell
(security.md, 6). Codes and phone numbers stand in the message sealed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from kexie.base.kernel import audit, outbox, texting, vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id

TOPIC: Final = "people.code"
#: In which contexts the vault seals what goes through the outbox and a session.
SEALED_PHONE: Final = "people.code:phone"
SEALED_CODE: Final = "people.code:code"
#: How long a code is good.
GOOD_FOR: Final = timedelta(minutes=10)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def sealed_phone(mobile: str) -> str:
    """A number as :func:`ask_code` takes it."""
    return vault.seal(mobile, context=SEALED_PHONE)


@transaction.atomic
def ask_code(*, at: datetime, code: str, email: str = "", sealed_phone: str = "") -> None:
    """Have ``code`` sent to an address or a sealed phone number; nothing is sent when ``code`` is empty."""
    payload = {
        "email": email,
        "phone": sealed_phone,
        "code": vault.seal(code, context=SEALED_CODE),
        "until": (at + GOOD_FOR).isoformat(),
    }
    outbox.put(topic=TOPIC, key=new_id().hex, payload=payload, at=at)


def send_code(*, by: Actor, at: datetime, payload: dict[str, Any]) -> None:
    """Mail or text a code; one that nobody waits for any more, or of an unknown address, is dropped."""
    code = vault.open_sealed(payload["code"], context=SEALED_CODE)
    if not code or at > datetime.fromisoformat(payload["until"]):
        return
    context = {"code": code, "minutes": int(GOOD_FOR.total_seconds() // 60)}
    if payload["phone"]:
        phone = vault.open_sealed(payload["phone"], context=SEALED_PHONE)
        texting.send(to=phone, text=" ".join(render_to_string("people/mail/code_text.txt", context).split()))
    else:
        subject = " ".join(render_to_string("people/mail/code_subject.txt", context).split())
        body = render_to_string("people/mail/code.txt", context)
        headers = {"Auto-Submitted": "auto-generated"}
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [payload["email"]], headers=headers).send()
    with transaction.atomic():
        channel = "text" if payload["phone"] else "mail"
        audit.record(by=by, at=at, action="account.send_code", target="people.code:-", channel=channel)
