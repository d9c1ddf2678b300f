"""What is kept of matters, their versions, cases, tasks, and what people say and hand in."""

from kexie.base.matters.models.cases import (
    Case,
    CaseNote,
    CasePaper,
    CaseState,
    CaseStep,
    CaseTask,
    CaseUnit,
    CaseWait,
    Leave,
    NoteKind,
    Part,
    StepKind,
    TaskState,
    WaitKind,
)
from kexie.base.matters.models.contacts import CaseContact
from kexie.base.matters.models.desk import AskState, CalendarKey, CaseAsk, CaseLook
from kexie.base.matters.models.drafts import Draft, DraftPaper, Move, MovedCase, MoveState, PaperFile
from kexie.base.matters.models.matters import (
    Applicants,
    Assist,
    Matter,
    MatterGroup,
    MatterVersion,
    VersionState,
)

__all__ = [
    "Applicants",
    "AskState",
    "Assist",
    "CalendarKey",
    "Case",
    "CaseAsk",
    "CaseContact",
    "CaseLook",
    "CaseNote",
    "CasePaper",
    "CaseState",
    "CaseStep",
    "CaseTask",
    "CaseUnit",
    "CaseWait",
    "Draft",
    "DraftPaper",
    "Leave",
    "Matter",
    "MatterGroup",
    "MatterVersion",
    "Move",
    "MoveState",
    "MovedCase",
    "NoteKind",
    "PaperFile",
    "Part",
    "StepKind",
    "TaskState",
    "VersionState",
    "WaitKind",
]
