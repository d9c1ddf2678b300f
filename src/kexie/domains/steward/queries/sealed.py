"""What stands sealed beside a case, opened and sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kexie.base.kernel import vault
from kexie.domains.steward.models import CallBack, Exclusion, Reopening

Sealed = CallBack | Reopening | Exclusion


def seal_into(row: Sealed, texts: Mapping[str, str]) -> None:
    """Add ``texts`` to what ``row`` holds sealed; it is not saved here. Empty ones are left out."""
    said = {name: text for name, text in (texts_of(row) | dict(texts)).items() if text}
    row.sealed = vault.seal(json.dumps(said, ensure_ascii=False), context=_context(row)) if said else ""
    row.key_id = vault.key_id_of(row.sealed) if said else ""


def texts_of(row: Sealed) -> dict[str, str]:
    """What ``row`` holds, in clear; whoever calls has looked at who may know it. Raises Unreadable (`kernel.vault`)."""
    if not row.sealed:
        return {}
    opened: dict[str, str] = json.loads(vault.open_sealed(row.sealed, context=_context(row)))
    return opened


def _context(row: Sealed) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
