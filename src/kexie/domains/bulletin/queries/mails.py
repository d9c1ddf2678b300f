"""Mails that came in, for the desk: the register with its counts, one mail as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.documents.intake import safe_name
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.models import IncomingMail, MailState, Submission
from kexie.domains.bulletin.rules.mails.headers import Address
from kexie.domains.bulletin.rules.mails.judging import why_forged
from kexie.domains.bulletin.rules.mails.reading import ReadMail, read_mail

#: Characters of a mail's words that the page shows; the rest is in the raw message.
SHOWN: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsAsked:
    """What the register is narrowed to."""

    state: str = ""
    verdict: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


def mails(actor: Actor, *, asked: MailsAsked) -> QuerySet[IncomingMail]:
    """The mails, the newest first, with what was made of them."""
    rows = _narrowed(actor, asked)
    made = Submission.objects.seen_by(actor, HANDLE).select_related("unit").only("mail_id", "title", "state", "unit")
    return (rows.filter(state=asked.state) if asked.state else rows).prefetch_related(Prefetch("submissions", made))


def counts_by_state(actor: Actor, *, asked: MailsAsked) -> dict[str, int]:
    """How many mails there are in each state under the same filters."""
    rows = _narrowed(actor, asked).order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(MailState.values, 0) | dict(rows)


def _narrowed(actor: Actor, asked: MailsAsked) -> QuerySet[IncomingMail]:
    check(actor, HANDLE)
    rows = IncomingMail.objects.all()
    if asked.verdict:
        rows = rows.filter(verdict=asked.verdict)
    if asked.text:
        text = asked.text
        rows = rows.filter(Q(subject__icontains=text) | Q(sender__icontains=text) | Q(sender_name__icontains=text))
    zone = timezone.get_default_timezone()
    if asked.since:
        rows = rows.filter(fetched_at__gte=datetime.combine(asked.since, time(), zone))
    if asked.until and asked.until < date.max:
        rows = rows.filter(fetched_at__lt=datetime.combine(asked.until + timedelta(days=1), time(), zone))
    return rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many mails wait for a person, and since when."""

    count: int
    oldest: datetime | None


def waiting_mails(actor: Actor) -> Waiting:
    """What lies in the tray, in one query."""
    check(actor, HANDLE)
    found = IncomingMail.objects.filter(state=MailState.TRAY).aggregate(count=Count("pk"), oldest=Min("fetched_at"))
    return Waiting(**found)


class AttachedFile(NamedTuple):
    """A file of a mail, for the list of attachments."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class OpenMail:
    """A mail as the desk reads it. ``headers`` are the lines that matter, as label and value."""

    row: IncomingMail
    headers: Sequence[tuple[str, str]]
    text: str
    cut: bool
    files: Sequence[AttachedFile]
    doubts: str
    submissions: Sequence[Submission]


def open_mail(actor: Actor, mail_id: UUID) -> OpenMail:
    """One mail, read from its raw message; NotFound when there is none."""
    row = _one(actor, mail_id)
    mail = read_mail(bytes(row.raw.content))
    return OpenMail(
        row=row,
        headers=_headers(mail),
        text=mail.text[:SHOWN],
        cut=len(mail.text) > SHOWN or mail.parts_left_out,
        files=[
            AttachedFile(safe_name(file.name or _("未命名")), file.media_type, len(file.data))
            for file in mail.attachments
        ],
        doubts=why_forged(mail, trusted=settings.KEXIE_MAILBOX_AUTHSERV),
        submissions=list(
            Submission.objects.seen_by(actor, HANDLE).filter(mail=row).select_related("unit").order_by("pk")
        ),
    )


def raw_mail(actor: Actor, mail_id: UUID) -> bytes:
    """The raw message, byte by byte; NotFound when there is none."""
    return bytes(_one(actor, mail_id).raw.content)


def _one(actor: Actor, mail_id: UUID) -> IncomingMail:
    check(actor, HANDLE)
    found = IncomingMail.objects.select_related("raw").filter(pk=mail_id).first()
    if found is None:
        raise NotFound
    return found


def _headers(mail: ReadMail) -> list[tuple[str, str]]:
    told = [
        (_("发件人"), _named(mail.senders)),
        (_("实际发信人"), _named(mail.sender_line)),
        (_("退信地址"), mail.return_path if mail.return_path != "" else _("（空）")),
        (_("收件人"), mail.to),
        (_("抄送"), mail.copies),
        (_("主题"), mail.subject),
        (_("信件标识"), mail.message_id),
        (_("服务器的验证结果"), "；".join(mail.results)),
    ]
    return [(label, value) for label, value in told if value]


def _named(addresses: Sequence[Address]) -> str:
    return "；".join(f"{each.name} <{each.address}>" if each.name else each.address for each in addresses)
