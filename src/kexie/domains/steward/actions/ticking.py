"""Writing the clock's ledger: what is added is read at once, and stored together."""

from __future__ import annotations

from datetime import datetime

from kexie.base.kernel.access import Actor
from kexie.domains.steward.models import END_OF_TIME, ClockEntry, Handling
from kexie.domains.steward.queries.clock import entries_of
from kexie.domains.steward.rules.clock import Entry, Move, Reading, Term, after, read


class Ledger:
    """The clock of one case, which is locked: its reading follows each entry that is added; `write` stores them."""

    def __init__(self, handling: Handling, *, by: Actor) -> None:
        self.handling, self.by = handling, by
        self._added: list[ClockEntry] = []
        self._number: int | None = None
        self._reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        """What the clock says, with all that was added."""
        if self._reading is None:
            kept = entries_of(self.handling.pk)
            self._number = len(kept)
            self._reading = read(kept)
        return self._reading

    def add(self, move: Move, at: datetime, *, term: Term | None = None, until: datetime | None = None) -> None:
        """Add an entry; the handling follows."""
        reading = after(self.reading, Entry(move, at, term, until))
        self._reading = reading
        self._number = (self._number or 0) + 1
        self._added.append(
            ClockEntry(
                case_id=self.handling.pk,
                number=self._number,
                at=at,
                move=move,
                limit=term.limit if term else "",
                natural=bool(term and term.natural),
                until=until,
                due_at=reading.due,
                by_name=self.by.name[:60],
                by_account=self.by.account_id,
            )
        )
        handling = self.handling
        if reading.due != handling.due_at:
            handling.escalated = 0  # what was told of the old limit says nothing of the new one
        handling.due_at, handling.still_since = reading.due, reading.still_since
        handling.rank_at = reading.due or END_OF_TIME

    def write(self) -> None:
        """Store what was added."""
        ClockEntry.objects.beyond("of a locked case").bulk_create(self._added)
        self._added = []
