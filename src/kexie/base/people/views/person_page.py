"""What a person's page shows."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.audit_words import words_for
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.persons import DETAILS
from kexie.base.people.models import Person
from kexie.base.people.queries.memberships import memberships_of
from kexie.base.people.queries.persons import posts_over_time
from kexie.base.people.rules.memberships import kind_words
from kexie.base.people.tables.persons import role_words
from kexie.base.standards import api as standards
from kexie.base.ui import dates


def facts(person: Person) -> list[tuple[Any, str]]:
    """The details of a person with their labels, in words."""
    rows = [(_("登记单位"), person.registered_in.name if person.registered_in else "")]
    labels = {field.name: field.verbose_name for field in Person._meta.concrete_fields}
    return [(labels[name], _words(element, getattr(person, name))) for name, element in DETAILS.items()] + rows


def _words(element: str, value: str) -> str:
    """A code by its name; what is no code, as it is."""
    if not value or standards.find_definition(element) is None:
        return value
    choices = dict(getattr(standards.form_field(element), "choices", ()))
    return str(choices.get(value, value))


def events(actor: Actor, person: Person) -> list[dict[str, Any]]:
    """Posts and memberships within reach as one timeline, what lasts first, then what is over, newest first."""
    rows: list[tuple[date | None, date, dict[str, Any]]] = []
    for post in posts_over_time(actor, person):
        what = f"{post.organisation.name}　{role_words(post)}"
        rows.append((post.end, post.begin, _event(what, _("任职"), post.begin, post.end)))
    for held in memberships_of(actor, person):
        number = _("，会员号%(number)s") % {"number": held.number} if held.number else ""
        what = f"{held.organisation.name}　{kind_words(held.kind)}{number}"
        rows.append((held.end, held.begin, _event(what, _("会籍"), held.begin, held.end)))
    today = clock.today()
    rows.sort(key=lambda row: (row[0] is not None and row[0] < today, -row[1].toordinal()))
    return [event for _end, _begin, event in rows]


def _event(what: str, kind: str, begin: date, end: date | None) -> dict[str, Any]:
    over = end is not None and end < clock.today()
    since = dates.day(begin, year=True)
    span = (
        _("%(begin)s至%(end)s") % {"begin": since, "end": dates.day(end, year=True)}
        if end
        else _("自%(begin)s") % {"begin": since}
    )
    state = _("已结束") if over else _("现任") if kind == _("任职") else _("在会")
    return {"tone": "neutral" if over else "good", "what": what, "who": f"{kind}　{state}", "note": span}


def written(row: AuditEvent, names: dict[UUID, str]) -> dict[str, Any]:
    """One entry of the record's history: what, when, who, and which fields."""
    labels = {field.name: str(field.verbose_name) for field in Person._meta.concrete_fields}
    fields = "、".join(labels.get(name, name) for name in row.data.get("fields", ()))
    who = names.get(row.person_id) if row.person_id else None
    return {"tone": "info", "what": words_for(row.action), "at": row.at, "who": who or row.actor_name, "note": fields}
