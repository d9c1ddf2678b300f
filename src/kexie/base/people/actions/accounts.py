"""Verbs on accounts: open, disable, end sessions."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotPermitted
from kexie.base.people import errors, rules
from kexie.base.people.abilities import MANAGE_ACCOUNTS
from kexie.base.people.actions import notices
from kexie.base.people.actions.password_links import Reason, ask_link
from kexie.base.people.models import Account, Person, Post


def check_reach(*, by: Actor, at: datetime, person: Person | None, opening: bool = False) -> str:
    """Refuse unless ``by`` manages the accounts of every unit in which the person serves; the first unit's path.

    One unit is not enough: who could set the password of someone with a second post would act there too. For the same
    reason the account of someone whose role reaches everywhere is not for the administrator of one unit. When ``opening``
    the first account of someone who serves nowhere yet, the unit in which the person is registered counts.
    """
    access.check(by, MANAGE_ACCOUNTS)
    reach = by.reach(MANAGE_ACCOUNTS)
    posts = Post.objects.beyond("after the action's own check").not_over(timezone.localdate(at)).filter(person=person)
    rows = list(posts.values_list("organisation__path", "role"))
    paths = [path for path, _ in rows]
    if opening and not rows and person is not None and person.registered_in is not None:
        paths = [person.registered_in.path]
    beyond = any(rules.reaches_everywhere(role, access.abilities) for _, role in rows)
    if not rules.covers_all(reach, paths) or (beyond and not reach.everywhere):
        raise errors.PersonBeyondReach
    return paths[0] if paths else ""


def may_manage_account(*, by: Actor, at: datetime, person: Person) -> bool:
    """Whether :func:`check_reach` lets ``by`` pass: the page offers no button that can only be refused."""
    try:
        check_reach(by=by, at=at, person=person, opening=not Account.objects.filter(person=person).exists())
    except NotPermitted:
        return False
    return True


def _clean_mail(email: str) -> str:
    email = rules.normal_mail(email)
    try:
        validate_email(email)
    except ValidationError:
        raise errors.MailInvalid from None
    if Account.objects.filter(email__iexact=email).exists():
        raise errors.MailTaken
    return email


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise errors.PasswordWeak("".join(error.messages), errors=error.messages) from None


@transaction.atomic
def open_account(*, by: Actor, at: datetime, person: Person, email: str, password: str | None) -> Account:
    """Open the account with which ``person`` logs in; ``password`` None: nobody can, until it is set by mail.

    Refused: outside the reach of ``by``, a second account, an address that is taken or none, a weak password.
    """
    path = check_reach(by=by, at=at, person=person, opening=True)
    if Account.objects.filter(person=person).exists():
        raise errors.AccountExists
    email = _clean_mail(email)
    if password is not None:
        _check_password(password, Account(email=email, person=person))
    try:
        with transaction.atomic():
            account = Account.objects.create_user(email, password, person=person, date_joined=at)
    except IntegrityError:
        raise errors.MailTaken from None  # somebody else has been quicker by a moment
    audit.record(by=by, at=at, action="account.open", target=f"people.account:{account.pk}", unit_path=path)
    return account


@transaction.atomic
def invite(*, by: Actor, at: datetime, person: Person, email: str) -> Account:
    """Open an account and mail its person a link by which the password is set: see :func:`open_account`."""
    account = open_account(by=by, at=at, person=person, email=email, password=None)
    ask_link(at=at, email=account.email, reason=Reason.OPENED)
    return account


@transaction.atomic
def disable_account(*, by: Actor, at: datetime, account: Account) -> Account:
    """Close an account to log-in and end its sessions; what its person has done stays."""
    path = check_reach(by=by, at=at, person=account.person)
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.is_active:
        raise errors.AccountDisabled
    held.is_active = False
    held.session_generation += 1
    held.save(update_fields=["is_active", "session_generation"])
    audit.record(by=by, at=at, action="account.disable", target=f"people.account:{held.pk}", unit_path=path)
    return held


@transaction.atomic
def end_sessions(*, by: Actor, at: datetime, account: Account) -> None:
    """End every session of an account; its own person may, and whoever manages the account, of which the person is told."""
    own = by.account_id == account.pk
    path = "" if own else check_reach(by=by, at=at, person=account.person)
    Account.objects.filter(pk=account.pk).update(session_generation=F("session_generation") + 1)
    UserSession.objects.filter(user_id=account.pk).delete()
    if not own:
        notices.tell(at=at, account=account, kind="sessions_ended")
    audit.record(by=by, at=at, action="account.end_sessions", target=f"people.account:{account.pk}", unit_path=path)
