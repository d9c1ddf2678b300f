"""Taking in mails: fetch, keep the raw message, look who it is from, draft what it brings, answer.

A mail is stored, with all that follows from it, in one transaction; only then is it moved on the server. Whoever is killed in
between finds the stored mail the next time and moves it, nothing else: no mail is lost, and none becomes two submissions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.faults import FaultPoint
from kexie.base.people.api import Organisation, Person
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions.dispatching import take_bounce
from kexie.domains.bulletin.actions.mail_answers import ask_answer, tell_unit
from kexie.domains.bulletin.actions.mail_drafting import Prepared, draft, prepare, without_doubles
from kexie.domains.bulletin.actions.mailbox import Mailbox, open_mailbox
from kexie.domains.bulletin.actions.pictures import keep_blob
from kexie.domains.bulletin.models import IncomingMail, MailState, MailVerdict
from kexie.domains.bulletin.queries.mail_senders import our_addresses, sender_of
from kexie.domains.bulletin.rules.mails import words
from kexie.domains.bulletin.rules.mails.bounces import Bounce, read_bounce
from kexie.domains.bulletin.rules.mails.judging import why_automatic, why_forged
from kexie.domains.bulletin.rules.mails.reading import ReadMail, read_mail

#: Bytes of a mail that is taken in whole; of a larger one, the headers.
LARGEST: Final = 40 * 1024 * 1024
LONGEST_DETAIL: Final = 300

_FETCHED: Final = FaultPoint("mail.fetched")
_KEEPING: Final = FaultPoint("mail.keeping")
_STORED: Final = FaultPoint("mail.stored")
_MOVED: Final = FaultPoint("mail.moved")

log = structlog.get_logger("kexie.bulletin.mail")


@dataclass(slots=True)
class Fetched:
    """What a visit to the mailbox has brought: how many mails ended in each state, were known already, could not be stored, or
    are left for the next time.
    """

    states: dict[str, int] = field(default_factory=dict)
    known: int = 0
    failed: int = 0
    left: int = 0

    @property
    def taken(self) -> int:
        """How many mails are new."""
        return sum(self.states.values())


@dataclass(slots=True)
class Judged:
    """What is to become of a mail."""

    state: MailState
    verdict: MailVerdict
    detail: str = ""
    unit: Organisation | None = None
    person: Person | None = None
    prepared: Prepared = field(default_factory=Prepared)
    bounce: Bounce | None = None


def fetch_mails(*, by: Actor, at: datetime, limit: int = 50) -> Fetched:
    """Take in what lies in the mailbox, at most ``limit`` mails.

    Raises NotPermitted, MailboxNotConfigured, MailboxUnreachable.
    """
    check(by, HANDLE)
    told = Fetched()
    with open_mailbox() as box:
        waiting = box.waiting()
        for place, uid in enumerate(waiting):
            if told.taken + told.known >= limit:
                told.left = len(waiting) - place
                break
            _take_one(box, uid, told, by=by, at=at)
    return told


def _take_one(box: Mailbox, uid: str, told: Fetched, *, by: Actor, at: datetime) -> None:
    size = box.size(uid)
    raw = box.message(uid, head_only=size > LARGEST)
    if not raw:
        return  # taken away meanwhile
    _FETCHED.reach()
    try:
        row = take_mail(by=by, at=at, raw=raw, size=size)
    except DatabaseError as error:
        log.warning("mail_not_stored", uid=uid, error=type(error).__name__)
        told.failed += 1
        return
    _STORED.reach()
    if row is None:
        told.known += 1
    else:
        told.states[row.state] = told.states.get(row.state, 0) + 1
    box.put_aside(uid)
    _MOVED.reach()


def take_mail(*, by: Actor, at: datetime, raw: bytes, size: int = 0) -> IncomingMail | None:
    """Store a message with all that follows from it; None for one that is stored already. ``size`` is what the server says.

    Raises NotPermitted. What cannot be read waits for a person.
    """
    check(by, HANDLE)
    mail = _read(raw)
    message_id, twin = _identity(mail, raw)
    if not message_id:
        return None
    judged = _judged(mail, at=at, size=size)
    if twin and judged.state == MailState.DRAFTED:
        detail = _("信件标识与另一封来信相同，内容不同")
        judged = Judged(MailState.TRAY, MailVerdict.DUPLICATE, detail)
    try:
        with transaction.atomic():
            return _stored(mail, judged, raw, message_id=message_id, by=by, at=at)
    except IntegrityError:
        if IncomingMail.objects.filter(sender=mail.sender.address, message_id=message_id).exists():
            return None  # another one, who fetched at the same moment, was faster
        raise


def _read(raw: bytes) -> ReadMail:
    try:
        return read_mail(raw)
    except Exception as error:  # whatever it is, the mail is kept and a person looks at it
        log.exception("mail_not_read", error=type(error).__name__)
        return ReadMail(message_id=f"<{hashlib.sha256(raw).hexdigest()}@no-id>", from_lines=0)


def _identity(mail: ReadMail, raw: bytes) -> tuple[str, bool]:
    """The identifier under which a mail is stored, empty if it is; and whether another one has the identifier that it bears."""
    digest = hashlib.sha256(raw).hexdigest()
    if IncomingMail.objects.filter(raw=digest).exists():
        return "", False
    other = IncomingMail.objects.filter(sender=mail.sender.address, message_id=mail.message_id).select_related("raw")
    twin = other.first()
    if twin is None:
        return mail.message_id, False
    if _read(bytes(twin.raw.content)).content_digest == mail.content_digest:
        return "", True  # the same mail over another way
    return f"<{digest}@no-id>", True


def _judged(mail: ReadMail, *, at: datetime, size: int) -> Judged:
    """What is to become of a mail, by what it says and whom its sender stands for; whatever fails, a person looks at it."""
    if size > LARGEST:
        sentence = _("信件有%(size)s MB，超过上限，只收取了信头。原信在邮箱的“%(folder)s”文件夹里。")
        told = sentence % {"size": size // 1024 // 1024, "folder": settings.KEXIE_MAILBOX_HANDLED}
        return Judged(MailState.TRAY, MailVerdict.UNREADABLE, told)
    try:
        return _by_machine(mail, at=at) or _by_sender(mail, at=at)
    except DatabaseError:
        raise
    except Exception as error:  # as in `_read`
        log.exception("mail_not_judged", error=type(error).__name__)
        return Judged(MailState.TRAY, MailVerdict.UNREADABLE, _("系统没有读懂这封信，请下载原信查看"))


def _by_machine(mail: ReadMail, *, at: datetime) -> Judged | None:
    """What is to become of a mail that no person has written; None for a person's."""
    bounce = read_bounce(mail)
    if bounce is not None:
        if not bounce.final:
            return Judged(MailState.IGNORED, MailVerdict.AUTOMATIC, _("邮件延迟送达的通知，对方服务器仍在重试"))
        return Judged(MailState.BOUNCE, MailVerdict.BOUNCE, bounce.detail, bounce=bounce)
    own = our_addresses()
    why = why_automatic(mail, own=own)
    if not why:
        return None
    sender = sender_of(mail.sender.address, on=timezone.localdate(at))
    # A unit may write through a list of its own: a person decides.
    looked_at = bool(sender.units) and bool(words.papers(mail)) and mail.sender.address not in own
    return Judged(MailState.TRAY if looked_at else MailState.IGNORED, MailVerdict.AUTOMATIC, why)


def _by_sender(mail: ReadMail, *, at: datetime) -> Judged:
    forged = why_forged(mail, trusted=settings.KEXIE_MAILBOX_AUTHSERV)
    if forged:
        return Judged(MailState.TRAY, MailVerdict.FORGED, forged)
    sender = sender_of(mail.sender.address, on=timezone.localdate(at))
    if sender.unit is None:
        verdict = MailVerdict.SEVERAL_UNITS if sender.units else MailVerdict.UNKNOWN_SENDER
        return Judged(MailState.TRAY, verdict, "、".join(unit.short_name or unit.name for unit in sender.units))
    prepared = without_doubles(prepare(mail, at=at), sender.unit, at=at)
    if prepared.problem is not None:
        return Judged(MailState.TRAY, prepared.problem, " ".join(prepared.told))
    return Judged(MailState.DRAFTED, MailVerdict.FINE, unit=sender.unit, person=sender.person, prepared=prepared)


def _stored(mail: ReadMail, judged: Judged, raw: bytes, *, message_id: str, by: Actor, at: datetime) -> IncomingMail:
    row = IncomingMail.objects.create(
        raw=keep_blob(raw, at=at, media_type="message/rfc822"),
        message_id=message_id,
        sender=mail.sender.address,
        sender_name=mail.sender.name,
        subject=mail.subject,
        sent_at=mail.sent_at,
        fetched_at=at,
        state=judged.state,
        verdict=judged.verdict,
    )
    _KEEPING.reach()
    detail = judged.detail
    if judged.unit is not None:
        made = draft(judged.prepared, row, judged.unit, by=by, at=at, author=judged.person)
        detail = " ".join(judged.prepared.told)
        tell_unit(row, made, unit=judged.unit, beside=judged.person, at=at)
    if judged.bounce is not None:
        detail = _returned(judged.bounce, by=by, at=at)
    row.detail = detail[:LONGEST_DETAIL]
    row.save(update_fields=["detail"])
    ask_answer(row, at=at)
    audit.record(
        by=by,
        at=at,
        action="bulletin.mail_take",
        target=f"bulletin.incoming_mail:{row.pk}",
        state=row.state,
        verdict=row.verdict,
    )
    return row


def _returned(bounce: Bounce, *, by: Actor, at: datetime) -> str:
    """Mark the recipients whose mails came back; what is to be said of the bounce."""
    found = [
        recipient
        for identifier in dict.fromkeys(bounce.identifiers)
        if (recipient := take_bounce(by=by, at=at, message_id=identifier, detail=bounce.detail))
    ]
    if not found:
        return _("%(detail)s（不是动态发送的邮件）") % {"detail": bounce.detail}
    addresses = "、".join(recipient.address for recipient in found[:3])
    return _("%(detail)s（%(addresses)s，已记入发送记录）") % {"detail": bounce.detail, "addresses": addresses}
