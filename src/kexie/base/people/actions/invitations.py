"""Verbs on invitations: somebody is invited by mail to open his or her own account for a post.

The link is made when it is mailed; what is stored of it is a digest. What the invitation promises is granted when it is
accepted, with the rights that the inviter has then.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kexie.base.kernel import access, audit, outbox
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.people import rules
from kexie.base.people.abilities import GRANT_POSTS, MANAGE_ACCOUNTS
from kexie.base.people.actions.accounts import open_account
from kexie.base.people.actions.persons import add_person
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors import AccountExists, MailInvalid, MailTaken, PasswordWeak
from kexie.base.people.errors.accounts import InvitationClosed, InvitationOpen
from kexie.base.people.models import Account, Invitation, Organisation, Person
from kexie.base.people.queries import actor_of
from kexie.base.people.rules.invitations import GOOD_FOR, State, digest_of, state_of

TOPIC: Final = "people.invitation"
_NOBODY: Final = UUID(int=0)


def _target(invitation: Invitation) -> str:
    return f"people.invitation:{invitation.pk}"


def _check_right(by: Actor, unit: Organisation) -> None:
    access.check(by, MANAGE_ACCOUNTS, unit.path)
    access.check(by, GRANT_POSTS, unit.path)


def _clean_mail(email: str) -> str:
    email = rules.normal_mail(email)
    try:
        validate_email(email)
    except ValidationError:
        raise MailInvalid from None
    if Account.objects.filter(email__iexact=email).exists():
        raise MailTaken
    return email


def _mail(invitation: Invitation, at: datetime) -> None:
    outbox.put(topic=TOPIC, key=new_id().hex, payload={"invitation": str(invitation.pk)}, at=at)


@transaction.atomic
def send_invitation(
    *,
    by: Actor,
    at: datetime,
    email: str,
    name: str,
    organisation: Organisation,
    role: str = "",
    title: str = "",
    person: Person | None = None,
) -> Invitation:
    """Invite somebody to a post in ``organisation``; ``person`` when the human being is on record already.

    Refused: outside the reach of ``by``, an address that is taken or none, a person with an account, an open invitation
    for the same address, unit and role; what `grant_post` would refuse shows when it is accepted.
    """
    _check_right(by, organisation)
    email = _clean_mail(email)
    if person is not None and Account.objects.filter(person=person).exists():
        raise AccountExists
    Invitation.objects.beyond("after the action's own check").filter(
        email=email, accepted_at=None, withdrawn_at=None, expires_at__lte=at, organisation=organisation, role=role
    ).update(withdrawn_at=at)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                name=person.name if person else name.strip(),
                person=person,
                organisation=organisation,
                role=role,
                title=title.strip(),
                token_digest=digest_of(secrets.token_urlsafe(32)),
                created_at=at,
                expires_at=at + GOOD_FOR,
                by_account=by.account_id,
            )
    except IntegrityError:
        raise InvitationOpen from None
    _mail(invitation, at)
    audit.record(by=by, at=at, action="invitation.send", target=_target(invitation), unit_path=organisation.path)
    return invitation


def _held(invitation_id: UUID) -> Invitation:
    """The row, locked: of two at once the second waits and sees what the first has done."""
    return (
        Invitation.objects.beyond("after the action's own check")
        .select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation_id)
    )


def _state(invitation: Invitation, at: datetime) -> State:
    return state_of(
        accepted_at=invitation.accepted_at,
        withdrawn_at=invitation.withdrawn_at,
        expires_at=invitation.expires_at,
        at=at,
    )


@transaction.atomic
def resend_invitation(*, by: Actor, at: datetime, invitation: Invitation) -> Invitation:
    """Mail a new link, good anew; the earlier one is void. Refused: accepted or withdrawn."""
    _check_right(by, invitation.organisation)
    held = _held(invitation.pk)
    if _state(held, at) not in {State.OPEN, State.EXPIRED}:
        raise InvitationClosed
    held.expires_at = at + GOOD_FOR
    held.token_digest = digest_of(secrets.token_urlsafe(32))
    held.save(update_fields=["expires_at", "token_digest"])
    _mail(held, at)
    audit.record(by=by, at=at, action="invitation.resend", target=_target(held), unit_path=held.organisation.path)
    return held


@transaction.atomic
def withdraw_invitation(*, by: Actor, at: datetime, invitation: Invitation) -> Invitation:
    """Take an invitation back. Refused: accepted or withdrawn already."""
    _check_right(by, invitation.organisation)
    held = _held(invitation.pk)
    if _state(held, at) not in {State.OPEN, State.EXPIRED}:
        raise InvitationClosed
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    audit.record(by=by, at=at, action="invitation.withdraw", target=_target(held), unit_path=held.organisation.path)
    return held


def mail_invitation(*, by: Actor, at: datetime, invitation_id: str) -> None:
    """Make the link, store its digest and mail it; nothing for an invitation that is not open any more."""
    with transaction.atomic():
        held = _held(UUID(invitation_id))
        if _state(held, at) is not State.OPEN:
            return
        token = secrets.token_urlsafe(32)
        held.token_digest = digest_of(token)
        held.save(update_fields=["token_digest"])
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("account_accept_invitation", args=[token])
    role = access.roles[held.role].label if held.role in access.roles else ""
    post = "，".join(part for part in (held.title, role) if part)
    context = {"name": held.name, "unit": held.organisation.name, "post": post, "link": link}
    subject = " ".join(render_to_string("people/mail/invitation_subject.txt", context).split())
    body = render_to_string("people/mail/invitation.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [held.email], headers=headers).send()


def _inviter(invitation: Invitation, at: datetime) -> Actor:
    """Who has invited, with the rights of now; refused when there is nobody any more."""
    account = Account.objects.filter(pk=invitation.by_account or _NOBODY, is_active=True).first()
    if account is None:
        raise InvitationClosed
    return actor_of(account, on=timezone.localdate(at))


@transaction.atomic
def accept_invitation(*, by: Actor, at: datetime, invitation: Invitation, name: str, password: str) -> Account:
    """Open the account, the person (unless on record) and the post; ``by`` is the visitor with the link.

    Refused: used, withdrawn, over; the inviter may not grant it any more; a weak password. Twice at once counts once.
    """
    held = _held(invitation.pk)
    if held.token_digest != invitation.token_digest or _state(held, at) is not State.OPEN:
        raise InvitationClosed
    inviter = _inviter(held, at)
    try:
        validate_password(password, Account(email=held.email))
    except ValidationError as error:
        raise PasswordWeak("".join(error.messages), errors=error.messages) from None
    try:
        person = held.person or add_person(by=inviter, at=at, name=name, registered_in=held.organisation)
        begin = timezone.localdate(at)
        grant_post(
            by=inviter,
            at=at,
            person=person,
            organisation=held.organisation,
            role=held.role,
            title=held.title,
            begin=begin,
        )
        account = open_account(by=inviter, at=at, person=person, email=held.email, password=password)
    except NotPermitted:
        raise InvitationClosed from None
    Account.objects.filter(pk=account.pk).update(password_set_at=at)
    held.accepted_at, held.person = at, person
    held.save(update_fields=["accepted_at", "person"])
    audit.record(by=by, at=at, action="invitation.accept", target=_target(held), unit_path=held.organisation.path)
    return account
