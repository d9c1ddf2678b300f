"""What tests of upper apps do and look at behind the api of matters: words of the office, its clock, what is stored."""

from kexie.base.matters.actions.contacts import note_contact, send_news
from kexie.base.matters.actions.drafts import forget_guests
from kexie.base.matters.actions.talking import say
from kexie.base.matters.actions.telling import tell_new
from kexie.base.matters.models import CaseContact, CaseNote, CasePaper, Draft

__all__ = [
    "CaseContact",
    "CaseNote",
    "CasePaper",
    "Draft",
    "forget_guests",
    "note_contact",
    "say",
    "send_news",
    "tell_new",
]
