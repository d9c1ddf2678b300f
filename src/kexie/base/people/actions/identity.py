"""Verbs on identities: linking the city's to an account, and the sites that log in through us."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client, Token
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import MANAGE_SITES
from kexie.base.people.actions import notices
from kexie.base.people.actions.accounts import check_reach
from kexie.base.people.errors import accounts as errors
from kexie.base.people.models import Account

#: How allauth names the provider in its rows.
PROVIDER: Final = "city"
#: What a site may ask for; `roles` only when it is allowed to know units and roles.
SCOPES: Final = ("openid", "profile", "email")
ROLES: Final = "roles"
_LOCAL: Final = {"127.0.0.1", "localhost", "::1"}


@transaction.atomic
def map_identity(*, by: Actor, at: datetime, account: Account, subject: str) -> SocialAccount:
    """Link the city identity ``subject`` to an account, by an administrator who has checked that it is the same person.

    Refused: outside the reach of ``by``, an identity or an account that is linked already.
    """
    path = check_reach(by=by, at=at, person=account.person)
    linked = _link(account, subject)
    notices.tell(at=at, account=account, kind="identity_linked")
    audit.record(
        by=by,
        at=at,
        action="account.link_identity",
        target=f"people.account:{account.pk}",
        unit_path=path,
        how="mapped",
    )
    return linked


@transaction.atomic
def note_linked(*, by: Actor, at: datetime, account: Account) -> None:
    """Keep that the person has linked the city identity, and tell."""
    notices.tell(at=at, account=account, kind="identity_linked")
    audit.record(by=by, at=at, action="account.link_identity", target=f"people.account:{account.pk}", how="confirmed")


@transaction.atomic
def unlink_identity(*, by: Actor, at: datetime, account: Account) -> int:
    """Take the link to the city identity away; the person may, and whoever manages the account; how many there were."""
    own = by.account_id == account.pk
    path = "" if own else check_reach(by=by, at=at, person=account.person)
    count: int = SocialAccount.objects.filter(user_id=account.pk).delete()[0]
    if count:
        notices.tell(at=at, account=account, kind="identity_unlinked")
        audit.record(
            by=by, at=at, action="account.unlink_identity", target=f"people.account:{account.pk}", unit_path=path
        )
    return count


def _link(account: Account, subject: str) -> SocialAccount:
    if SocialAccount.objects.filter(user_id=account.pk).exists():
        raise errors.IdentityTaken
    try:
        with transaction.atomic():
            return SocialAccount.objects.create(user=account, provider=PROVIDER, uid=subject.strip(), extra_data={})
    except IntegrityError:
        raise errors.IdentityTaken from None


def _check_addresses(addresses: Iterable[str]) -> list[str]:
    """Refuse what is not https: whole addresses without wildcards; http on the same machine outside production."""
    found = [address.strip() for address in addresses if address.strip()]
    for address in found:
        parts = urlsplit(address)
        at_home = parts.scheme == "http" and parts.hostname in _LOCAL and not settings.KEXIE_PRODUCTION
        if not (at_home or parts.scheme == "https") or not parts.hostname or "*" in address or parts.fragment:
            raise errors.AddressWrong
    if not found:
        raise errors.AddressWrong
    return found


@transaction.atomic
def add_site(
    *, by: Actor, at: datetime, name: str, redirect_uris: Iterable[str], tells_roles: bool
) -> tuple[Client, str]:
    """Let a site log people in through us; the site and its secret, which is shown once and stored hashed."""
    access.check(by, MANAGE_SITES)
    secret = secrets.token_urlsafe(32)
    site = Client(name=name.strip(), owner=None)
    site.set_redirect_uris(_check_addresses(redirect_uris))
    site.set_scopes([*SCOPES, *([ROLES] if tells_roles else [])])
    site.set_default_scopes(["openid"])
    _open(site)
    site.set_secret(secret)
    site.save()
    audit.record(by=by, at=at, action="site.add", target=f"people.site:{site.pk}", roles=tells_roles)
    return site, secret


@transaction.atomic
def rotate_secret(*, by: Actor, at: datetime, site: Client) -> str:
    """A new secret for a site, shown once; the earlier one is void at once."""
    access.check(by, MANAGE_SITES)
    secret = secrets.token_urlsafe(32)
    site.set_secret(secret)
    site.save(update_fields=["secret"])
    audit.record(by=by, at=at, action="site.rotate_secret", target=f"people.site:{site.pk}")
    return secret


@transaction.atomic
def switch_site(*, by: Actor, at: datetime, site: Client, on: bool) -> Client:
    """Switch a site off (nobody logs in through it, and its tokens are void) or on again."""
    access.check(by, MANAGE_SITES)
    held = Client.objects.select_for_update().get(pk=site.pk)
    if on:
        _open(held)
    else:
        held.set_grant_types([])
        held.set_response_types([])
        held.data = {**(held.data or {}), "disabled": True}
        Token.objects.filter(client=held).delete()
    held.save(update_fields=["grant_types", "response_types", "data"])
    audit.record(by=by, at=at, action="site.enable" if on else "site.disable", target=f"people.site:{held.pk}")
    return held


def _open(site: Client) -> None:
    site.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    site.set_response_types([Client.ResponseType.CODE])
    site.data = {**(site.data or {}), "disabled": False}
