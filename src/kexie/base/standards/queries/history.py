"""The editions of an element or a list, and what changed from one to the next."""

from __future__ import annotations

from datetime import date

from kexie.base.standards.models import CodeList, DataElement, Revision


def editions(subject: str, code: str) -> list[DataElement] | list[CodeList]:
    """All editions, newest first."""
    if subject == Revision.Subject.ELEMENT:
        return list(DataElement.objects.filter(code=code).order_by("-edition"))
    return list(CodeList.objects.filter(code=code).order_by("-edition"))


def standing(edition: DataElement | CodeList, day: date) -> str:
    """``coming``, ``current`` or ``ended`` on ``day``."""
    if edition.effective_from > day:
        return "coming"
    return "ended" if edition.effective_until is not None and edition.effective_until <= day else "current"
