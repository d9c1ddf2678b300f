"""Telling persons, and marking as read.

No audit row is written here: a notice reports an action that has its own, and when somebody reads is nobody's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import outbox
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.notifications import rules
from kexie.base.notifications.actions.texting import put_texts
from kexie.base.notifications.errors import WrongNotice
from kexie.base.notifications.models import Notice
from kexie.base.notifications.queries import notices

if TYPE_CHECKING:
    from kexie.base.people.api import Person

#: The outbox topic of mail.
MAIL_TOPIC: Final = "mail"


def notify(
    *,
    at: datetime,
    persons: Iterable[Person],
    kind: str,
    title: str,
    key: str,
    body: str = "",
    url: str = "",
) -> int:
    """Tell ``persons`` in the caller's transaction; the number of those who had not been told ``key`` yet.

    Each gets a notice, and those with an account get a mail through the outbox, not before morning if it is night;
    those who agree to texts get one too (`actions.texting`).
    ``url`` is a path of this site. Raises `WrongNotice`.
    """
    if errors := rules.faults(title=title, body=body, url=url, key=key):
        raise WrongNotice(errors=errors)
    with transaction.atomic():
        person_ids = {person.pk for person in persons}
        told = set(Notice.objects.filter(key=key, person__in=person_ids).values_list("person_id", flat=True))
        Notice.objects.bulk_create(
            [
                Notice(person_id=pk, kind=kind, title=title, body=body, url=url, key=key, created_at=at)
                for pk in sorted(person_ids - told)
            ],
            ignore_conflicts=True,
        )
        _put_mail(key=key, person_ids=person_ids - told, at=at)
        put_texts(key=key, person_ids=person_ids - told, at=at)
    return len(person_ids - told)


def _put_mail(*, key: str, person_ids: set[UUID], at: datetime) -> None:
    """One outbox message per notice whose person has an account; it names the notice, never the address."""
    mailed = Notice.objects.filter(key=key, person__in=person_ids, person__account__is_active=True)
    send_at = rules.mail_time(at)
    for notice_id in mailed.values_list("pk", flat=True):
        outbox.put(
            topic=MAIL_TOPIC,
            key=f"notice:{notice_id}",
            payload={"notice": str(notice_id)},
            at=at,
            not_before=send_at if send_at > at else None,
        )


def mark_read(*, by: Actor, at: datetime, notice_id: UUID) -> Notice:
    """Mark one of the actor's own notices as read; again does nothing. Raises `NotFound` for anybody else's."""
    own = notices(by).filter(pk=notice_id)
    own.unread().update(read_at=at)
    notice = own.first()
    if notice is None:
        raise NotFound
    return notice


def mark_all_read(*, by: Actor, at: datetime) -> int:
    """Mark all of the actor's own notices as read; how many were not yet."""
    return notices(by, show="unread").filter(created_at__lte=at).update(read_at=at)
