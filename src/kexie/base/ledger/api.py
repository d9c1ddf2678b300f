"""What other apps may use of the ledger."""

from kexie.base.ledger.abilities import VIEW
from kexie.base.ledger.actions import write
from kexie.base.ledger.errors import UnknownKind, WrongEntry
from kexie.base.ledger.models import Entry
from kexie.base.ledger.queries import Total, entries, totals
from kexie.base.ledger.rules import Kind, Measure, kinds

__all__ = [
    "VIEW",
    "Entry",
    "Kind",
    "Measure",
    "Total",
    "UnknownKind",
    "WrongEntry",
    "entries",
    "kinds",
    "totals",
    "write",
]
