"""What the bulletin stores: submissions and mails that come in, issues and items, what was signed, what was sent, figures."""

from __future__ import annotations

from kexie.domains.bulletin.models.checks import Waiver, WatchWord, WatchWordChange, WordChangeKind, WordGrade
from kexie.domains.bulletin.models.commissions import (
    AskedState,
    Commission,
    CommissionedUnit,
    CommissionedUnitQuerySet,
    CommissionState,
)
from kexie.domains.bulletin.models.figures import (
    Appearance,
    Instruction,
    InstructionAssist,
    InstructionProgress,
    InstructionQuerySet,
    InstructionState,
    ScoringTable,
    TableState,
)
from kexie.domains.bulletin.models.files import Blob, Picture
from kexie.domains.bulletin.models.issues import (
    STATES,
    VERBS,
    Column,
    Credit,
    Highlight,
    Issue,
    IssueQuerySet,
    Item,
    ItemKind,
    SignOffStep,
)
from kexie.domains.bulletin.models.likenesses import Likeness
from kexie.domains.bulletin.models.mail import IncomingMail, MailState, MailVerdict, SenderAddress
from kexie.domains.bulletin.models.revisions import Output, Presence, Revision, WordsVersion
from kexie.domains.bulletin.models.sending import (
    Dispatch,
    DispatchState,
    DistributionList,
    EntryKind,
    ListEntry,
    Recipient,
    RecipientState,
)
from kexie.domains.bulletin.models.submissions import (
    Submission,
    SubmissionCredit,
    SubmissionNote,
    SubmissionQuerySet,
    SubmissionStep,
    SubmissionVersion,
)

__all__ = [
    "STATES",
    "VERBS",
    "Appearance",
    "AskedState",
    "Blob",
    "Column",
    "Commission",
    "CommissionState",
    "CommissionedUnit",
    "CommissionedUnitQuerySet",
    "Credit",
    "Dispatch",
    "DispatchState",
    "DistributionList",
    "EntryKind",
    "Highlight",
    "IncomingMail",
    "Instruction",
    "InstructionAssist",
    "InstructionProgress",
    "InstructionQuerySet",
    "InstructionState",
    "Issue",
    "IssueQuerySet",
    "Item",
    "ItemKind",
    "Likeness",
    "ListEntry",
    "MailState",
    "MailVerdict",
    "Output",
    "Picture",
    "Presence",
    "Recipient",
    "RecipientState",
    "Revision",
    "ScoringTable",
    "SenderAddress",
    "SignOffStep",
    "Submission",
    "SubmissionCredit",
    "SubmissionNote",
    "SubmissionQuerySet",
    "SubmissionStep",
    "SubmissionVersion",
    "TableState",
    "Waiver",
    "WatchWord",
    "WatchWordChange",
    "WordChangeKind",
    "WordGrade",
    "WordsVersion",
]
