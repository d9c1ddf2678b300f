"""What comes after the end of a case: for who calls, handles and supervises, and for who has applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kexie.base.kernel import walls
from kexie.base.kernel.access import Actor, may
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.api import Case, acted, has_acted
from kexie.domains.steward.abilities import CALL_BACK, HANDLE, SUPERVISE, VIEW_DESK
from kexie.domains.steward.models import (
    CallBack,
    CallTry,
    Exclusion,
    ExclusionKind,
    ExclusionState,
    Handling,
    Reopening,
    ReopenState,
)
from kexie.domains.steward.queries.sealed import texts_of
from kexie.domains.steward.rules.closing import ANSWERED, CallState

_LOOKED: Final = "of a case that was looked at"
_WITH: Final = ("unit", "case__version")


def took_part(actor: Actor, case_id: UUID) -> bool:
    """Whether ``actor`` has acted in a case, or in handling it once more: such a one does not call back."""
    mine = Q(handed_by=actor.account_id) | Q(closed_by=actor.account_id)
    again = Reopening.objects.beyond("who has acted").filter(mine, case=case_id)
    return actor.account_id is not None and (has_acted(actor.account_id, case_id) or again.exists())


def calls(actor: Actor, *, state: str = "", overdue: datetime | None = None, text: str = "") -> QuerySet[CallBack]:
    """The call-backs of one's units, the most urgent first; ``state`` empty: those to make; ``overdue``: due before then."""
    rows = CallBack.objects.seen_by(actor, CALL_BACK)
    if state != "all":
        rows = rows.filter(state=state or CallState.WAITING)
    if overdue is not None:
        rows = rows.filter(state=CallState.WAITING, due_at__lt=overdue)
    if text := text.strip():
        rows = rows.filter(case__number__icontains=text)
    found: QuerySet[CallBack] = rows.select_related(*_WITH).order_by("due_at", "pk")
    return found


def calls_to_make(actor: Actor) -> QuerySet[CallBack]:
    """Those that wait for ``actor``: never of cases in which he or she has acted."""
    again = Q(
        case__in=Reopening.objects.beyond("who has acted")
        .filter(Q(handed_by=actor.account_id) | Q(closed_by=actor.account_id))
        .values("case")
    )
    return calls(actor).exclude(again).exclude(acted(actor.account_id))


def call_for(actor: Actor, call_id: UUID) -> CallBack:
    """A call-back of one's units. Raises NotFound."""
    found = calls(actor, state="all").filter(pk=call_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class CallPage:
    """A call-back as its page shows it."""

    call: CallBack
    tries: tuple[CallTry, ...]
    remark: str
    may_call: bool
    took_part: bool


def call_page(actor: Actor, call_id: UUID) -> CallPage:
    """Raises NotFound."""
    call = call_for(actor, call_id)
    tries = CallTry.objects.seen_by(actor, CALL_BACK).filter(call=call)
    took = took_part(actor, call.case_id)
    waiting = call.state == CallState.WAITING
    return CallPage(call, tuple(tries), texts_of(call).get("remark", ""), waiting and not took, waiting and took)


def reopenings(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Reopening]:
    """The second handlings of one's units, the most urgent first; ``state`` empty: those that are not closed."""
    rows = Reopening.objects.seen_by(actor, VIEW_DESK)
    if not state:
        rows = rows.exclude(state=ReopenState.CLOSED)
    elif state != "all":
        rows = rows.filter(state=state)
    if text := text.strip():
        rows = rows.filter(case__number__icontains=text)
    found: QuerySet[Reopening] = rows.select_related(*_WITH, "call").order_by("due_at", "pk")
    return found


def reopenings_to_do(actor: Actor) -> QuerySet[Reopening]:
    """Those that wait for ``actor``: the unit has to hand in, or a supervisor to confirm what somebody else has handed in."""
    handles = (
        actor.reach(HANDLE).q("unit__path") & Q(state=ReopenState.HANDLING) if actor.reach(HANDLE) else Q(pk__in=[])
    )
    supervises = Q(pk__in=[])
    if reach := actor.reach(SUPERVISE):
        supervises = reach.q("unit__path") | reach.q("case__lead__path")
    rows = Reopening.objects.seen_by(actor, HANDLE, SUPERVISE).exclude(state=ReopenState.CLOSED)
    mine = Q(state=ReopenState.HANDED, handed_by=actor.account_id)
    found: QuerySet[Reopening] = rows.filter(handles | supervises).exclude(mine).select_related(*_WITH)
    return found.order_by("due_at", "pk")


@dataclass(frozen=True, slots=True)
class ReopeningPage:
    """A second handling as its page shows it, and what the reader may do."""

    row: Reopening
    texts: dict[str, str]
    remark: str
    may_hand_in: bool
    may_send_back: bool
    may_close: bool


def reopening_page(actor: Actor, reopening_id: UUID) -> ReopeningPage:
    """Raises NotFound."""
    row = reopenings(actor, state="all").filter(pk=reopening_id).first()
    if row is None:
        raise NotFound
    supervises = Reopening.objects.seen_by(actor, SUPERVISE).filter(pk=row.pk).exists()
    handling, handed = row.state == ReopenState.HANDLING, row.state == ReopenState.HANDED
    return ReopeningPage(
        row=row,
        texts=texts_of(row),
        remark=texts_of(row.call).get("remark", ""),
        may_hand_in=handling and may(actor, HANDLE, row.unit.path),
        may_send_back=handed and supervises,
        may_close=(handling or handed) and supervises and row.handed_by_id != actor.account_id,
    )


def exclusions(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[Exclusion]:
    """What one's units have asked to exclude, the newest first; ``state`` "force": what is excluded now."""
    rows = Exclusion.objects.seen_by(actor, VIEW_DESK)
    if state == "force":
        rows = rows.in_force()
    elif state:
        rows = rows.filter(state=state)
    if text := text.strip():
        rows = rows.filter(case__number__icontains=text)
    found: QuerySet[Exclusion] = rows.select_related(*_WITH).order_by("-asked_at", "-pk")
    return found


def exclusion_counts(actor: Actor) -> dict[str, int]:
    """How many of one's units' cases are excluded now (``force``), and how many requests wait (``open``)."""
    counts: dict[str, int] = Exclusion.objects.seen_by(actor, VIEW_DESK).aggregate(
        force=Count("pk", filter=Q(in_force=True)), open=Count("pk", filter=Q(state=ExclusionState.OPEN))
    )
    return counts


def exclusions_to_decide(actor: Actor) -> QuerySet[Exclusion]:
    """What waits for ``actor`` to decide it, the oldest first; never one's own."""
    rows = Exclusion.objects.seen_by(actor, SUPERVISE).filter(state=ExclusionState.OPEN)
    found: QuerySet[Exclusion] = rows.exclude(asked_by=actor.account_id).select_related(*_WITH)
    return found.order_by("asked_at", "pk")


@dataclass(frozen=True, slots=True)
class ExclusionPage:
    """A request as its page shows it, and what the reader may do."""

    row: Exclusion
    texts: dict[str, str]
    may_decide: bool
    may_take_back: bool


def exclusion_page(actor: Actor, exclusion_id: UUID) -> ExclusionPage:
    """Raises NotFound."""
    row = exclusions(actor).filter(pk=exclusion_id).first()
    if row is None:
        raise NotFound
    mine, is_open = row.asked_by_id == actor.account_id, row.state == ExclusionState.OPEN
    supervises = Exclusion.objects.seen_by(actor, SUPERVISE).filter(pk=row.pk).exists()
    return ExclusionPage(row, texts_of(row), is_open and supervises and not mine, is_open and mine)


@dataclass(frozen=True, slots=True)
class DeskClosing:
    """What the page of a case in the workbench says of its closing."""

    calls: tuple[CallBack, ...]
    to_call: CallBack | None
    reopening: Reopening | None
    exclusions: tuple[Exclusion, ...]
    excluded: bool
    may_ask: ExclusionKind | None


def desk_closing(actor: Actor, case: Case) -> DeskClosing | None:
    """Of a case that the page has looked at; None for whoever is not of the office, and where nothing has come yet."""
    handling = Handling.objects.beyond(_LOOKED).select_related("unit").filter(pk=case.pk, stage__in=ANSWERED).first()
    reach = actor.reach(VIEW_DESK)
    if handling is None or not (reach.covers(handling.unit.path) or reach.covers(case.lead.path)):
        return None
    of_case = {"case": case.pk}
    found = tuple(CallBack.objects.beyond(_LOOKED).filter(**of_case).order_by("round"))
    asked = tuple(Exclusion.objects.beyond(_LOOKED).filter(**of_case))
    excluded = any(row.in_force for row in asked)
    waits = any(row.state == ExclusionState.OPEN for row in asked)
    path = handling.unit.path
    may_ask = not waits and (may(actor, HANDLE, path) or may(actor, SUPERVISE, path))
    callable_ = CallBack.objects.seen_by(actor, CALL_BACK).waiting().filter(**of_case).first()
    return DeskClosing(
        calls=found,
        to_call=callable_ if callable_ is not None and not took_part(actor, case.pk) else None,
        reopening=Reopening.objects.beyond(_LOOKED).filter(**of_case).first(),
        exclusions=asked,
        excluded=excluded,
        may_ask=(ExclusionKind.RESTORE if excluded else ExclusionKind.EXCLUDE) if may_ask else None,
    )


@dataclass(frozen=True, slots=True)
class OwnClosing:
    """What the applicant's page says of the closing: the last call-back, what is done about a bad rating."""

    call: CallBack
    remark: str
    may_rate: bool
    reopening: Reopening | None
    answer: str


@walls.raised()
def own_closing(case_id: UUID, *, at: datetime) -> OwnClosing | None:
    """Of a case whose page has looked at who reads it; None where there is nothing to rate."""
    call = CallBack.objects.beyond(_LOOKED).filter(case=case_id).order_by("-round").first()
    if call is None:
        return None
    reopening = Reopening.objects.beyond(_LOOKED).filter(case=case_id).first()
    return OwnClosing(
        call=call,
        remark=texts_of(call).get("remark", ""),
        may_rate=call.state != CallState.REACHED and at <= call.open_until,
        reopening=reopening,
        answer=texts_of(reopening).get("answer", "") if reopening else "",
    )
