"""What the audit keeps of registers that leave as a file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor


@transaction.atomic
def note_export(*, by: Actor, at: datetime, register: str, count: int) -> None:
    """Keep that ``by`` has taken ``count`` rows of a register with personal data out of the platform."""
    audit.record(by=by, at=at, action="register.export", target=f"people.register:{register}", count=count)
