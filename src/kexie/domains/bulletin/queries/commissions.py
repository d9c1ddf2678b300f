"""Commissions as the desk sees them, and what a unit was asked for, as it sees that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.ui.todos import MOST
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.models import (
    AskedState,
    Commission,
    CommissionedUnit,
    CommissionedUnitQuerySet,
    CommissionState,
    Submission,
)

#: The tone of each state of an asked unit.
ASKED_TONES: Final = {
    AskedState.ASKED: "info",
    AskedState.HANDED_IN: "good",
    AskedState.DECLINED: "neutral",
    AskedState.MISSED: "bad",
}
STATE_TONES: Final = {
    CommissionState.OPEN: "info",
    CommissionState.CLOSED: "neutral",
    CommissionState.CANCELLED: "neutral",
}


def commissions(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Commission]:
    """The commissions with how many units were asked and how they stand, the latest due first. Raises NotPermitted."""
    check(actor, HANDLE)
    found = Commission.objects.annotate(
        asked_count=Count("asked"),
        handed_count=Count("asked", filter=Q(asked__state=AskedState.HANDED_IN)),
        open_count=Count("asked", filter=Q(asked__state=AskedState.ASKED)),
        missed_count=Count("asked", filter=Q(asked__state=AskedState.MISSED)),
    ).select_related("column", "kind")
    if state:
        found = found.filter(state=state)
    if text := text.strip():
        found = found.filter(Q(title__icontains=text) | Q(brief__icontains=text))
    return found.order_by("-due_at", "-pk")


def recent(actor: Actor) -> list[tuple[UUID, str]]:
    """The latest commissions to narrow the desk by: keys and titles."""
    check(actor, HANDLE)
    return list(Commission.objects.order_by("-due_at").values_list("pk", "title")[:30])


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit that was asked, with what it has sent in for it."""

    asked: CommissionedUnit
    submissions: tuple[Submission, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class CommissionView:
    """A commission with its units, in the order of the tree."""

    commission: Commission
    units: tuple[AskedUnit, ...]

    @property
    def is_open(self) -> bool:
        """Whether units are still asked."""
        return self.commission.state == CommissionState.OPEN


def commission_by_id(actor: Actor, commission_id: UUID) -> CommissionView:
    """A commission for the desk, in three queries; NotFound if there is none."""
    check(actor, HANDLE)
    found = Commission.objects.select_related("column", "kind").filter(pk=commission_id).first()
    if found is None:
        raise NotFound
    asked = CommissionedUnit.objects.seen_by(actor, HANDLE).filter(commission=found).select_related("organisation")
    sent = Submission.objects.seen_by(actor, HANDLE).at_the_desk().filter(commission=found).select_related("unit")
    submissions = list(sent.defer("text"))
    return CommissionView(found, tuple(_with(row, submissions) for row in asked))


def _with(asked: CommissionedUnit, submissions: list[Submission]) -> AskedUnit:
    own = tuple(one for one in submissions if one.unit.path.startswith(asked.organisation.path))
    return AskedUnit(asked, own, ASKED_TONES[AskedState(asked.state)])


def asked_unit(actor: Actor, commission_id: UUID, asked_id: int) -> CommissionedUnit:
    """One unit of a commission, for the desk; NotFound otherwise."""
    rows = CommissionedUnit.objects.seen_by(actor, HANDLE).select_related("organisation", "commission")
    found: CommissionedUnit | None = rows.filter(pk=asked_id, commission=commission_id).first()
    if found is None:
        raise NotFound
    return found


def requests(actor: Actor, *, state: str = "") -> CommissionedUnitQuerySet:
    """What the actor's units were asked for, the latest due first; what was called off too, told as such."""
    check(actor, CONTRIBUTE)
    rows = CommissionedUnit.objects.seen_by(actor, CONTRIBUTE).select_related("commission", "organisation")
    if state:
        rows = rows.filter(state=state)
    found: CommissionedUnitQuerySet = rows.order_by("-commission__due_at", "-pk")
    return found


def waiting_requests(actor: Actor) -> list[CommissionedUnit]:
    """What has not been answered yet, overdue things too, the most urgent first; nothing for who sends nothing in."""
    if not may(actor, CONTRIBUTE):
        return []
    rows = requests(actor).filter(commission__state=CommissionState.OPEN)
    return list(rows.filter(state__in=[AskedState.ASKED, AskedState.MISSED]).order_by("commission__due_at")[: MOST + 1])


@dataclass(frozen=True, slots=True)
class RequestView:
    """What a unit was asked for, and what it has written for it, drafts too."""

    asked: CommissionedUnit
    submissions: tuple[Submission, ...]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still wanted."""
        return self.asked.commission.state == CommissionState.OPEN

    @property
    def may_decline(self) -> bool:
        """Whether the unit can say that it cannot."""
        return self.is_open and self.asked.state in (AskedState.ASKED, AskedState.MISSED)


def request_for(actor: Actor, asked_id: int) -> RequestView:
    """What one of the actor's units was asked for; NotFound otherwise."""
    asked = requests(actor).filter(pk=asked_id).first()
    if asked is None:
        raise NotFound
    own = Submission.objects.seen_by(actor, CONTRIBUTE).filter(commission=asked.commission).defer("text")
    rows = own.filter(unit__path__startswith=asked.organisation.path).select_related("unit")
    return RequestView(asked, tuple(rows))


def asked_for(actor: Actor, commission_id: UUID) -> CommissionedUnit:
    """By which of the actor's units an open commission can be answered, for a new submission; NotFound if by none."""
    rows = requests(actor).filter(commission=commission_id, commission__state=CommissionState.OPEN)
    found: CommissionedUnit | None = rows.first()
    if found is None:
        raise NotFound
    return found
