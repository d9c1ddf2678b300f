"""Where a submission comes from: work in the ledger that a unit could report, and commissions that it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.ledger import api as ledger
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.models import Commission, CommissionedUnit, CommissionState, Submission
from kexie.domains.bulletin.rules.submissions import LONGEST_TITLE, SubmissionWords

#: How long work that was done is worth a report.
RECENT: Final = timedelta(days=60)
MOST_ENTRIES: Final = 20
#: Work of the bulletin itself is no news for it.
_OWN_KIND: Final = "bulletin.issue"


@dataclass(frozen=True, slots=True)
class Report:
    """Work in the ledger that a unit could report, and its latest submission about it, if there is one."""

    entry: ledger.Entry
    submission: Submission | None


def work_to_report(actor: Actor, unit: Organisation, *, on: date) -> list[Report]:
    """可报送的工作: what the unit has done in the past weeks, the latest first, in three queries; what is reported says so."""
    found = ledger.entries(actor, unit=unit, since=on - RECENT, until=on).exclude(kind=_OWN_KIND)[:MOST_ENTRIES]
    return _reports(actor, list(found))


def report_of(actor: Actor, entry_id: UUID) -> Report | None:
    """The same for one entry of a unit for which ``actor`` sends in; None for an entry of others."""
    entry = ledger.entries(actor).exclude(kind=_OWN_KIND).filter(pk=entry_id).first()
    if entry is None or reporting_unit(actor, entry) is None:
        return None
    return _reports(actor, [entry])[0]


def reporting_unit(actor: Actor, entry: ledger.Entry) -> Organisation | None:
    """The first of the entry's units for which ``actor`` sends in."""
    reach = actor.reach(CONTRIBUTE)
    return next((part.organisation for part in entry.units.all() if reach.covers(part.organisation.path)), None)


def entry_to_report(actor: Actor, entry_id: UUID) -> tuple[ledger.Entry, Organisation]:
    """An entry with the unit that reports it; NotFound where ``actor`` sends in for none of its units."""
    entry = ledger.entries(actor).filter(pk=entry_id).first()
    unit = reporting_unit(actor, entry) if entry else None
    if entry is None or unit is None:
        raise NotFound
    return entry, unit


def words_from(entry: ledger.Entry, unit: Organisation) -> SubmissionWords:
    """What the ledger knows already, as the beginning of a submission of ``unit``."""
    parts = [part.organisation_id for part in entry.units.all()]
    return SubmissionWords(
        title=entry.title[:LONGEST_TITLE],
        units=(unit.pk, *(pk for pk in parts if pk != unit.pk)),
        event_on=entry.occurred_on,
        place=entry.place,
    )


def commission_to_answer(actor: Actor, commission_id: UUID) -> tuple[Commission, Organisation]:
    """A commission with the unit that was asked and for which ``actor`` sends in; NotFound if there is none."""
    found = Commission.objects.exclude(state=CommissionState.CANCELLED).filter(pk=commission_id).first()
    if found is None:
        raise NotFound
    asked = CommissionedUnit.objects.seen_by(actor, CONTRIBUTE).filter(commission=found)
    part = asked.select_related("organisation").order_by("organisation__path").first()
    if part is None:
        raise NotFound
    return found, part.organisation


def _reports(actor: Actor, entries: list[ledger.Entry]) -> list[Report]:
    told = Submission.objects.seen_by(actor, CONTRIBUTE).filter(entry__in=[entry.pk for entry in entries])
    latest = {each.entry_id: each for each in told.order_by("created_at")}
    return [Report(entry, latest.get(entry.pk)) for entry in entries]
