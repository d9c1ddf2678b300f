"""Answers to mails that came in, through the outbox: what was drafted and where to go on, or that the mail has arrived.

Never to a machine and never to a sender that may be somebody else (RFC 3834); so many a day, so that two machines which answer
each other come to an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import outbox
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Organisation, Person, holders_for
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.models import IncomingMail, MailState, MailVerdict, Submission
from kexie.domains.bulletin.queries.mail_senders import our_addresses
from kexie.domains.bulletin.rules.desk import shortened
from kexie.domains.bulletin.rules.dispatching import is_address
from kexie.domains.bulletin.rules.mails.reading import LOOP_HEADER, ReadMail, read_mail

#: The outbox topic of an answer.
TOPIC: Final = "bulletin.mail_answer"
#: Answers to one sender within a day: to what was drafted, and to what waits for a person.
MOST_DRAFTED: Final = 5
MOST_RECEIPTS: Final = 1

_UNANSWERED: Final = (MailVerdict.FORGED, MailVerdict.AUTOMATIC, MailVerdict.BOUNCE)


def ask_answer(row: IncomingMail, *, at: datetime) -> bool:
    """Put the answer to a mail into the outbox, in the caller's transaction; by night for the morning.

    False where none is due.
    """
    if row.state not in (MailState.DRAFTED, MailState.TRAY) or row.verdict in _UNANSWERED:
        return False
    if not is_address(row.sender) or row.sender in our_addresses():
        return False
    answered = IncomingMail.objects.filter(sender=row.sender, answered_at__gt=at - timedelta(days=1))
    drafted = row.state == MailState.DRAFTED
    if answered.exclude(pk=row.pk).count() >= (MOST_DRAFTED if drafted else MOST_RECEIPTS):
        return False
    send_at = notifications.mail_time(at)
    payload = {"mail": str(row.pk)}
    key = f"{row.pk}:{row.state}"
    if not outbox.put(topic=TOPIC, key=key, payload=payload, at=at, not_before=send_at if send_at > at else None):
        return False
    row.answered_at = at
    row.save(update_fields=["answered_at"])
    return True


def deliver_answer(*, mail_id: UUID) -> None:
    """Send the answer to a mail as it stands now; one that was laid aside, or is gone, gets none. Raises what sending raises."""
    row = IncomingMail.objects.select_related("raw").filter(pk=mail_id).first()
    if row is None or row.state not in (MailState.DRAFTED, MailState.TRAY):
        return
    made = list(Submission.objects.beyond("what the sender's own mail became").filter(mail=row).order_by("pk"))
    notifications.send(_message(row, read_mail(bytes(row.raw.content)), made))


def _message(row: IncomingMail, mail: ReadMail, made: Sequence[Submission]) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": notifications.message_id(f"answer:{row.pk}:{row.state}", domain),
        "Auto-Submitted": "auto-replied",
        LOOP_HEADER: "1",
    }
    if row.message_id.isascii() and not row.message_id.endswith("@no-id>"):
        headers["In-Reply-To"] = row.message_id
        headers["References"] = " ".join((*(each for each in mail.references if each.isascii()), row.message_id))
    subject = _("来信已转为报送草稿") if made else _("来信已收到")
    body = _drafted(row, made) if made else _received(row)
    return EmailMessage(
        subject=subject, body=body, from_email=settings.DEFAULT_FROM_EMAIL, to=[row.sender], headers=headers
    )


def _drafted(row: IncomingMail, made: Sequence[Submission]) -> str:
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    lines = [_("您的来信已转为%(count)s条报送草稿，请登录后核对，再点“报送”：") % {"count": len(made)}]
    for submission in made:
        address = base + reverse("bulletin:submission-edit", args=(submission.pk,))
        lines += ["", submission.title or _("（没有标题）"), address]
    if row.detail:
        lines += ["", _("请留意：%(detail)s") % {"detail": row.detail}]
    return "\n".join([*lines, "", _footer()])


def _received(row: IncomingMail) -> str:
    lines = [_("您的来信已收到，编辑部将人工处理，请不必重发。")]
    if row.verdict == MailVerdict.UNREADABLE and row.detail:
        lines += ["", row.detail]
    return "\n".join([*lines, "", _footer()])


def _footer() -> str:
    return _("本邮件由系统自动发出，请勿直接回复。") + "\n"


def tell_unit(
    row: IncomingMail, made: Sequence[Submission], *, unit: Organisation, beside: Person | None, at: datetime
) -> int:
    """Tell the unit's people that a mail has become drafts of theirs; ``beside``, who has sent it, gets the answer."""
    persons = holders_for(CONTRIBUTE, unit, on=timezone.localdate(at))
    told = 0
    for submission in made:
        told += notifications.notify(
            at=at,
            persons=[person for person in persons if beside is None or person.pk != beside.pk],
            kind="bulletin.mail_drafted",
            title=_("来信已转为草稿“%(title)s”") % {"title": shortened(submission.title)},
            body=_("由%(sender)s发来。请核对后报送；不是本单位的，请联系编辑部。") % {"sender": row.sender},
            url=reverse("bulletin:submission-edit", args=(submission.pk,)),
            key=f"bulletin.mail_drafted:{submission.pk}",
        )
    return told
