"""Verbs of the ledger."""

from kexie.base.ledger.actions.by_hand import Said, amend, record, restore, withdraw
from kexie.base.ledger.actions.writing import confirm, dispute, write

__all__ = ["Said", "amend", "confirm", "dispute", "record", "restore", "withdraw", "write"]
