"""Dispatches: whom an issue would go to, how far a dispatch is, what goes along with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from kexie.base.kernel.access import Actor, Platform, check
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.topics import LEASE
from kexie.domains.bulletin.abilities import SEND
from kexie.domains.bulletin.models import (
    Dispatch,
    DistributionList,
    Issue,
    Recipient,
    RecipientState,
    Revision,
)
from kexie.domains.bulletin.queries.lists import Candidate, Resolved, resolve
from kexie.domains.bulletin.queries.papers import Paper, paper
from kexie.domains.bulletin.rules.dispatching import Named

#: Among how many of the latest issues it is looked for those that were sent to nobody.
UNSENT_AMONG: Final = 8
#: What counts as having had a revision: on the way too, so that nobody gets it twice.
_HAS_IT = (RecipientState.WAITING, RecipientState.HANDED, RecipientState.SENT)


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a dispatch would go to: those who have not had the revision, and how many have."""

    resolved: Resolved
    fresh: tuple[Candidate, ...]

    @property
    def had(self) -> int:
        """How many of the recipients have had it before."""
        return len(self.resolved.candidates) - len(self.fresh)


def latest_revision(actor: Actor, issue_id: UUID) -> Revision:
    """What can be sent of an issue; NotFound before it is signed."""
    check(actor, SEND)
    found = Revision.objects.filter(issue=issue_id).select_related("issue").order_by("-number").first()
    if found is None:
        raise NotFound
    return found


def preview(
    actor: Actor, revision: Revision, *, lists: Sequence[DistributionList], extra: Sequence[Named], on: date
) -> Preview:
    """Whom the lists and the extra addresses name on the day ``on``, less those who have had this revision."""
    check(actor, SEND)
    resolved = resolve(lists, extra=extra, on=on)
    had = set(
        Recipient.objects.filter(dispatch__revision=revision, state__in=_HAS_IT).values_list("address", flat=True)
    )
    return Preview(resolved, tuple(one for one in resolved.candidates if one.address not in had))


def dispatches(actor: Actor, *, state: str = "", year: int | None = None) -> QuerySet[Dispatch]:
    """All dispatches, the latest first, each with how many addresses it has and how many are out."""
    check(actor, SEND)
    out = Count("recipients", filter=Q(recipients__state=RecipientState.SENT))
    found = Dispatch.objects.select_related("revision__issue").annotate(everyone=Count("recipients"), out=out)
    found = found.filter(state=state) if state else found
    return found.filter(revision__issue__year=year) if year else found


def dispatch_for(actor: Actor, dispatch_id: UUID) -> Dispatch:
    """One dispatch; NotFound when there is none."""
    check(actor, SEND)
    found = Dispatch.objects.select_related("revision__issue").filter(pk=dispatch_id).first()
    if found is None:
        raise NotFound
    return found


def recipients(actor: Actor, dispatch: Dispatch, *, state: str = "", text: str = "") -> QuerySet[Recipient]:
    """The addresses of a dispatch, by state and by what address or name holds."""
    check(actor, SEND)
    found = dispatch.recipients.order_by("pk")
    found = found.filter(state=state) if state else found
    return found.filter(Q(address__icontains=text) | Q(name__icontains=text)) if text else found


def counts(dispatch: Dispatch) -> Mapping[str, int]:
    """How many addresses stand in each state, states without any too."""
    rows = dispatch.recipients.order_by("state").values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(RecipientState.values, 0) | dict(rows)


def uncertain(dispatch: Dispatch, *, at: datetime) -> QuerySet[Recipient]:
    """The addresses of which nobody knows whether the mail has arrived: handed over by a worker that is gone by now."""
    return dispatch.recipients.filter(state=RecipientState.HANDED, handed_at__lt=at - LEASE)


def unsent(actor: Actor) -> list[Issue]:
    """Published issues of the last weeks whose latest revision was sent to nobody yet, the oldest first."""
    check(actor, SEND)
    latest = Revision.objects.filter(issue=OuterRef("pk")).order_by("-number").values("pk")[:1]
    recent = Issue.objects.signed().newest_first().annotate(latest=Subquery(latest))[:UNSENT_AMONG]
    sent = set(Dispatch.objects.filter(revision__in=[row.latest for row in recent]).values_list("revision", flat=True))
    return [row for row in reversed(recent) if row.latest not in sent]


def troubled(actor: Actor, *, at: datetime) -> list[Dispatch]:
    """Dispatches with addresses that failed, or of which nobody knows, the latest twenty."""
    check(actor, SEND)
    bad = Q(state=RecipientState.FAILED) | Q(state=RecipientState.HANDED, handed_at__lt=at - LEASE)
    rows = Recipient.objects.filter(bad, dispatch=OuterRef("pk"))
    return list(Dispatch.objects.filter(Exists(rows)).select_related("revision__issue")[:20])


def last_lists(issue_id: UUID) -> list[str]:
    """The names of the lists that the last dispatch, of this issue or of any, was made with: a good beginning."""
    own = Dispatch.objects.filter(revision__issue=issue_id).first() or Dispatch.objects.first()
    return list(own.lists) if own else []


def attachments_of(dispatch: Dispatch) -> list[Paper]:
    """The papers that go along."""
    issue: Any = dispatch.revision.issue
    return [paper(Platform("发送"), issue.year, issue.number, fmt) for fmt in dispatch.formats]
