"""What a person does with mails that came in: say whose they are, lay them aside, put them back; the register of addresses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions.mail_answers import ask_answer, tell_unit
from kexie.domains.bulletin.actions.mail_drafting import draft, prepare, without_doubles
from kexie.domains.bulletin.errors.mails import MailHandled, MailNotAssigned, SenderRefused
from kexie.domains.bulletin.models import IncomingMail, MailState, MailVerdict, SenderAddress, Submission
from kexie.domains.bulletin.queries.mail_senders import our_addresses, sender_of
from kexie.domains.bulletin.rules.dispatching import is_address, normal
from kexie.domains.bulletin.rules.mails.reading import read_mail
from kexie.domains.bulletin.rules.submissions import SubmissionState
from kexie.domains.bulletin.rules.wording import tidied_title

LONGEST_REMARK = 300


def assign_mail(
    *, by: Actor, at: datetime, mail_id: UUID, unit: Organisation, remember: bool = False
) -> list[Submission]:
    """Say that a mail of the tray is ``unit``'s: what it brings becomes drafts; ``remember`` registers the sender's address.

    Raises NotPermitted, NotFound, MailHandled, MailNotAssigned (nothing to draft, words that are there already, a closed unit).
    """
    check(by, HANDLE)
    if unit.closed_on is not None:
        raise MailNotAssigned({"unit": _("%(unit)s已经撤销，请选择其他单位。") % {"unit": unit}})
    found = IncomingMail.objects.select_related("raw").filter(pk=mail_id).first()
    if found is None:
        raise NotFound
    _check_state(found, MailState.TRAY)
    mail = read_mail(bytes(found.raw.content))
    # Read outside the transaction: it takes its time, and a file may be dangerous.
    prepared = without_doubles(prepare(mail, at=at, by_person=True), unit, at=at)
    if prepared.problem is not None:
        raise MailNotAssigned({"unit": " ".join(prepared.told)})
    with transaction.atomic():
        row = _held(mail_id, MailState.TRAY)
        own = sender_of(row.sender, on=timezone.localdate(at))
        author = own.person if unit in own.units else None
        row.state = MailState.DRAFTED
        if row.verdict != MailVerdict.FORGED:
            row.verdict = MailVerdict.FINE
        made = draft(prepared, row, unit, by=by, at=at, author=author)
        row.detail = " ".join(prepared.told)[:300]
        _handled(row, by=by, at=at)
        if remember and row.verdict != MailVerdict.FORGED:
            _remember(row.sender, unit, by=by, at=at)
        tell_unit(row, made, unit=unit, beside=author, at=at)
        ask_answer(row, at=at)
        audit.record(by=by, at=at, action="bulletin.mail_assign", target=_target(row), unit=unit.pk, remember=remember)
    return made


def ignore_mail(*, by: Actor, at: datetime, mail_id: UUID, reason: str) -> IncomingMail:
    """Lay a mail of the tray aside, with the reason. Raises NotPermitted, NotFound, MailHandled, MailNotAssigned (no reason)."""
    check(by, HANDLE)
    reason = tidied_title(reason)
    if not reason:
        raise MailNotAssigned({"reason": _("请写明为什么不处理。")})
    if len(reason) > LONGEST_REMARK:
        raise MailNotAssigned({"reason": _("原因最多%(limit)s字，请精简。") % {"limit": LONGEST_REMARK}})
    with transaction.atomic():
        row = _held(mail_id, MailState.TRAY)
        row.state, row.remark = MailState.IGNORED, reason
        _handled(row, by=by, at=at)
        audit.record(by=by, at=at, action="bulletin.mail_ignore", target=_target(row))
    return row


def put_back_mail(*, by: Actor, at: datetime, mail_id: UUID) -> IncomingMail:
    """Back into the tray: a mail that was laid aside, or one whose drafts nobody has touched yet; these are deleted.

    Raises NotPermitted, NotFound, MailHandled (a draft was written in, or sent in). One in the tray stays there.
    """
    check(by, HANDLE)
    with transaction.atomic():
        row = _held(mail_id, MailState.TRAY, MailState.IGNORED, MailState.DRAFTED)
        if row.state == MailState.TRAY:
            return row
        drafts = Submission.objects.beyond("what the mail became").select_for_update(of=("self",)).filter(mail=row)
        for submission in drafts:
            if submission.state != SubmissionState.DRAFT or submission.edition != 1:
                sentence = _("“%(title)s”已经由单位修改或报送，不能退回待认领。")
                raise MailHandled(sentence % {"title": submission.title})
        gone = [str(submission.pk) for submission in drafts]
        drafts.delete()
        row.state, row.remark = MailState.TRAY, ""
        row.handled_at, row.handled_name = None, ""
        row.save(update_fields=["state", "remark", "handled_at", "handled_name"])
        audit.record(by=by, at=at, action="bulletin.mail_put_back", target=_target(row), drafts=gone)
    return row


def add_sender(*, by: Actor, at: datetime, address: str, unit: Organisation) -> SenderAddress:
    """Register an address as a unit's. Raises NotPermitted, SenderRefused (no address, ours, or registered for another unit)."""
    check(by, HANDLE)
    address = normal(address)
    if not is_address(address):
        raise SenderRefused({"address": _("这不是邮箱地址，请改正。")})
    if address in our_addresses():
        raise SenderRefused({"address": _("这是本系统自己的邮箱，不能登记。")})
    if unit.closed_on is not None:
        raise SenderRefused({"unit": _("%(unit)s已经撤销，请选择其他单位。") % {"unit": unit}})
    with transaction.atomic():
        row = _remember(address, unit, by=by, at=at)
        if row.organisation_id != unit.pk:
            sentence = _("这个地址已登记为%(unit)s的。请先移除，再重新登记。")
            raise SenderRefused({"address": sentence % {"unit": row.organisation}})
    return row


def remove_sender(*, by: Actor, at: datetime, sender_id: int) -> None:
    """Take an address out of the register; one that is not there changes nothing. Raises NotPermitted."""
    check(by, HANDLE)
    with transaction.atomic():
        gone, _rows = SenderAddress.objects.filter(pk=sender_id).delete()
        if gone:
            audit.record(by=by, at=at, action="bulletin.sender_remove", target=f"bulletin.sender_address:{sender_id}")


def _remember(address: str, unit: Organisation, *, by: Actor, at: datetime) -> SenderAddress:
    """Register the address, unless it is: who said so first stays."""
    row, created = SenderAddress.objects.select_related("organisation").get_or_create(
        address=address, defaults={"organisation": unit, "added_at": at, "added_name": by.name}
    )
    if created:
        target = f"bulletin.sender_address:{row.pk}"
        audit.record(by=by, at=at, action="bulletin.sender_add", target=target, unit=unit.pk)
    return row


def _held(mail_id: UUID, *states: MailState) -> IncomingMail:
    row = IncomingMail.objects.select_for_update(of=("self",)).filter(pk=mail_id).first()
    if row is None:
        raise NotFound
    _check_state(row, *states)
    return row


def _check_state(row: IncomingMail, *states: MailState) -> None:
    if row.state not in states:
        sentence = _("这封来信现为“%(state)s”，这一步没有办理。请刷新页面后再办理。")
        raise MailHandled(sentence % {"state": row.get_state_display()})


def _handled(row: IncomingMail, *, by: Actor, at: datetime) -> None:
    row.handled_at, row.handled_name = at, by.name
    row.save(update_fields=["state", "verdict", "detail", "remark", "handled_at", "handled_name"])


def _target(row: IncomingMail) -> str:
    return f"bulletin.incoming_mail:{row.pk}"
