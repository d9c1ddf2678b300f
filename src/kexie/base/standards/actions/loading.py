"""Taking the shipped standard into the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.standards.errors import ChangedEdition
from kexie.base.standards.models import Code, CodeList, DataElement, Edition, Stamp
from kexie.base.standards.queries import in_force
from kexie.base.standards.queries.shipped import standard
from kexie.base.standards.rules.definitions import CodeListDefinition, ElementDefinition, Standard

E = TypeVar("E", bound=Edition)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many editions of elements and of code lists were new."""

    elements: int
    code_lists: int


def load_standard(*, by: Actor, at: datetime, source: Standard | None = None) -> Loaded:
    """Take every edition of the shipped standard (or of ``source``) that the register does not have; again does nothing.

    A newer edition ends the one before it. Raises `ChangedEdition` when an edition that is registered says something
    else now; then nothing is taken.
    """
    shipped = source or standard()
    with transaction.atomic():
        lists = sum(_take_list(definition) for definition in shipped.code_lists.values())
        elements = sum(_take_element(definition) for definition in shipped.elements.values())
        if lists or elements:
            if source is not None:
                bump()
            audit.record(
                by=by, at=at, action="standards.load", target="standards:register", elements=elements, code_lists=lists
            )
    return Loaded(elements=elements, code_lists=lists)


def bump() -> None:
    """Tell every process that there is something new; this one as soon as the transaction is stored."""
    Stamp.objects.get_or_create(pk=1)
    Stamp.objects.filter(pk=1).update(number=F("number") + 1)
    transaction.on_commit(lambda: in_force.refresh(timezone.localdate()))


def _take_element(definition: ElementDefinition) -> bool:
    fields = _element_fields(definition)
    known = DataElement.objects.filter(code=definition.code, edition=definition.edition).first()
    if known is not None:
        if not known.local:
            _same(definition.name, {name: getattr(known, name) for name in fields}, fields)
        return False
    publish_element(definition, local=False)
    return True


def publish_element(definition: ElementDefinition, *, local: bool = True) -> None:
    """Register an edition; it ends the one before it. Inside a transaction; raises `ChangedEdition`."""
    _end_earlier(DataElement, definition)
    DataElement.objects.create(local=local, **_element_fields(definition))


def _element_fields(definition: ElementDefinition) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(definition, name) for name in definition.__slots__}
    return {**fields, "checks": list(definition.checks)}


_LIST_FIELDS = ("code", "edition", "effective_from", "name", "english_name", "source_norm", "note")
_CODE_FIELDS = ("value", "name", "english_name", "parent", "valid_from", "valid_until", "successor")


def _take_list(definition: CodeListDefinition) -> bool:
    fields: dict[str, Any] = {name: getattr(definition, name) for name in _LIST_FIELDS}
    known = CodeList.objects.filter(code=definition.code, edition=definition.edition).first()
    if known is not None:
        if not known.local:
            codes = [tuple(getattr(code, name) for name in _CODE_FIELDS) for code in definition.codes]
            registered = {name: getattr(known, name) for name in fields}
            registered["codes"] = list(known.codes.values_list(*_CODE_FIELDS))
            _same(definition.name, registered, {**fields, "codes": codes})
        return False
    publish_code_list(definition, local=False)
    return True


def publish_code_list(definition: CodeListDefinition, *, local: bool = True) -> None:
    """Register an edition with its codes; it ends the one before it. Inside a transaction; raises `ChangedEdition`."""
    _end_earlier(CodeList, definition)
    taken = CodeList.objects.create(local=local, **{name: getattr(definition, name) for name in _LIST_FIELDS})
    Code.objects.bulk_create(_codes(taken, definition), batch_size=1000)


def _codes(code_list: CodeList, definition: CodeListDefinition) -> Iterable[Code]:
    for position, code in enumerate(definition.codes):
        yield Code(code_list=code_list, position=position, **{name: getattr(code, name) for name in _CODE_FIELDS})


def _end_earlier(model: type[E], definition: ElementDefinition | CodeListDefinition) -> None:
    """The edition in force ends on the day the new one takes effect; an older edition is never taken afterwards."""
    current = model._default_manager.filter(code=definition.code, effective_until__isnull=True).first()
    if current is None:
        return
    if current.edition >= definition.edition or current.effective_from >= definition.effective_from:
        sentence = _("“%(name)s”的新版本须有更大的版本号和更晚的施行日期。")
        raise ChangedEdition(sentence % {"name": definition.name}, code_of=definition.code)
    current.effective_until = definition.effective_from
    current.save(update_fields=["effective_until"])


def _same(name: str, registered: dict[str, Any], shipped: dict[str, Any]) -> None:
    changed = sorted(key for key in shipped if registered[key] != shipped[key])
    if changed:
        sentence = _("“%(name)s”已登记的版本不能改动，请以新的版本号发布。")
        raise ChangedEdition(sentence % {"name": name}, fields=changed)
