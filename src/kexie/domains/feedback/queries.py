"""Questions about what people have written: the office's, the sender's own, and by number and code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from kexie.base.kernel import look_up_codes, vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.ui.todos import MOST, ToDo
from kexie.domains.feedback import rules
from kexie.domains.feedback.abilities import HANDLE
from kexie.domains.feedback.models import EntryKind, Feedback, FeedbackContact, FeedbackEntry, FeedbackState

#: Where a contact is sealed: it opens nowhere else.
SEALED_IN: Final = "feedback.contact:{feedback_id}"
_OWN: Final = "a sender's own, by person or by number and code"


@dataclass(frozen=True, slots=True)
class Contact:
    """Name and contact in clear; each may be empty."""

    name: str = ""
    contact: str = ""

    @property
    def masked(self) -> str:
        """As the office sees it before it asks to see more."""
        told = (rules.masked_name(self.name), rules.masked(self.contact) if self.contact else "")
        return " ".join(part for part in told if part)


def digest_of(number: str, code: str) -> str:
    """What is stored of a look-up code: it has 60 bits of its own, so that one round is enough."""
    return hashlib.sha256(f"{number}:{look_up_codes.plain(code)}".encode()).hexdigest()


def code_for(feedback: Feedback, key: str) -> str:
    """The code by which the sender reads the answer, made of the form's key: a repeat gets the same, nobody keeps it."""
    return look_up_codes.code_of(salted_hmac("kexie.feedback", f"{feedback.pk}:{key}", algorithm="sha256").digest())


def register(actor: Actor, *, state: str = "", kind: str = "", text: str = "") -> QuerySet[Feedback]:
    """What has come in, for who handles it, the newest first; ``text`` is looked for in number and text."""
    found: QuerySet[Feedback] = Feedback.objects.seen_by(actor, HANDLE)
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(number__iexact=text) | found.filter(text__icontains=text)
    return found


def handled(actor: Actor, feedback_id: UUID) -> Feedback:
    """One, for who handles it."""
    found = Feedback.objects.seen_by(actor, HANDLE).filter(pk=feedback_id).first()
    if found is None:
        raise NotFound
    return found


def history(actor: Actor, feedback: Feedback) -> list[FeedbackEntry]:
    """All that the office has done with it, notes too."""
    return list(FeedbackEntry.objects.seen_by(actor, HANDLE).filter(feedback=feedback))


def contact_of(actor: Actor, feedback: Feedback) -> Contact | None:
    """Whom to answer, in clear; None where nobody has left anything. What a page shows of it is masked."""
    row = FeedbackContact.objects.seen_by(actor, HANDLE).filter(feedback=feedback).first()
    return opened(row) if row else None


def opened(row: FeedbackContact) -> Contact:
    """A sealed contact in clear."""
    return Contact(**json.loads(vault.open_sealed(row.sealed, context=SEALED_IN.format(feedback_id=row.feedback_id))))


def own(actor: Actor) -> QuerySet[Feedback]:
    """What the person has written, the newest first; nothing for a visitor."""
    if actor.person_id is None:
        return Feedback.objects.none()
    found: QuerySet[Feedback] = Feedback.objects.beyond(_OWN).filter(person_id=actor.person_id)
    return found


def own_one(actor: Actor, feedback_id: UUID) -> Feedback:
    """One of one's own."""
    found = own(actor).filter(pk=feedback_id).first()
    if found is None:
        raise NotFound
    return found


def by_code(number: str, code: str) -> Feedback | None:
    """What number and code lead to; None where they do not belong together."""
    found = Feedback.objects.beyond(_OWN).filter(number=number.strip().upper()).first()
    held = found.code_digest if found else ""
    return found if constant_time_compare(held, digest_of(number.strip().upper(), code)) else None


def replies(feedback: Feedback) -> list[FeedbackEntry]:
    """What the sender may read of what the office has done; ask for the feedback first."""
    found = FeedbackEntry.objects.beyond(_OWN).filter(feedback=feedback)
    return list(found.exclude(kind=EntryKind.NOTE))


def to_answer(actor: Actor, at: datetime) -> list[ToDo]:
    """What waits for an answer, the oldest first, in one query."""
    waiting = register(actor, state=FeedbackState.OPEN).order_by("due_on", "received_at")[: MOST + 1]
    return [
        ToDo(
            title=f"{row.get_kind_display()}：{row.text[:40]}",
            what=str(EntryKind.REPLY.label),
            url=reverse("feedback:one", args=[row.pk]),
            since=row.received_at,
            due=row.due_on,
        )
        for row in waiting
    ]


def given(feedback_id: UUID) -> Feedback:
    """What was given just now, for the receipt of who gave it."""
    found: Feedback = Feedback.objects.beyond(_OWN).get(pk=feedback_id)
    return found
