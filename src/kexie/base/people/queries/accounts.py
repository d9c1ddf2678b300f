"""Questions about accounts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from kexie.base.kernel import vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.models import Account
from kexie.base.people.queries.persons import person


def account_of(actor: Actor, person_id: UUID, *, on: date) -> Account:
    """The account of one of :func:`persons`; NotFound when there is none."""
    found = Account.objects.filter(person=person(actor, person_id, on=on)).select_related("person").first()
    if found is None:
        raise NotFound
    return found


def password_link(account: Account) -> str:
    """A link, good once and for three days, by which the password of ``account`` is set."""
    uid, token = user_pk_to_url_str(account), default_token_generator.make_token(account)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def account_with_mail(email: str) -> Account | None:
    """The account that logs in with an address, if it may log in: for log-in alone, never shown."""
    return Account.objects.filter(email=email, is_active=True).first()


def account_with_phone(mobile: str) -> Account | None:
    """The account that logs in with a mobile number, found by its blind index: for log-in alone, never shown."""
    known = vault.blinds(mobile, purpose="mobile")
    return Account.objects.filter(phone_blind__in=known, is_active=True).first()
