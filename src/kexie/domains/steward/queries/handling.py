"""What is kept of a case, for who may act on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.matters import api as matters
from kexie.base.matters.api import Case, CaseState
from kexie.domains.steward.abilities import HANDLE, SUPERVISE
from kexie.domains.steward.models import ClockEntry, Handling, LimitWish, WishState
from kexie.domains.steward.queries.clock import rows_of


def handling_of(actor: Actor, case_id: UUID) -> Handling:
    """What is kept of a case that ``actor`` sees in the workbench. Raises NotFound."""
    case = matters.case_for(actor, case_id)
    return of_case(case)


def of_case(case: Case) -> Handling:
    """What is kept of a case; whoever calls has looked at who sees it. Raises NotFound."""
    rows = Handling.objects.beyond("of a case that was looked at").select_related("unit", "urgency", "matter")
    found: Handling | None = rows.filter(pk=case.pk).first()
    if found is None:
        raise NotFound
    found.case = case
    return found


def check_handles(actor: Actor, case_id: UUID) -> Handling:
    """The handling of a case whose unit ``actor`` works for. Raises NotFound, NotPermitted."""
    handling = handling_of(actor, case_id)
    check(actor, HANDLE, handling.unit.path)
    return handling


def check_supervises(actor: Actor, case_id: UUID) -> Handling:
    """The handling of a case that ``actor`` supervises. Raises NotFound, NotPermitted."""
    handling = handling_of(actor, case_id)
    check(actor, SUPERVISE, handling.unit.path)
    return handling


def check_takes_up(actor: Actor, case_id: UUID) -> Handling:
    """The handling of a case that ``actor`` handles or supervises. Raises NotFound, NotPermitted."""
    handling = handling_of(actor, case_id)
    if not may(actor, SUPERVISE, handling.unit.path):
        check(actor, HANDLE, handling.unit.path)
    return handling


def check_sorts(actor: Actor, case_id: UUID) -> Handling:
    """The handling of a case that ``actor`` may sort by kind, district and urgency: the window, the unit, supervision.

    Raises NotFound, NotPermitted.
    """
    handling = handling_of(actor, case_id)
    if not may_sort(actor, handling):
        check(actor, HANDLE, handling.unit.path)
    return handling


def wish_to_decide(actor: Actor, wish_id: UUID) -> LimitWish:
    """A wish about a case that ``actor`` supervises, decided or not. Raises NotFound, NotPermitted."""
    rows = LimitWish.objects.beyond("its case is looked at next").select_related("case", "unit")
    found: LimitWish | None = rows.filter(pk=wish_id).first()
    if found is None:
        raise NotFound
    check_supervises(actor, found.case_id)
    return found


def open_wishes(actor: Actor) -> QuerySet[LimitWish]:
    """The wishes that wait for ``actor`` to decide them, the oldest first; never one's own."""
    rows = LimitWish.objects.seen_by(actor, SUPERVISE).filter(state=WishState.OPEN, case__state=CaseState.OPEN)
    found: QuerySet[LimitWish] = (
        rows.filter(actor.reach(SUPERVISE).q("unit__path"))
        .exclude(asked_by=actor.account_id)
        .select_related("case", "unit")
        .order_by("asked_at", "pk")
    )
    return found


def parked_to_review(actor: Actor, *, on: date) -> QuerySet[Handling]:
    """What one's units have parked and have to look at again by ``on``, the longest due first."""
    rows = Handling.objects.seen_by(actor, HANDLE).filter(actor.reach(HANDLE).q("unit__path"), parked_until__lte=on)
    found: QuerySet[Handling] = rows.select_related("case", "matter", "unit").order_by("parked_until", "pk")
    return found


def may_sort(actor: Actor, handling: Handling) -> bool:
    """Whether ``actor`` may say how urgent a case is, and of what kind."""
    window = handling.case.window or handling.unit
    paths = (window.path, handling.unit.path)
    return may(actor, SUPERVISE, handling.unit.path) or any(may(actor, HANDLE, path) for path in paths)


@dataclass(frozen=True, slots=True)
class ClockPage:
    """The clock of a case as its page shows it, and what the reader may do with it."""

    handling: Handling
    entries: tuple[ClockEntry, ...]
    wishes: tuple[LimitWish, ...]
    may_wish: bool
    may_sort: bool
    may_contact: bool
    may_unpark: bool
    decides: LimitWish | None
    takes_back: LimitWish | None


def clock_page(actor: Actor, case: Case) -> ClockPage:
    """The clock of a case whose page ``actor`` reads. Raises NotFound."""
    handling = of_case(case)
    wishes = list(LimitWish.objects.beyond("of a case that was looked at").filter(case=case).select_related("unit"))
    open_wish = next((wish for wish in wishes if wish.state == WishState.OPEN), None)
    handles = handling.is_running and may(actor, HANDLE, handling.unit.path)
    supervises = handling.is_running and may(actor, SUPERVISE, handling.unit.path)
    own = open_wish is not None and open_wish.asked_by_id == actor.account_id
    return ClockPage(
        handling=handling,
        entries=tuple(rows_of(case.pk)),
        wishes=tuple(wishes),
        may_wish=handles and open_wish is None and handling.parked_until is None,
        may_sort=handling.is_running and may_sort(actor, handling),
        may_contact=handling.is_running and handling.contacted_at is None and may_sort(actor, handling),
        may_unpark=handling.parked_until is not None and (handles or supervises),
        decides=open_wish if supervises and not own else None,
        takes_back=open_wish if own else None,
    )
