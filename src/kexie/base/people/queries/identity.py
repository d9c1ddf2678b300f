"""Questions about the city's identity service, which may log people in here, and about the sites that log in through us."""

from __future__ import annotations

from datetime import date

from allauth.idp.oidc.models import Client
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import MANAGE_SITES
from kexie.base.people.models import Account, Post


def identity_label() -> str:
    """What the city's identity service is called on the button; empty when none is configured."""
    return str(settings.KEXIE_IDENTITY_LABEL) if settings.KEXIE_IDENTITY_ISSUER else ""


def provider_is_on() -> bool:
    """Whether our other sites can log in through us: a key that signs is configured."""
    return bool(settings.KEXIE_OIDC_KEY_FILE)


def own_identity(actor: Actor) -> SocialAccount | None:
    """The city identity that is linked to the actor's account."""
    return identity_of(actor.account_id)


def identity_of(account_id: object) -> SocialAccount | None:
    """The city identity that is linked to an account."""
    return SocialAccount.objects.filter(user_id=account_id).first()


def sites(actor: Actor) -> QuerySet[Client]:
    """The sites that log in through us, by name."""
    access.check(actor, MANAGE_SITES)
    found: QuerySet[Client] = Client.objects.order_by("name", "id")
    return found


def site(actor: Actor, client_id: str) -> Client:
    """One of :func:`sites`; NotFound otherwise."""
    found = sites(actor).filter(pk=client_id).first()
    if found is None:
        raise NotFound
    return found


def is_disabled(client: Client) -> bool:
    """Whether a site is switched off."""
    return bool((client.data or {}).get("disabled"))


def unit_claims(account: Account, *, on: date) -> list[dict[str, str]]:
    """The units and roles of an account's person on a day, for a site that is allowed to know them."""
    if account.person_id is None:
        return []
    posts = Post.objects.beyond("one's own").on(on).filter(person_id=account.person_id).select_related("organisation")
    return [
        {"unit": str(post.organisation.uid), "name": post.organisation.name, "role": post.role, "title": post.title}
        for post in posts
    ]
