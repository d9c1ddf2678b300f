"""Sending a signed issue to its recipients, one mail each.

The recipients are fixed when a dispatch begins, each address once, and an address that has had the revision before is left
out. A worker notes of each address, before it hands the mail to the server, that it is about to (``HANDED``), and
afterwards that the server has taken it (``SENT``). A worker that dies in between leaves it open whether the mail has arrived:
such an address is never tried again by itself; a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, outbox
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.topics import Undeliverable
from kexie.base.notifications import api as notifications
from kexie.domains.bulletin.abilities import SEND
from kexie.domains.bulletin.errors import DispatchRefused, RecipientsChanged
from kexie.domains.bulletin.models import (
    Dispatch,
    DispatchState,
    DistributionList,
    Recipient,
    RecipientState,
    Revision,
)
from kexie.domains.bulletin.queries.dispatching import attachments_of, dispatch_for, preview, uncertain
from kexie.domains.bulletin.rules.dispatching import (
    LONGEST_NOTE,
    LONGEST_SUBJECT,
    MOST_ATTEMPTS,
    MOST_RECIPIENTS,
    Named,
    batches,
    mail_text,
    wait_after,
)
from kexie.domains.bulletin.rules.wording import tidied_title

#: The outbox topic of a batch of recipients.
TOPIC: Final = "bulletin.dispatch"

_ABOUT_TO_SEND: Final = FaultPoint("dispatch.handed")
_TAKEN: Final = FaultPoint("dispatch.taken")
_NOTED: Final = FaultPoint("dispatch.noted")

log = structlog.get_logger("kexie.bulletin.dispatch")


class Unfinished(Exception):
    """Some addresses of a batch were refused for the moment: the outbox tries the batch again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What every recipient gets: subject, note in front, formats of the papers that go along."""

    subject: str
    note: str = ""
    formats: tuple[str, ...] = ()


def begin_dispatch(
    *,
    by: Actor,
    at: datetime,
    issue_id: UUID,
    lists: Sequence[DistributionList],
    extra: Sequence[Named],
    letter: Letter,
    seen: str,
) -> Dispatch:
    """Send the issue's latest revision to whom ``lists`` name today and to ``extra`` addresses; by night, in the morning.

    ``seen`` is the digest of the recipients that were shown. Raises NotPermitted, NotFound (an issue that is not public),
    RecipientsChanged, DispatchRefused (nobody left to send to, too many, or a letter that is too long).
    """
    check(by, SEND)
    with transaction.atomic():
        revision = Revision.objects.filter(issue=issue_id).select_related("issue").order_by("-number").first()
        if revision is None:
            raise NotFound
        # Two persons who press at once: the second sees that the addresses have had it.
        Revision.objects.select_for_update().get(pk=revision.pk)
        shown = preview(by, revision, lists=lists, extra=extra, on=timezone.localdate(at))
        _check_letter(letter, len(shown.fresh))
        if shown.resolved.digest != seen:
            raise RecipientsChanged
        dispatch = Dispatch.objects.create(
            revision=revision,
            subject=tidied_title(letter.subject),
            note=letter.note.strip(),
            formats=list(letter.formats),
            lists=[row.name for row in lists],
            created_at=at,
            created_by_id=by.person_id,
            created_name=by.name,
        )
        Recipient.objects.bulk_create(
            Recipient(dispatch=dispatch, address=one.address, name=one.name, person_id=one.person_id)
            for one in shown.fresh
        )
        _put_batches(dispatch, at=at)
        audit.record(
            by=by, at=at, action="bulletin.dispatch", target=f"bulletin.dispatch:{dispatch.pk}", count=len(shown.fresh)
        )
    return dispatch


def stop_dispatch(*, by: Actor, at: datetime, dispatch_id: UUID) -> Dispatch:
    """No further mail goes out; those on the way stay. Again, or when all are out, does nothing."""
    with transaction.atomic():
        dispatch = _locked(by, dispatch_id)
        if dispatch.state == DispatchState.SENDING:
            _set_state(dispatch, DispatchState.STOPPED, by=by, at=at)
    return dispatch


def resume_dispatch(*, by: Actor, at: datetime, dispatch_id: UUID) -> Dispatch:
    """Go on with the addresses that wait, and try anew those that failed; nothing to do is no error."""
    with transaction.atomic():
        dispatch = _locked(by, dispatch_id)
        again = dispatch.recipients.filter(state=RecipientState.FAILED)
        again.update(state=RecipientState.WAITING, attempts=0, next_attempt_at=None, detail="")
        _go_on(dispatch, by=by, at=at)
    return dispatch


def decide_uncertain(*, by: Actor, at: datetime, dispatch_id: UUID, again: bool) -> int:
    """Those of whom nobody knows whether the mail has arrived: send it ``again``, or count it as sent; how many.

    Those that a worker may still be about (the outbox's lease) are left alone.
    """
    with transaction.atomic():
        dispatch = _locked(by, dispatch_id)
        open_ones = uncertain(dispatch, at=at)
        if again:
            count = open_ones.update(state=RecipientState.WAITING, next_attempt_at=None, detail=_("已决定重发"))
            _go_on(dispatch, by=by, at=at)
        else:
            count = open_ones.update(state=RecipientState.SENT, sent_at=F("handed_at"), detail=_("人工确认已送达"))
        target = f"bulletin.dispatch:{dispatch.pk}"
        audit.record(by=by, at=at, action="bulletin.dispatch_decide", target=target, again=again, count=count)
    return count


def take_bounce(*, by: Actor, at: datetime, message_id: str, detail: str) -> Recipient | None:
    """Note that the mail with this Message-ID came back; None when it is none of ours. Again changes nothing."""
    with transaction.atomic():
        found = Recipient.objects.select_for_update().filter(message_id=message_id.strip()).first()
        if found is not None and found.state != RecipientState.BOUNCED:
            found.state, found.bounced_at, found.detail = RecipientState.BOUNCED, at, detail[:300]
            found.save(update_fields=["state", "bounced_at", "detail"])
            audit.record(by=by, at=at, action="bulletin.bounce", target=f"bulletin.recipient:{found.pk}")
    return found


def deliver_batch(*, at: datetime, dispatch_id: UUID, recipient_ids: Sequence[UUID]) -> None:
    """Send to those of a batch who wait. Raises Unfinished when some were refused for the moment, and what went wrong when
    there is no connection.
    """
    dispatch = Dispatch.objects.select_related("revision__issue").filter(pk=dispatch_id).first()
    if dispatch is None:
        return
    post = _Post(dispatch)
    for recipient in dispatch.recipients.filter(pk__in=recipient_ids, state=RecipientState.WAITING).order_by("pk"):
        if recipient.next_attempt_at and recipient.next_attempt_at > at:
            continue
        notifications.open_line()
        if not _handing(recipient, at=at):
            return
        post.send(recipient, at=at)
    _finish(dispatch, recipient_ids, at=at)


class _Post:
    """The letter of one dispatch, its papers read and laid out once."""

    def __init__(self, dispatch: Dispatch) -> None:
        issue, revision = dispatch.revision.issue, dispatch.revision
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + issue.get_absolute_url()
        self._circular = notifications.Circular(
            subject=dispatch.subject,
            body=mail_text(revision.content, address=address, note=dispatch.note, correction=revision.reason),
            papers=[(paper.filename, paper.data, paper.content_type) for paper in attachments_of(dispatch)],
        )

    def send(self, recipient: Recipient, *, at: datetime) -> None:
        """Hand the mail over and note what became of it; an answer that never came leaves the note that it was handed."""
        _ABOUT_TO_SEND.reach()
        try:
            notifications.send(self._circular.copy(to=recipient.address, message_id=recipient.message_id))
        except Undeliverable:
            _note(recipient, RecipientState.FAILED, detail=_("邮件服务器拒收，地址可能有误"))
        except notifications.Refused as refusal:
            _put_off(recipient, code=str(refusal), at=at)
        except OSError as error:  # smtplib's are of this kind
            log.warning("dispatch_uncertain", recipient=str(recipient.pk), error=type(error).__name__)
        else:
            _TAKEN.reach()
            _note(recipient, RecipientState.SENT, sent_at=at)
            _NOTED.reach()


def _handing(recipient: Recipient, *, at: datetime) -> bool:
    """Note that the mail is about to be handed over; False when the dispatch was stopped, or another worker has it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    # Another one for each try: a mail that came back is told from the one that went out later.
    name = f"dispatch:{recipient.pk}:{recipient.attempts}"
    recipient.message_id = notifications.message_id(name, domain)
    sending = Dispatch.objects.filter(pk=OuterRef("dispatch_id"), state=DispatchState.SENDING)
    # Not by a join: Django would name the rows by a subquery, which PostgreSQL does not ask again when it has waited for the row.
    waiting = Recipient.objects.filter(Exists(sending), pk=recipient.pk, state=RecipientState.WAITING)
    with transaction.atomic():
        return bool(
            waiting.update(
                state=RecipientState.HANDED,
                handed_at=at,
                attempts=F("attempts") + 1,
                message_id=recipient.message_id,
                detail="",
            )
        )


def _note(recipient: Recipient, state: RecipientState, *, sent_at: datetime | None = None, detail: str = "") -> None:
    held = Recipient.objects.filter(pk=recipient.pk, state=RecipientState.HANDED)
    held.update(state=state, sent_at=sent_at, detail=detail)


def _put_off(recipient: Recipient, *, code: str, at: datetime) -> None:
    """Refused for the moment: wait longer each time, and give up after the last."""
    tried = recipient.attempts + 1
    detail = _("邮件服务器暂时拒收（%(code)s）") % {"code": code}
    if tried >= MOST_ATTEMPTS:
        _note(recipient, RecipientState.FAILED, detail=detail)
        return
    held = Recipient.objects.filter(pk=recipient.pk, state=RecipientState.HANDED)
    held.update(state=RecipientState.WAITING, next_attempt_at=at + wait_after(tried), detail=detail)


def _finish(dispatch: Dispatch, recipient_ids: Sequence[UUID], *, at: datetime) -> None:
    """Ask for another try of what waits; the last address of all ends the dispatch."""
    if dispatch.recipients.filter(pk__in=recipient_ids, state=RecipientState.WAITING).exists():
        raise Unfinished
    with transaction.atomic():
        held = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
        open_ones = held.recipients.filter(state=RecipientState.WAITING)
        if held.state == DispatchState.SENDING and not open_ones.exists():
            held.state, held.done_at = DispatchState.DONE, at
            held.save(update_fields=["state", "done_at"])


def _put_batches(dispatch: Dispatch, *, at: datetime) -> None:
    """One message of the outbox for each batch of those who wait; by night for the morning."""
    keys = dispatch.recipients.filter(state=RecipientState.WAITING).order_by("pk").values_list("pk", flat=True)
    send_at = notifications.mail_time(at)
    for turn, batch in enumerate(batches([str(key) for key in keys])):
        outbox.put(
            topic=TOPIC,
            key=f"{dispatch.pk}:{dispatch.round}:{turn}",
            payload={"dispatch": str(dispatch.pk), "recipients": batch},
            at=at,
            not_before=send_at if send_at > at else None,
        )


def _go_on(dispatch: Dispatch, *, by: Actor, at: datetime) -> None:
    if dispatch.recipients.filter(state=RecipientState.WAITING).exists():
        dispatch.round += 1
        dispatch.done_at = None
        dispatch.save(update_fields=["round", "done_at"])
        _set_state(dispatch, DispatchState.SENDING, by=by, at=at)
        _put_batches(dispatch, at=at)


def _check_letter(letter: Letter, count: int) -> None:
    wrong: dict[str, str] = {}
    if not letter.subject.strip() or len(letter.subject) > LONGEST_SUBJECT:
        wrong["subject"] = _("请填写邮件主题，最多%(limit)s字。") % {"limit": LONGEST_SUBJECT}
    if len(letter.note) > LONGEST_NOTE:
        wrong["note"] = _("附言最多%(limit)s字，请精简。") % {"limit": LONGEST_NOTE}
    if not count:
        wrong["lists"] = _("没有可发送的地址：名单为空，或者这些地址都已收到过本期。请另选名单或填写地址。")
    elif count > MOST_RECIPIENTS:
        wrong["lists"] = _("一次最多发送%(limit)s个地址，请分几次发送。") % {"limit": MOST_RECIPIENTS}
    if wrong:
        raise DispatchRefused(wrong)


def _locked(by: Actor, dispatch_id: UUID) -> Dispatch:
    dispatch_for(by, dispatch_id)
    return Dispatch.objects.select_for_update().get(pk=dispatch_id)


def _set_state(dispatch: Dispatch, state: DispatchState, *, by: Actor, at: datetime) -> None:
    dispatch.state = state
    dispatch.save(update_fields=["state"])
    target = f"bulletin.dispatch:{dispatch.pk}"
    audit.record(by=by, at=at, action="bulletin.dispatch_state", target=target, state=state.value)
