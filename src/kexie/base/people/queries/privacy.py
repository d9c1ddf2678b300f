"""Questions about one's own data: all of it, the sealed values in clear for the person alone, who has seen them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kexie.base.kernel import personal_rows, scoping, vault
from kexie.base.kernel.access import Actor
from kexie.base.kernel.personal import Identity
from kexie.base.kernel.personal_rows import Part
from kexie.base.people.models import Consent, PersonSecret, Unmasking
from kexie.base.people.queries.consents import own_person_id, purposes
from kexie.base.people.queries.erasure import identity_of
from kexie.base.people.rules import consents
from kexie.base.people.rules.secrets import ELEMENTS, context_of
from kexie.base.standards.api import definition


def own_data(actor: Actor, *, at: datetime) -> list[Part]:
    """Everything that is kept about the actor, as declared; parts without rows are there and say so."""
    return personal_rows.own_data(identity_of(own_person_id(actor)), at=at)


def secrets_in_clear(identity: Identity, at: datetime) -> list[dict[str, Any]]:
    """The person's own sealed numbers, opened: for the export of one's own data (`kernel.personal.Reader`)."""
    with scoping.beyond("one's own"):
        rows = list(
            PersonSecret.objects.beyond("narrowed by its caller")
            .filter(person_id__in=identity.person_ids)
            .order_by("element", "pk")
        )
    return [{_("项目"): element_label(row.element), _("内容"): _opened(row)} for row in rows]


def consent_words(identity: Identity, at: datetime) -> list[dict[str, Any]]:
    """What the person has agreed to, in the wording of then (`kernel.personal.Reader`)."""
    with scoping.beyond("one's own"):
        rows = list(
            Consent.objects.beyond("narrowed by its caller")
            .filter(person_id__in=identity.person_ids)
            .order_by("given_at", "pk")
        )
    lines = []
    for row in rows:
        purpose = consents.find(purposes(), row.purpose)
        edition = purpose.edition(row.edition) if purpose else None
        lines.append(
            {
                _("用途"): purpose.title if purpose else row.purpose,
                _("版本"): row.edition,
                _("内容"): edition.text if edition else "",
            }
        )
    return lines


def own_unmaskings(actor: Actor) -> list[Unmasking]:
    """Who has seen the actor's own numbers in clear, newest first."""
    with scoping.beyond("one's own"):
        return list(
            Unmasking.objects.beyond("narrowed by its caller")
            .filter(person_id=own_person_id(actor))
            .order_by("-at", "-pk")
        )


def element_label(element: str) -> str:
    """What a sealed number is called; its code where the standard does not know it any more."""
    return definition(ELEMENTS[element]).name if element in ELEMENTS else element


def _opened(row: PersonSecret) -> str:
    try:
        return vault.open_sealed(row.sealed, context=context_of(row.person_id, row.element))
    except vault.Unreadable:
        return _("目前无法解密，请联系系统管理员")
