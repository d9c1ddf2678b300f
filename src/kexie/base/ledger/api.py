"""What other apps may use of the ledger."""

from kexie.base.ledger.abilities import VIEW
from kexie.base.ledger.actions import Said, confirm, dispute, record, write
from kexie.base.ledger.errors import AlreadySettled, CorrectedMeanwhile, UnknownKind, WrongEntry
from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.queries import Total, entries, totals
from kexie.base.ledger.rules import Kind, Measure, kinds

__all__ = [
    "VIEW",
    "AlreadySettled",
    "CorrectedMeanwhile",
    "Entry",
    "EntryState",
    "Kind",
    "Measure",
    "Said",
    "Total",
    "UnknownKind",
    "WrongEntry",
    "confirm",
    "dispute",
    "entries",
    "kinds",
    "record",
    "totals",
    "write",
]
