"""The verbs of the bulletin: each one transaction, with its audit row inside."""

from kexie.domains.bulletin.actions.discarding import discard_draft
from kexie.domains.bulletin.actions.editing import edit_highlights, edit_item
from kexie.domains.bulletin.actions.importing import import_issue
from kexie.domains.bulletin.actions.publishing import search_entries
from kexie.domains.bulletin.actions.sending_in import begin_submission, save_submission, send_in, take_step
from kexie.domains.bulletin.actions.sign_off import advance, approve, return_, sign, submit_for_review

__all__ = [
    "advance",
    "approve",
    "begin_submission",
    "discard_draft",
    "edit_highlights",
    "edit_item",
    "import_issue",
    "return_",
    "save_submission",
    "search_entries",
    "send_in",
    "sign",
    "submit_for_review",
    "take_step",
]
