"""What the clock of a case has noted."""

from __future__ import annotations

from uuid import UUID

from kexie.domains.steward.models import ClockEntry
from kexie.domains.steward.rules.clock import Entry, Move, Term


def entries_of(case_id: UUID) -> list[Entry]:
    """The ledger of a case in order; whoever calls has looked at who sees the case."""
    return [entry_of(row) for row in rows_of(case_id)]


def rows_of(case_id: UUID) -> list[ClockEntry]:
    """The same as rows, for a page."""
    return list(ClockEntry.objects.beyond("of a case that was looked at").filter(case=case_id).order_by("number"))


def entry_of(row: ClockEntry) -> Entry:
    """A row as the clock reads it."""
    return Entry(Move(row.move), row.at, Term(row.limit, row.natural) if row.limit else None, row.until)
