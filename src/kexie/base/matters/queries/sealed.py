"""Answers of cases and steps, sealed and opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from kexie.base.kernel import vault
from kexie.base.matters.models import Case, CaseStep, Draft

#: Where sealed answers stand: the context that a token opens in.
CASE_CONTEXT: Final = "matters.case:{pk}"
STEP_CONTEXT: Final = "matters.step:{case_id}:{number}"
DRAFT_CONTEXT: Final = "matters.draft:{pk}"


def seal_into(row: Case | CaseStep | Draft, answers: Mapping[str, Any]) -> None:
    """Put ``answers`` into ``row``, which is not saved here; nothing to say leaves no token."""
    row.sealed = vault.seal(_written(answers), context=_context(row)) if answers else ""
    row.key_id = vault.key_id_of(row.sealed) if answers else ""


def answers_of(row: Case | CaseStep | Draft) -> dict[str, Any]:
    """What was answered; whoever calls has the right to know it.

    Raises:
        Unreadable: see `kernel.vault`.
    """
    if not row.sealed:
        return {}
    opened: dict[str, Any] = json.loads(vault.open_sealed(row.sealed, context=_context(row)))
    return opened


def _written(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"), default=str)


def _context(row: Case | CaseStep | Draft) -> str:
    if isinstance(row, CaseStep):
        return STEP_CONTEXT.format(case_id=row.case_id, number=row.number)
    return (CASE_CONTEXT if isinstance(row, Case) else DRAFT_CONTEXT).format(pk=row.pk)
