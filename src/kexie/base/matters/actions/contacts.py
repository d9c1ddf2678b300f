"""Telling an applicant without an account: that there is news, by mail or by text, never what it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, outbox, texting, vault
from kexie.base.kernel.access import Actor
from kexie.base.matters.models import Case, CaseContact
from kexie.base.matters.queries.contacts import CONTEXT, contact_of, has_contact, written
from kexie.base.matters.rules.guests import Contact, door
from kexie.base.notifications import api as notifications
from kexie.base.ui import identity

TOPIC: Final = "matters.contact"
#: What there is news of.
TODO, WORD, PAPER, ENDED, NEWS = "todo", "word", "paper", "ended", "news"


def note_contact(case: Case, contact: Contact, *, at: datetime) -> None:
    """Note where the applicant of a case is reached, sealed; inside the step that begins it."""
    sealed = vault.seal(written(contact), context=CONTEXT.format(case_id=case.pk))
    CaseContact.objects.create(case=case, sealed=sealed, key_id=vault.key_id_of(sealed), noted_at=at)


def tell_contact(case: Case, what: str, *, at: datetime, key: str) -> None:
    """Have whoever has left a contact told that there is news (``what``), by day; once for each ``key`` of the case."""
    if not has_contact(case.pk):
        return
    send_at = notifications.mail_time(at)
    outbox.put(
        topic=TOPIC,
        key=f"{key}:{case.pk}",
        payload={"case": str(case.pk), "what": what},
        at=at,
        not_before=send_at if send_at > at else None,
    )


def send_news(*, by: Actor, at: datetime, payload: dict[str, Any]) -> None:
    """Write to the contact, if it is still noted; at night nothing goes out, it is put off until morning."""
    case_id = UUID(payload["case"])
    contact = contact_of(case_id)
    if contact is None or (contact.mobile and not texting.is_on()):
        return
    morning = notifications.mail_time(at)
    if morning > at:
        key = f"{payload['what']}:{case_id}:{morning:%Y%m%d%H}"
        with transaction.atomic():
            outbox.put(topic=TOPIC, key=key, payload=payload, at=at, not_before=morning)
        return
    number = Case.objects.beyond("for a notice").values_list("number", flat=True).get(pk=case_id)
    _write(contact, number, _words(payload["what"]))
    with transaction.atomic():
        channel = "text" if contact.mobile else "mail"
        audit.record(by=by, at=at, action="matters.tell", target=f"matters.case:{case_id}", channel=channel)


def _write(contact: Contact, number: str, words: str) -> None:
    name = identity.current().name
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + _way()
    said = {"number": number, "words": words, "name": name, "link": link}
    if contact.mobile:
        texting.send(to=contact.mobile, text=_("【%(name)s】办件%(number)s%(words)s，请到 %(link)s 查看。") % said)
        return
    subject = _("办件%(number)s%(words)s") % said
    body = render_to_string("matters/mail/news.txt", said)
    headers = {"Auto-Submitted": "auto-generated"}
    notifications.send(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [contact.email], headers=headers))


def _way() -> str:
    """Where a case is followed."""
    found = door()
    return found.way_to_follow() if found is not None else reverse("matters:services")


def _words(what: str) -> str:
    words = {
        TODO: _("等您办理"),
        WORD: _("有新的留言"),
        PAPER: _("有新的文件"),
        ENDED: _("已经办结"),
    }
    return words.get(what) or _("有新的进展")
