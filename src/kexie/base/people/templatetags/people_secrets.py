"""The numbers of a person for the fragment `people/secrets.html`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from kexie.base.kernel import clock
from kexie.base.people.models import Person
from kexie.base.people.queries import secrets

register = template.Library()


@register.simple_tag(takes_context=True)
def secret_lines(context: Context, person: Person) -> list[secrets.SecretLine]:
    """What the reader of the page may know and do about the numbers of ``person``; nothing without a reader."""
    actor: Any = getattr(context.get("request"), "actor", None)
    return secrets.lines_of(actor, person, on=clock.today()) if actor else []
