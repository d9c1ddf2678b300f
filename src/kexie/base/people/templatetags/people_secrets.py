"""The numbers of a person for the fragment `people/secrets.html`, and whether the reader keeps consents on paper."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from kexie.base.kernel import clock
from kexie.base.people.abilities import RECORD_CONSENTS
from kexie.base.people.models import Person
from kexie.base.people.queries import secrets

register = template.Library()


@register.simple_tag(takes_context=True)
def secret_lines(context: Context, person: Person) -> list[secrets.SecretLine]:
    """What the reader of the page may know and do about the numbers of ``person``; nothing without a reader."""
    actor: Any = getattr(context.get("request"), "actor", None)
    return secrets.lines_of(actor, person, on=clock.today()) if actor else []


@register.simple_tag(takes_context=True)
def may_record_consents(context: Context, person: Person) -> bool:
    """Whether the reader of the page may look at the consents of ``person`` and record them."""
    actor: Any = getattr(context.get("request"), "actor", None)
    open_record = person.erased_at is None and person.merged_into_id is None
    return open_record and actor is not None and secrets.in_reach(actor, RECORD_CONSENTS, person, on=clock.today())
