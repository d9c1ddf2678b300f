"""What other apps may use of the bulletin."""

from kexie.domains.bulletin.abilities import EDIT, EDITOR, REVIEW, REVIEWER, SIGN, SIGNER, VIEW_DRAFTS
from kexie.domains.bulletin.actions import (
    add_word,
    approve,
    discard_draft,
    edit_highlights,
    edit_item,
    import_issue,
    return_,
    sign,
    submit_for_review,
)
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries import archive, as_understood, document_of, issue, latest_issue
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodIssue, UnderstoodItem
from kexie.domains.bulletin.rules.watch_words import WordEntry

__all__ = [
    "EDIT",
    "EDITOR",
    "REVIEW",
    "REVIEWER",
    "SIGN",
    "SIGNER",
    "VIEW_DRAFTS",
    "Issue",
    "UnderstoodColumn",
    "UnderstoodIssue",
    "UnderstoodItem",
    "WordEntry",
    "add_word",
    "approve",
    "archive",
    "as_understood",
    "discard_draft",
    "document_of",
    "edit_highlights",
    "edit_item",
    "import_issue",
    "issue",
    "latest_issue",
    "return_",
    "sign",
    "submit_for_review",
]
