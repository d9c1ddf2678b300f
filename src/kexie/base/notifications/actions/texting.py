"""Texting that there is a new notice: to those who have agreed to it, asked again in the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from kexie.base.kernel import outbox, texting
from kexie.base.notifications import rules
from kexie.base.notifications.models import Notice
from kexie.base.people.api import consented, consented_persons
from kexie.base.people.queries.secrets import clear_for_platform
from kexie.base.ui import identity

#: The outbox topic, and the purpose that persons agree to (people/data/consents.json).
TEXT_TOPIC: Final = "notice_text"
PURPOSE: Final = "notice_texts"

log = structlog.get_logger("kexie.text")


def put_texts(*, key: str, person_ids: Iterable[UUID], at: datetime) -> None:
    """One outbox message per notice whose person agrees to texts; not before morning if it is night."""
    if not texting.is_on() or not (agreed := consented_persons(PURPOSE, person_ids)):
        return
    send_at = rules.mail_time(at)
    for notice_id in Notice.objects.filter(key=key, person__in=agreed).values_list("pk", flat=True):
        outbox.put(
            topic=TEXT_TOPIC,
            key=f"notice:{notice_id}",
            payload={"notice": str(notice_id)},
            at=at,
            not_before=send_at if send_at > at else None,
        )


def text_notice(*, notice_id: UUID) -> None:
    """Send the text, if the notice is still there and unread and its person still agrees and has a number."""
    notice = Notice.objects.unread().filter(pk=notice_id).first()
    if notice is None or not consented(notice.person_id, PURPOSE):
        log.info("text_dropped", notice=str(notice_id))
        return
    if number := clear_for_platform(notice.person_id, "mobile", reason="a text that the person has agreed to"):
        name = identity.current().name
        texting.send(to=number, text=_("【%(name)s】您有一条新消息，请登录网站查看。") % {"name": name})
