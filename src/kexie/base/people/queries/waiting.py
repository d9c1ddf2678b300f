"""What waits in the inbox of those who keep organisations, rights, accounts and personal data.

Each question is asked only of whoever holds its ability, answers within the reach, and looks at a bounded number of rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, may
from kexie.base.people.abilities import MANAGE_ACCOUNTS, MANAGE_ORGANISATIONS, PROTECT_DATA, REVIEW_RIGHTS
from kexie.base.people.models import ErasureState
from kexie.base.people.queries.erasure import deadline_of, erasures
from kexie.base.people.queries.invitations import invitations
from kexie.base.people.queries.organisations import organisations
from kexie.base.people.queries.reviews import review_states
from kexie.base.people.rules.invitations import State
from kexie.base.ui.todos import MOST, ToDo

#: An invitation that nobody has accepted is spoken of so long before it expires.
EXPIRES_SOON: Final = timedelta(days=2)
#: One more than the inbox shows, so that it can say that there are more.
_LOOKED_AT: Final = MOST + 1


def unconfirmed_units(actor: Actor, at: datetime) -> list[ToDo]:
    """Organisations that an import has named and nobody has confirmed."""
    if not may(actor, MANAGE_ORGANISATIONS):
        return []
    found = organisations(actor, state="unconfirmed").only("uid", "name", "path")[:_LOOKED_AT]
    return [
        ToDo(title=unit.name, what=_("确认组织"), url=reverse("people:organisation", kwargs={"uid": unit.uid}))
        for unit in found
    ]


def rights_to_review(actor: Actor, at: datetime) -> list[ToDo]:
    """Units whose rights have not been reviewed in time."""
    if not may(actor, REVIEW_RIGHTS):
        return []
    overdue = review_states(actor, on=timezone.localdate(at), at=at, overdue_only=True)[:_LOOKED_AT]
    return [
        ToDo(
            title=_("%(unit)s：%(held)d项权限") % {"unit": unit.name, "held": unit.held},
            what=_("核查权限"),
            url=reverse("people:rights-review", kwargs={"uid": unit.uid}),
            since=unit.reviewed_at,
        )
        for unit in overdue
    ]


def erasures_to_decide(actor: Actor, at: datetime) -> list[ToDo]:
    """Requests for erasure without an answer, with the last day for it."""
    if not may(actor, PROTECT_DATA):
        return []
    asked = erasures(actor, state=ErasureState.ASKED).only("asked_at", "person__name")
    return [
        ToDo(
            title=_("%(name)s申请删除个人信息") % {"name": request.person},
            what=_("办理"),
            url=reverse("people:erasure", kwargs={"erasure_id": request.pk}),
            since=request.asked_at,
            due=deadline_of(request),
        )
        for request in asked.order_by("asked_at", "pk")[:_LOOKED_AT]
    ]


def invitations_expiring(actor: Actor, at: datetime) -> list[ToDo]:
    """Open invitations that expire soon: to be sent again, or withdrawn."""
    if not may(actor, MANAGE_ACCOUNTS):
        return []
    soon = invitations(actor, at=at, state=State.OPEN).filter(expires_at__lte=at + EXPIRES_SOON)
    soon = soon.only("name", "created_at", "expires_at", "organisation__name")
    return [
        ToDo(
            title=_("%(name)s（%(unit)s）") % {"name": invitation.name, "unit": invitation.organisation.name},
            what=_("提醒或重发邀请"),
            url=reverse("people:invitation", kwargs={"invitation_id": invitation.pk}),
            since=invitation.created_at,
            due=timezone.localdate(invitation.expires_at),
        )
        for invitation in soon.order_by("expires_at", "pk")[:_LOOKED_AT]
    ]
