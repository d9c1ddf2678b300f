"""Word to those whose rights have changed because a unit moved: by mail, sent by the worker after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from kexie.base.kernel import outbox
from kexie.base.kernel.ids import new_id
from kexie.base.people.models import Account, Organisation
from kexie.base.people.rules.reach_changes import ReachChange

TOPIC: Final = "people.reach_changed"


def tell_affected(*, at: datetime, unit: Organisation, changes: Iterable[ReachChange]) -> None:
    """Put one message for each person who gains or loses; a step inside the action that changes the tree."""
    by_person: dict[str, dict[str, int]] = {}
    for change in changes:
        counts = by_person.setdefault(change.person, {"gained": 0, "lost": 0})
        counts["gained" if change.gains else "lost"] += len(change.units)
    for person, counts in sorted(by_person.items()):
        outbox.put(topic=TOPIC, key=new_id().hex, payload={"person": person, "unit": unit.name, **counts}, at=at)


def mail_affected(*, person_id: UUID, unit: str, gained: int, lost: int) -> None:
    """Mail one person that the reach of his or her role has changed; nothing where there is no account."""
    account = Account.objects.filter(person_id=person_id, is_active=True).first()
    if account is None:
        return
    context = {"unit": unit, "gained": gained, "lost": lost}
    subject = render_to_string("people/mail/reach_subject.txt", context)
    body = render_to_string("people/mail/reach_body.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday replies
    EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [account.email], headers=headers).send()
