"""Proving a contact by a one-time code: asked for, sent, entered once."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare

from kexie.base.kernel import audit, vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id
from kexie.base.matters.api import Contact, reaches_applicant
from kexie.base.people import api as people
from kexie.domains.steward.models import Proof
from kexie.domains.steward.queries.proving import CONTEXT, digest_of
from kexie.domains.steward.rules.proving import GOOD_FOR, TRIES, Answer, is_stale


@transaction.atomic
def ask(*, by: Actor, at: datetime, contact: Contact, name: str = "", case_id: UUID | None = None) -> UUID:
    """Have a code sent to ``contact``: to apply under ``name``, or to show that the case is one's own. The key of the proof.

    A contact that is not the applicant's costs the same rows and the same message, which goes nowhere: nobody learns whose it is.
    """
    code, proof = people.new_code(), Proof(id=new_id(), case_id=case_id, asked_at=at, until=at + GOOD_FOR)
    proof.digest = digest_of(proof.pk, code)
    if case_id is None:
        said = {"name": name, "mobile": contact.mobile, "email": contact.email}
        proof.sealed = vault.seal(json.dumps(said, ensure_ascii=False), context=CONTEXT.format(pk=proof.pk))
        proof.key_id = vault.key_id_of(proof.sealed)
    proof.save(force_insert=True)
    known = case_id is None or reaches_applicant(case_id, contact)
    people.ask_code(
        at=at,
        code=code if known else "",
        email=contact.email,
        sealed_phone=people.sealed_phone(contact.mobile) if contact.mobile else "",
    )
    audit.record(by=by, at=at, action="steward.ask_code", target=f"steward.proof:{proof.pk}")
    return proof.pk


@transaction.atomic
def prove(*, by: Actor, at: datetime, proof_id: UUID, typed: str) -> tuple[Answer, int]:
    """Enter the code, in digits: good once, for a while, for some tries; what became of it, and how many tries are left.

    Of two that enter the same code at the same time one has proven it.
    """
    proof = Proof.objects.select_for_update().filter(pk=proof_id).first()
    if proof is None or is_stale(used=proof.used_at is not None, tries=proof.tries, until=proof.until, at=at):
        return Answer.STALE, 0
    if not constant_time_compare(proof.digest, digest_of(proof.pk, typed)):
        proof.tries += 1
        proof.save(update_fields=["tries"])
        audit.record(by=by, at=at, action="steward.wrong_code", target=f"steward.proof:{proof.pk}")
        return Answer.WRONG, TRIES - proof.tries
    proof.used_at = at
    proof.save(update_fields=["used_at"])
    audit.record(by=by, at=at, action="steward.prove", target=f"steward.proof:{proof.pk}")
    return Answer.PROVEN, 0
