"""Questions about invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import MANAGE_ACCOUNTS
from kexie.base.people.models import Invitation
from kexie.base.people.rules.invitations import State, digest_of


def invitations(actor: Actor, *, at: datetime, state: str = "") -> QuerySet[Invitation]:
    """The invitations to units within reach of `MANAGE_ACCOUNTS`, newest first; ``state`` of `State` narrows them."""
    access.check(actor, MANAGE_ACCOUNTS)
    found = Invitation.objects.beyond("narrowed to the reach here").filter(
        actor.reach(MANAGE_ACCOUNTS).q("organisation__path")
    )
    narrowed: dict[State, dict[str, Any]] = {
        State.OPEN: {"accepted_at": None, "withdrawn_at": None, "expires_at__gt": at},
        State.EXPIRED: {"accepted_at": None, "withdrawn_at": None, "expires_at__lte": at},
        State.ACCEPTED: {"accepted_at__isnull": False},
        State.WITHDRAWN: {"withdrawn_at__isnull": False, "accepted_at": None},
    }
    if state in narrowed:
        found = found.filter(**narrowed[State(state)])
    return found.select_related("organisation").order_by("-created_at", "-pk")


def invitation(actor: Actor, invitation_id: UUID, *, at: datetime) -> Invitation:
    """One of :func:`invitations`; NotFound otherwise."""
    found = invitations(actor, at=at).filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link belongs to, for whoever has the link."""
    return (
        Invitation.objects.beyond("narrowed by its caller")
        .filter(token_digest=digest_of(token))
        .select_related("organisation", "person")
        .first()
    )
