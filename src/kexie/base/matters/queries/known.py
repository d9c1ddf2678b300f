"""What the platform knows of who applies: taken from the records of the person and the unit, never from the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel import texting
from kexie.base.kernel.access import Actor, may
from kexie.base.matters.rules.forms import FieldDef, FormDef
from kexie.base.matters.rules.forms.known import KNOWN
from kexie.base.matters.rules.guests import Guest
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.api import Account, Organisation, Person
from kexie.base.people.queries.secrets import clear_for_platform
from kexie.base.standards import api as standards

#: Fact → the attribute of the record.
_OF_PERSON: Final = {
    "applicant.name": "name",
    "applicant.sex": "sex",
    "applicant.nationality": "nationality",
    "applicant.workplace": "workplace",
    "applicant.degree": "degree",
    "applicant.professional_title": "professional_title",
}
_SEALED: Final = {"applicant.mobile": "mobile", "applicant.identity_number": "identity_number"}
_OF_UNIT: Final = {
    "unit.name": "name",
    "unit.short_name": "short_name",
    "unit.credit_code": "credit_code",
    "unit.address": "address",
    "unit.telephone": "telephone",
    "unit.email": "email",
    "unit.website": "website",
    "unit.district": "district",
    "unit.founded_on": "founded_on",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that stands in a form by itself: the answer, how it is shown, and where it is put right.

    ``mend`` is the address of the record's own page for whoever may change it there; else ``ask`` says whom to turn to.
    """

    value: str
    shown: str
    mend: str = ""
    ask: str = ""


def known_facts(actor: Actor, form: FormDef, *, unit: Organisation | None, behalf: bool = False) -> dict[str, Known]:
    """Field key → what the platform knows for it. Of a person only the actor's own; on behalf of another, nothing."""
    asked = [field for group in form.groups for field in group.fields if field.known in KNOWN]
    person = _own_person(actor) if not behalf and any(_is_own(field) for field in asked) else None
    found = {}
    for field in asked:
        value = _value(field.known, actor, person, unit)
        if value and not standards.check(field.element, value):
            mend, ask = _way_to_mend(actor, field.known, unit)
            found[field.key] = Known(value, _shown(field, value), mend, ask)
    return found


def _shown(field: FieldDef, value: str) -> str:
    """A value as its owner reads it: a code by its name, a sealed number under its mask."""
    if standards.definition(field.element).code_list:
        return standards.code_name(field.element, value)
    return standards.mask(field.element, value) if field.known in _SEALED else value


def _is_own(field: FieldDef) -> bool:
    return field.known.startswith("applicant.")


def _own_person(actor: Actor) -> Person | None:
    if actor.person_id is None:
        return None
    found: Person | None = Person.objects.beyond("one's own record").filter(pk=actor.person_id).first()
    return found


def _value(name: str, actor: Actor, person: Person | None, unit: Organisation | None) -> str:
    if name in _OF_UNIT:
        return str(getattr(unit, _OF_UNIT[name]) or "") if unit is not None else ""
    if isinstance(actor, Guest):
        proven = {"applicant.name": actor.name, "applicant.mobile": actor.contact.mobile}
        return (proven | {"applicant.email": actor.contact.email}).get(name, "")
    if person is None:
        return ""
    if name in _SEALED:
        return clear_for_platform(person.pk, _SEALED[name], reason="the person's own application, shown masked")
    if name == "applicant.email":
        return Account.objects.filter(person=person).values_list("email", flat=True).first() or ""
    return str(getattr(person, _OF_PERSON[name]) or "")


def _way_to_mend(actor: Actor, name: str, unit: Organisation | None) -> tuple[str, str]:
    if name in _OF_UNIT:
        if unit is not None and may(actor, MANAGE_ORGANISATIONS, unit.path):
            return reverse("people:organisation-edit", args=[unit.uid]), ""
        return "", _("单位资料由组织机构管理员更正，更正后这里随之更新。")
    if isinstance(actor, Guest):
        return "", _("填写的姓名和联系方式有误的，请结束后重新验证。")
    if name == "applicant.mobile" and texting.is_on():
        return reverse("people:phone-change"), ""
    return "", _("个人资料由登记单位的管理员核对更正，更正后这里随之更新。")
