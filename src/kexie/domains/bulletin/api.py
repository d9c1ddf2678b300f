"""What other apps may use of the bulletin."""

from kexie.domains.bulletin.abilities import EDIT, EDITOR, REVIEW, REVIEWER, SIGN, SIGNER, VIEW_DRAFTS
from kexie.domains.bulletin.actions import (
    add_word,
    approve,
    begin_submission,
    discard_draft,
    edit_highlights,
    edit_item,
    import_issue,
    return_,
    save_submission,
    sign,
    submit_for_review,
    take_step,
)
from kexie.domains.bulletin.actions.commissions import create_commission
from kexie.domains.bulletin.actions.fetching import take_mail
from kexie.domains.bulletin.actions.instructions import record_instruction, report_progress
from kexie.domains.bulletin.actions.lists import PostLine, add_addresses, add_posts, make_list
from kexie.domains.bulletin.actions.notes import add_note
from kexie.domains.bulletin.actions.scoring import draft_table, publish_table
from kexie.domains.bulletin.models import Column, Issue, Item, ItemKind, Submission
from kexie.domains.bulletin.queries import archive, as_understood, document_of, issue, latest_issue
from kexie.domains.bulletin.rules.commissions import CommissionWords
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.rules.instructions import InstructionWords
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodIssue, UnderstoodItem
from kexie.domains.bulletin.rules.scoring import InstructionKind, ScoringRules, cents
from kexie.domains.bulletin.rules.submissions import SubmissionVerb, SubmissionWords
from kexie.domains.bulletin.rules.watch_words import WordEntry

__all__ = [
    "EDIT",
    "EDITOR",
    "REVIEW",
    "REVIEWER",
    "SIGN",
    "SIGNER",
    "VIEW_DRAFTS",
    "Column",
    "CommissionWords",
    "InstructionKind",
    "InstructionWords",
    "Issue",
    "Item",
    "ItemKind",
    "Named",
    "PostLine",
    "ScoringRules",
    "Submission",
    "SubmissionVerb",
    "SubmissionWords",
    "UnderstoodColumn",
    "UnderstoodIssue",
    "UnderstoodItem",
    "WordEntry",
    "add_addresses",
    "add_note",
    "add_posts",
    "add_word",
    "approve",
    "archive",
    "as_understood",
    "begin_submission",
    "cents",
    "create_commission",
    "discard_draft",
    "document_of",
    "draft_table",
    "edit_highlights",
    "edit_item",
    "import_issue",
    "issue",
    "latest_issue",
    "make_list",
    "publish_table",
    "record_instruction",
    "report_progress",
    "return_",
    "save_submission",
    "sign",
    "submit_for_review",
    "take_mail",
    "take_step",
]
