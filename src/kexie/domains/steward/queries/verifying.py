"""Whether a result that somebody shows was given here: by number and check code, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from kexie.base.kernel.addresses import absolute
from kexie.base.matters.api import CaseResult, result_of
from kexie.base.standards.api import mask
from kexie.domains.steward.queries import codes

_SALT: Final = "kexie.steward.verify"


@dataclass(frozen=True, slots=True)
class Verified:
    """What the paper shows, and nothing more: ``applicant`` is a unit, or a person's name under its mask."""

    result: CaseResult
    applicant: str

    @property
    def sums(self) -> tuple[str, ...]:
        """The SHA-256 of each file of the result."""
        return self.result.sums


@dataclass(frozen=True, slots=True)
class CheckCode:
    """The check code of a result, and the address that a QR code leads to."""

    code: str
    address: str


def verified(number: str, code: str) -> Verified | None:
    """The result to which number and check code lead; None where they do not belong together, or there is none."""
    case = codes.case_of(_SALT, number, code)
    result = result_of(case.pk) if case else None
    if result is None:
        return None
    case = result.case
    unit = case.applicant_unit
    return Verified(result, unit.name if unit else mask("person_name", case.applicant_name))


def check_code(case_id: UUID) -> CheckCode | None:
    """The check code of a case with a result; whoever calls has looked at who sees it. None where there is no result."""
    result = result_of(case_id)
    if result is None:
        return None
    code = codes.code_of(_SALT, case_id)
    asked = urlencode({"number": result.case.number, "code": code})
    return CheckCode(code, absolute(f"{reverse('steward:verify')}?{asked}"))
