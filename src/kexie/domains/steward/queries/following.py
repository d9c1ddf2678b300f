"""Following a case without a log-in: its code, and what number and code lead to."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kexie.domains.steward.queries import codes

_SALT: Final = "kexie.steward.follow"


def code_for(case_id: UUID) -> str:
    """The code with which a case is followed."""
    return codes.code_of(_SALT, case_id)


def followed(number: str, code: str) -> UUID | None:
    """The case to which number and code lead; None where they do not belong together."""
    case = codes.case_of(_SALT, number, code)
    return case.pk if case else None
