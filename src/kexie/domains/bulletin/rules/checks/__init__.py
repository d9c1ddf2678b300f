"""The checks before sign-off: pure functions from words, and what is known besides, to findings."""

from kexie.domains.bulletin.rules.checks.frame import (
    Bearing,
    CheckedIssue,
    CheckedItem,
    CheckedLine,
    CheckedPicture,
    Finding,
    Grade,
    Known,
    NamedUnit,
    Part,
    PastText,
    Place,
    Word,
)
from kexie.domains.bulletin.rules.checks.leaders import names_in, units_in
from kexie.domains.bulletin.rules.checks.running import check_issue, check_item, mended

__all__ = [
    "Bearing",
    "CheckedIssue",
    "CheckedItem",
    "CheckedLine",
    "CheckedPicture",
    "Finding",
    "Grade",
    "Known",
    "NamedUnit",
    "Part",
    "PastText",
    "Place",
    "Word",
    "check_issue",
    "check_item",
    "mended",
    "names_in",
    "units_in",
]
