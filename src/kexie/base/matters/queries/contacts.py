"""The contact that is noted with a case: never shown, only written to and compared."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kexie.base.kernel import vault, walls
from kexie.base.matters.models import Case, CaseContact
from kexie.base.matters.rules.guests import Contact
from kexie.base.people.queries.accounts import account_with_mail, account_with_phone

#: Where a sealed contact stands: the context that its token opens in.
CONTEXT: Final = "matters.contact:{case_id}"
_MOBILE: Final = "mobile:"
_EMAIL: Final = "email:"


def written(contact: Contact) -> str:
    """A contact as it is sealed."""
    return f"{_MOBILE}{contact.mobile}" if contact.mobile else f"{_EMAIL}{contact.email}"


def has_contact(case_id: UUID) -> bool:
    """Whether a contact is noted with a case."""
    found: bool = CaseContact.objects.beyond("asked whether there is one").filter(pk=case_id).exists()
    return found


def contact_of(case_id: UUID) -> Contact | None:
    """The contact that is noted with a case: to be written to, never to be shown."""
    row = CaseContact.objects.beyond("written to and compared, never shown").filter(pk=case_id).first()
    if row is None:
        return None
    said = vault.open_sealed(row.sealed, context=CONTEXT.format(case_id=case_id))
    if said.startswith(_MOBILE):
        return Contact(mobile=said.removeprefix(_MOBILE))
    return Contact(email=said.removeprefix(_EMAIL))


@walls.raised()
def reaches_applicant(case_id: UUID, contact: Contact) -> bool:
    """Whether ``contact`` is the one noted with the case, or one with which the account of its applicant logs in; whoever calls
    tells nobody. An account that may not log in proves nothing.
    """
    applicant_id = Case.objects.beyond("compared, not shown").filter(pk=case_id).values_list("applicant", flat=True)
    person_id = next(iter(applicant_id), None)
    account = account_with_phone(contact.mobile) if contact.mobile else account_with_mail(contact.email)
    by_account = account is not None and account.person_id is not None and account.person_id == person_id
    return contact_of(case_id) == contact or by_account


def guests_name(case_id: UUID) -> str:
    """The name under which whoever follows a case as his own acts in it: the person's, or what was given at the start."""
    case = Case.objects.beyond("one's own, by a proven contact").select_related("applicant").get(pk=case_id)
    return str(case.applicant.name if case.applicant is not None else case.applicant_name)
