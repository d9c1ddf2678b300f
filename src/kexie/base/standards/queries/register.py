"""The register: which elements and code lists are in force, as people look them up."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from kexie.base.standards.errors import UnknownElement
from kexie.base.standards.models import Code, CodeList, DataElement, EditionQuerySet


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


def code_list_row(code: str) -> CodeList:
    """The newest edition of a list without its codes. Raises `UnknownElement`."""
    found: CodeList | None = CodeList.objects.current().filter(code=code).first()
    if found is None:
        raise UnknownElement(code_list=code)
    return found


def codes_page(code_list: CodeList, text: str, page: str | None, size: int) -> Page[Code]:
    """The codes whose value or name holds ``text``, a page of them."""
    found = code_list.codes.all()
    text = text.strip()[:60].replace("\0", "")
    if text:
        found = found.filter(Q(value__startswith=text) | Q(name__icontains=text))
    return Paginator(found, size).get_page(page)


def codes_on(code: str, day: date, parent: str = "") -> QuerySet[Code]:
    """The codes of a list in use on ``day``, by the edition in force then. Raises `UnknownElement`."""
    listed = CodeList.objects.on(day).filter(code=code).first()
    if listed is None:
        raise UnknownElement(code_list=code)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    found: QuerySet[Code] = Code.objects.filter(begun, lasting, code_list=listed)
    return found.filter(parent=parent) if parent else found
