"""What the standard keeps: elements, code lists, revisions, and the working calendar."""

from kexie.base.standards.models.calendar import CalendarDay, CalendarStamp, CalendarYear
from kexie.base.standards.models.register import (
    Code,
    CodeList,
    DataElement,
    Edition,
    EditionQuerySet,
    Revision,
    RevisionState,
    Stamp,
)

__all__ = [
    "CalendarDay",
    "CalendarStamp",
    "CalendarYear",
    "Code",
    "CodeList",
    "DataElement",
    "Edition",
    "EditionQuerySet",
    "Revision",
    "RevisionState",
    "Stamp",
]
