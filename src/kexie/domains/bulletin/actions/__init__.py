"""The verbs of the bulletin: each one transaction, with its audit row inside."""

from kexie.domains.bulletin.actions.arranging import arrange, move_item
from kexie.domains.bulletin.actions.checks import mend, take_back_waiver, waive
from kexie.domains.bulletin.actions.correcting import give_up_correction
from kexie.domains.bulletin.actions.discarding import discard_draft
from kexie.domains.bulletin.actions.editing import edit_highlights, edit_item
from kexie.domains.bulletin.actions.fetching import fetch_mails
from kexie.domains.bulletin.actions.heading import edit_facts, edit_head
from kexie.domains.bulletin.actions.illustrating import edit_pictures
from kexie.domains.bulletin.actions.importing import import_issue
from kexie.domains.bulletin.actions.opening import open_issue
from kexie.domains.bulletin.actions.placing import add_item, place_submissions, take_out
from kexie.domains.bulletin.actions.publishing import search_entries
from kexie.domains.bulletin.actions.sending_in import begin_submission, save_submission, send_in, take_step
from kexie.domains.bulletin.actions.sign_off import advance, approve, correct, return_, sign, submit_for_review
from kexie.domains.bulletin.actions.watch_words import add_word, edit_word, import_words, switch_word

__all__ = [
    "add_item",
    "add_word",
    "advance",
    "approve",
    "arrange",
    "begin_submission",
    "correct",
    "discard_draft",
    "edit_facts",
    "edit_head",
    "edit_highlights",
    "edit_item",
    "edit_pictures",
    "edit_word",
    "fetch_mails",
    "give_up_correction",
    "import_issue",
    "import_words",
    "mend",
    "move_item",
    "open_issue",
    "place_submissions",
    "return_",
    "save_submission",
    "search_entries",
    "send_in",
    "sign",
    "submit_for_review",
    "switch_word",
    "take_back_waiver",
    "take_out",
    "take_step",
    "waive",
]
