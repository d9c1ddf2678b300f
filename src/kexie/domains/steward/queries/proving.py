"""What a code has proven: read by the key in the session of the browser that has proven it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from kexie.base.kernel import vault
from kexie.base.matters.api import Contact
from kexie.domains.steward.models import Proof

#: Where sealed names and contacts stand: the context that a token opens in.
CONTEXT: Final = "steward.proof:{pk}"


@dataclass(frozen=True, slots=True)
class Proven:
    """Whose contact was proven, under which name."""

    key: UUID
    name: str
    contact: Contact


def digest_of(proof_id: UUID, code: str) -> str:
    """What is kept of a code: keyed, and bound to the row."""
    return salted_hmac("kexie.steward.proof", f"{proof_id.hex}:{code}", algorithm="sha256").hexdigest()


def proven(proof_id: UUID) -> Proven | None:
    """The name and contact that a code has proven, to apply; None where none has, or where it is forgotten."""
    row = Proof.objects.filter(pk=proof_id, used_at__isnull=False, case__isnull=True).first()
    if row is None:
        return None
    said = json.loads(vault.open_sealed(row.sealed, context=CONTEXT.format(pk=row.pk)))
    return Proven(row.pk, said["name"], Contact(mobile=said["mobile"], email=said["email"]))
