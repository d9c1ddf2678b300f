"""The register: which elements and code lists are in force, as people look them up."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from kexie.base.standards.errors import UnknownElement
from kexie.base.standards.models import CodeList, DataElement, EditionQuerySet


def element(code: str, *, on: date | None = None) -> DataElement:
    """The registered element: its newest edition, or the one in force on a day. Raises `UnknownElement`."""
    editions = DataElement.objects.filter(code=code)
    found: DataElement | None = (editions.on(on) if on else editions.current()).first()
    if found is None:
        raise UnknownElement(element=code)
    return found


def code_list(code: str, *, on: date | None = None) -> CodeList:
    """The registered code list with its codes: newest edition, or the one in force on a day. Raises `UnknownElement`."""
    editions = CodeList.objects.filter(code=code).prefetch_related("codes")
    found: CodeList | None = (editions.on(on) if on else editions.current()).first()
    if found is None:
        raise UnknownElement(code_list=code)
    return found


def elements() -> EditionQuerySet:
    """All elements in force, in the order of their identifiers."""
    return DataElement.objects.current()


def code_lists() -> EditionQuerySet:
    """All code lists in force; ``size`` is how many codes each has."""
    return CodeList.objects.current().annotate(size=Count("codes"))


def search(found: EditionQuerySet, text: str) -> EditionQuerySet:
    """Those of ``found`` elements whose name, English name, code, identifier or definition holds ``text``."""
    fields = ("name", "english_name", "code", "identifier", "definition")
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": text})
    return found.filter(condition) if text else found


def editions_of(code: str) -> list[DataElement]:
    """All editions of an element, newest first."""
    return list(DataElement.objects.filter(code=code).order_by("-edition"))
