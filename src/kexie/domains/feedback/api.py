"""What other apps may use of `feedback`."""

from __future__ import annotations

from kexie.domains.feedback.abilities import HANDLE, OFFICER
from kexie.domains.feedback.actions import give, reply

__all__ = ["HANDLE", "OFFICER", "give", "reply"]
