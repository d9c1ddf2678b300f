"""Cases that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kexie.base.kernel import walls
from kexie.base.kernel.access import Actor, Reach
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.workdays import midnight
from kexie.base.matters.abilities import AS_CLERK, VIEW_CASES
from kexie.base.matters.models import Case, CaseUnit, Matter, MatterVersion, VersionState
from kexie.base.matters.rules.guests import Guest
from kexie.base.people.api import Organisation

T = TypeVar("T", bound=QuerySet[Any])

#: What the pages of a case show beside its own columns.
WITH = ("version", "matter", "lead", "window", "applicant_unit", "applicant")


def case_for(actor: Actor, case_id: UUID) -> Case:
    """A case in which a unit of the actor's has a part. Raises NotFound."""
    found: Case | None = Case.objects.seen_by(actor, VIEW_CASES).select_related(*WITH).filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def own_cases(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor has applied for, and those of units that he acts for, newest first; of a guest his one case."""
    if isinstance(actor, Guest):
        rows: QuerySet[Case] = Case.objects.beyond("a guest's own").select_related(*WITH)
        return rows.filter(pk=actor.case_id) if actor.case_id else rows.none()
    if not actor.is_known or actor.account_id is None:
        return Case.objects.none()
    of_units = actor.reach(AS_CLERK).q("applicant_unit__path") & Q(applicant_unit__isnull=False)
    mine = Q(applicant=actor.person_id) if actor.person_id else Q(pk__in=[])
    found: QuerySet[Case] = Case.objects.beyond("one's own").filter(mine | of_units).select_related(*WITH)
    return found


def own_case(actor: Actor, case_id: UUID) -> Case:
    """One of one's own cases. Raises NotFound."""
    found: Case | None = own_cases(actor).filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def case_numbered(number: str) -> Case | None:
    """The case of that number, for whoever proves otherwise that it is his: by a code, not by who he is."""
    found: Case | None = Case.objects.beyond("by number and code").filter(number=number).first()
    return found


#: So many cases of a register are counted, and shown, at most.
MOST: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAsked:
    """What the register is narrowed to: ``begin`` and ``end`` are days of submission, both included."""

    matter: UUID | None = None
    state: str = ""
    outcome: str = ""
    begin: date | None = None
    end: date | None = None
    unit_path: str = ""
    text: str = ""


def cases_asked(actor: Actor, asked: CasesAsked) -> QuerySet[Case]:
    """The cases in which a unit of the actor's has a part, the newest first, with what a line shows."""
    rows = of_units(Case.objects.beyond("narrowed to the actor's units"), actor.reach(VIEW_CASES))
    plain = {"matter": asked.matter, "state": asked.state, "outcome": asked.outcome}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if asked.begin:
        rows = rows.filter(started_at__gte=midnight(asked.begin))
    if asked.end:
        rows = rows.filter(started_at__lt=midnight(asked.end + timedelta(days=1)))
    if asked.unit_path:
        parts = CaseUnit.objects.filter(case=OuterRef("pk"), organisation__path__startswith=asked.unit_path)
        rows = rows.filter(Exists(parts))
    if text := asked.text.strip():
        rows = rows.filter(Q(number__icontains=text) | Q(applicant_name__icontains=text))
    columns = ("number", "applicant_name", "state", "outcome", "started_at", "due_at", "ended_at")
    # Names that a line shows are joined as what belongs to it, which a count leaves out.
    found: QuerySet[Case] = (
        rows.select_related("lead", "version")
        .only(*columns, "lead__name", "version__name")
        .order_by("-started_at", "-pk")
    )
    return found


@walls.raised()  # the parts are those of the actor's own units
def of_units(rows: T, reach: Reach) -> T:
    """Of ``rows`` of cases, or of what has a case's key for its own, those in which a unit within ``reach`` has a part; asked as
    it is answered soonest: where the units have few cases, by these; where they have a part in very many, along the order of
    the register, looking at each case until a page is full.
    """
    if reach.everywhere:
        return rows
    # The units by their keys: databases know how many cases a unit has, not how many a path has.
    units = list(Organisation.objects.filter(reach.q("path")).values_list("pk", flat=True))
    parts = CaseUnit.objects.filter(organisation__in=units)
    if parts[: MOST + 1].count() <= MOST:
        return rows.filter(pk__in=parts.values("case"))
    return rows.filter(Exists(parts.filter(case=OuterRef("pk"))))


def counted(rows: QuerySet[Case]) -> int:
    """How many rows there are, at most :data:`MOST` and one more."""
    return rows.order_by()[: MOST + 1].count()


def matters_of(actor: Actor) -> list[tuple[UUID, str]]:
    """The matters to narrow a list of the actor's to, by name."""
    if not actor.reach(VIEW_CASES):
        return []
    once = MatterVersion.objects.filter(state=VersionState.PUBLISHED).values("matter")
    rows = Matter.objects.beyond("names of matters that were published are public").filter(pk__in=once)
    return list(rows.order_by("name").values_list("pk", "name"))
