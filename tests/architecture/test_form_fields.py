"""Whatever else is sent with a form, nothing is done but what the form is for (security.md, 16).

Every form that each role is shown is filled in and sent; then the same once more with a value for every other column that
any model of the house has. The two must end alike: the same answer, the same rows, the same columns, the same values.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from architecture.filling import Desk
from architecture.forms import Form
from architecture.roles import once_but
from architecture.sending import Outcome
from kexie.base.people.tests.cast import NAMES, Cast

#: Those of unit B see what those of unit A see; a disabled account is a visitor.
ROLES = ("visitor", *(name for name in NAMES if name not in {"clerk_b", "unit_admin_b", "disabled"}))
#: Those who send on a second database too: how a form is read is no other there, what a database makes of it may be.
SECOND = ("visitor", "clerk_a", "unit_admin_a")
MARK = "越权写入"

#: Columns that differ each time, whatever is sent: random numbers, what is sealed or hashed with them, others' clocks, and
#: what names the next number of a sequence, which PostgreSQL does not take back.
DRAWN = {
    ("allauth_idp_oidc_client", "created_at"),
    ("allauth_idp_oidc_client", "secret"),
    ("axes_accessattempt", "attempt_time"),
    ("feedback_feedback", "code_digest"),
    ("feedback_feedback", "number"),
    ("feedback_feedbackcontact", "sealed"),
    ("kernel_outboxmessage", "payload"),
    ("kernel_outboxmessage", "task_id"),
    ("kernel_workfile", "content"),
    ("matters_calendarkey", "digest"),
    ("mfa_authenticator", "created_at"),
    ("mfa_authenticator", "data"),
    ("notifications_notice", "key"),
    ("notifications_notice", "url"),
    ("people_account", "password"),
    ("people_account", "last_login"),
    ("people_invitation", "token_digest"),
    ("people_organisationchange", "details"),
    ("people_personsecret", "sealed"),
    ("socialaccount_socialaccount", "date_joined"),
    ("socialaccount_socialaccount", "last_login"),
    ("usersessions_usersession", "created_at"),
    ("usersessions_usersession", "last_seen_at"),
    ("usersessions_usersession", "session_key"),
}
#: Forms that take nothing at all with the other fields: a second step whose field has the name of a column; and those that
#: begin from a unit, a ledger entry or a commission, which are refused where they are another's.
REFUSED = {
    "workbench/bulletin/submissions/new/",
    "workbench/bulletin/submissions/upload/",
    "workbench/organisations/import/",
}


def hostile(cast: Cast) -> dict[str, str]:
    """A value for every column of our models, under both of its names: another's, or the mighty one."""
    unit, person, account = cast.unit("云台区科协"), cast.person("clerk_b"), cast.account("security_admin")
    others = {"Organisation": (unit.uid, unit.pk), "Person": (person.pk,) * 2, "Account": (account.pk,) * 2}
    said: dict[str, str] = {
        "is_superuser": "on",
        "is_staff": "on",
        "groups": "1",
        "user_permissions": "1",
        "user": str(account.pk),
    }
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model.__module__.startswith("kexie.") else ():
            related = field.related_model.__name__ if field.is_relation and field.related_model else ""
            named, by_number = others.get(related, (None, None))
            said[field.name] = str(named) if named else _value(field)
            said[field.attname] = str(by_number) if by_number else _value(field)
    return said | {"role": "system_admin", "state": "confirmed", "unit": str(unit.uid), "csrfmiddlewaretoken": ""}


def _value(field: models.Field) -> str:
    if field.choices:
        return str(list(field.choices)[-1][0])
    kinds: dict[type, str] = {
        models.BooleanField: "on",
        models.DateField: "2001-02-03",
        models.DateTimeField: "2001-02-03T04:05",
        models.UUIDField: "00000000-0000-7000-8000-000000000001",
        models.JSONField: '{"x": 1}',
        models.IntegerField: "9876",
    }
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), MARK)


def drawn(one: Outcome, again: Outcome) -> set[tuple[str, str]]:
    """The columns in which two sendings of the very same differ."""
    both = one.changed.keys() & again.changed.keys()
    return {
        (key[0], name)
        for key in both
        for name, value in one.changed[key].items()
        if again.changed[key].get(name) != value
    }


def same(desk: Desk, form: Form, first: Outcome, other: Outcome) -> list[str]:
    """Where two outcomes differ beyond what differs between two sendings of the very same."""
    if (first.status, first.location, first.changed) == (other.status, other.location, other.changed):
        return []
    if other.status >= 400 and not other.changed and form.route in REFUSED:
        return []
    wrong = [f"{table}.{name} is drawn anew each time" for table, name in sorted(drawn(first, desk.send(form)) - DRAWN)]
    if (first.status, first.location) != (other.status, other.location):
        wrong.append(f"answers {other.status} {other.location} instead of {first.status} {first.location}")
    for key in sorted(first.changed.keys() ^ other.changed.keys()):
        wrong.append(f"{key[0]} {key[1]} is changed by one of the two alone")
    for key in sorted(first.changed.keys() & other.changed.keys()):
        one, two = first.changed[key], other.changed[key]
        names = {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
        names = {name for name in names if (key[0], name) not in DRAWN}
        wrong += [f"{key[0]}.{name}: {one.get(name)} became {two.get(name)}" for name in sorted(names)]
    return wrong


@pytest.mark.parametrize("role", once_but(SECOND, ROLES))
def test_fields_that_a_form_does_not_show_change_nothing(cast, desk_of, role):
    desk, attack = desk_of(role), hostile(cast)

    def extra(form: Form) -> dict[str, Any]:
        return {name: value for name, value in attack.items() if name not in form.names}

    wrong, tried = [], 0
    for form, outcome in desk.done():
        tried += 1
        for fault in same(desk, form, outcome, desk.send(form, extra)):
            wrong.append(f"{form.action} {form.button or ''} as {role}: {fault}")
    assert not wrong, "\n".join(wrong)
    assert tried >= 3, "forms that do something"
