"""What the concierge stores."""

from __future__ import annotations

from kexie.domains.steward.models.closing import (
    CallBack,
    CallBackQuerySet,
    CallTry,
    Exclusion,
    ExclusionGround,
    ExclusionKind,
    ExclusionState,
    OfUnitQuerySet,
    Reopening,
    ReopenState,
    TryEnd,
)
from kexie.domains.steward.models.desk import ReplyTemplate
from kexie.domains.steward.models.figures import FigureWeights, OpenFigures
from kexie.domains.steward.models.handling import (
    END_OF_TIME,
    CaseKind,
    ClockEntry,
    Handling,
    HandlingQuerySet,
    LimitWish,
    Urgency,
    WishKind,
    WishState,
)
from kexie.domains.steward.models.knowledge import Answer, AnswerVersion, DeadEnd, DeadEndDay
from kexie.domains.steward.models.proving import Proof
from kexie.domains.steward.models.similarity import CaseMark
from kexie.domains.steward.models.suggesting import SuggestionModel

__all__ = [
    "END_OF_TIME",
    "Answer",
    "AnswerVersion",
    "CallBack",
    "CallBackQuerySet",
    "CallTry",
    "CaseKind",
    "CaseMark",
    "ClockEntry",
    "DeadEnd",
    "DeadEndDay",
    "Exclusion",
    "ExclusionGround",
    "ExclusionKind",
    "ExclusionState",
    "FigureWeights",
    "Handling",
    "HandlingQuerySet",
    "LimitWish",
    "OfUnitQuerySet",
    "OpenFigures",
    "Proof",
    "ReopenState",
    "Reopening",
    "ReplyTemplate",
    "SuggestionModel",
    "TryEnd",
    "Urgency",
    "WishKind",
    "WishState",
]
