"""Taking the shipped standard into the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.standards.errors import ChangedEdition, WrongRevision
from kexie.base.standards.models import Code, CodeList, DataElement, Edition, Stamp
from kexie.base.standards.queries import divisions, in_force, revisions
from kexie.base.standards.queries.shipped import CITY_LISTS, standard
from kexie.base.standards.rules.definitions import CodeListDefinition, ElementDefinition, Standard, read_code_list
from kexie.base.standards.rules.revisions import code_list_mistakes

E = TypeVar("E", bound=Edition)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many editions of elements and of code lists were new."""

    elements: int
    code_lists: int


@dataclass(frozen=True, slots=True)
class LoadedList:
    """The edition that stands now, and whether it is new."""

    definition: CodeListDefinition
    new: bool


def load_standard(*, by: Actor, at: datetime, source: Standard | None = None) -> Loaded:
    """Take every edition of the shipped standard (or of ``source``) that the register does not have; again does nothing.

    A newer edition ends the one before it. Raises `ChangedEdition` when an edition that is registered says something
    else now; then nothing is taken. Few queries however long the standard is.
    """
    shipped = source or standard()
    with transaction.atomic():
        lists = _new_lists(shipped.code_lists)
        elements = _new_elements(shipped.elements)
        _register_lists(lists, local=False)
        _register_elements(elements, local=False)
        if lists or elements:
            if source is not None:
                bump()
            audit.record(
                by=by,
                at=at,
                action="standards.load",
                target="standards:register",
                elements=len(elements),
                code_lists=len(lists),
            )
    return Loaded(elements=len(elements), code_lists=len(lists))


def load_code_list(*, by: Actor, at: datetime, row: Mapping[str, Any]) -> LoadedList:
    """Take in a city's own edition of a code list, such as its districts: a row of a data file, without a number of its
    edition the next one; the same content again does nothing.

    For the operator of an installation; in the workbench two persons do the same. Raises `WrongRevision` with sentences
    by field, `ChangedEdition` for a number or a day that is not later.
    """
    with transaction.atomic():
        newest = CodeList.objects.filter(code=row["code"]).order_by("-edition").first()
        before = newest.as_definition() if newest else None
        number = row.get("edition") or (before.edition + 1 if before else 1)
        definition = read_code_list({**row, "edition": number})
        if before is not None and newest is not None and newest.local:
            same = replace(definition, edition=before.edition)
            if same == before:
                return LoadedList(before, new=False)
        replacing = revisions.replaces_shipped(definition.code)
        if errors := code_list_mistakes(before, definition, replacing=replacing):
            raise WrongRevision(errors=errors)
        publish_code_list(definition)
        bump()
        said: dict[str, Any] = {
            "elements": 0,
            "code_lists": 1,
            "code_of": definition.code,
            "edition": definition.edition,
        }
        audit.record(by=by, at=at, action="standards.load", target="standards:register", **said)
    return LoadedList(definition, new=True)


def reopen_latest(*, by: Actor, at: datetime) -> int:
    """Let the newest edition of a code stand again where a later one was taken out of the database whole (the demo); how many."""
    reopened = 0
    with transaction.atomic():
        for model in (DataElement, CodeList):
            rows: Any = model._default_manager
            standing = rows.filter(effective_until__isnull=True).values_list("code", flat=True)
            newest = {row.code: row.pk for row in rows.exclude(code__in=list(standing)).order_by("edition")}
            reopened += rows.filter(pk__in=newest.values()).update(effective_until=None)
        if reopened:
            bump()
            audit.record(by=by, at=at, action="standards.reopen", target="standards:register", editions=reopened)
    return reopened


def bump() -> None:
    """Tell every process that there is something new; this one as soon as the transaction is stored."""
    Stamp.objects.get_or_create(pk=1)
    Stamp.objects.filter(pk=1).update(number=F("number") + 1)
    transaction.on_commit(lambda: in_force.refresh(timezone.localdate()))


def publish_element(definition: ElementDefinition) -> None:
    """Register an edition of our own; it ends the one before it. Inside a transaction; raises `ChangedEdition`."""
    _register_elements([definition], local=True)


def publish_code_list(definition: CodeListDefinition) -> None:
    """Register an edition of our own with its codes; it ends the one before it. As `publish_element`."""
    _register_lists([definition], local=True)


def _new_elements(offered: Mapping[str, ElementDefinition]) -> list[ElementDefinition]:
    """Those that the register does not have; raises `ChangedEdition` for one that it has otherwise."""
    known = {(element.code, element.edition): element for element in DataElement.objects.filter(code__in=offered)}
    new = []
    for definition in offered.values():
        registered = known.get((definition.code, definition.edition))
        if registered is None:
            new.append(definition)
        elif not registered.local:
            fields = _element_fields(definition)
            _same(definition.name, {name: getattr(registered, name) for name in fields}, fields)
    return new


def _register_elements(definitions: Sequence[ElementDefinition], *, local: bool) -> None:
    _end_earlier(DataElement, definitions)
    DataElement.objects.bulk_create(DataElement(local=local, **_element_fields(one)) for one in definitions)


def _element_fields(definition: ElementDefinition) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(definition, name) for name in definition.__slots__}
    return {**fields, "checks": list(definition.checks)}


_LIST_FIELDS = ("code", "edition", "effective_from", "name", "english_name", "source_norm", "note")
_CODE_FIELDS = ("value", "name", "english_name", "parent", "valid_from", "valid_until", "successor")


def _new_lists(offered: Mapping[str, CodeListDefinition]) -> list[CodeListDefinition]:
    """As `_new_elements`. The registered divisions are not compared code by code: they are what one package says."""
    registered = CodeList.objects.filter(code__in=list(offered), local=False).exclude(code=divisions.LIST)
    known = {(listed.code, listed.edition): listed for listed in registered.prefetch_related("codes")}
    editions = set(CodeList.objects.filter(code__in=list(offered)).values_list("code", "edition"))
    own = set(CodeList.objects.filter(code__in=CITY_LISTS, local=True).values_list("code", flat=True))
    new = []
    for code in offered:
        if code in own or (code == divisions.LIST and (code, divisions.EDITION) in editions):
            continue
        definition = offered[code]
        if (code, definition.edition) not in editions:
            new.append(definition)
        elif listed := known.get((code, definition.edition)):
            fields = {name: getattr(definition, name) for name in (*_LIST_FIELDS, "codes")}
            _same(definition.name, {name: getattr(listed.as_definition(), name) for name in fields}, fields)
    return new


def _register_lists(definitions: Sequence[CodeListDefinition], *, local: bool) -> None:
    _end_earlier(CodeList, definitions)
    made = [CodeList(local=local, **{name: getattr(one, name) for name in _LIST_FIELDS}) for one in definitions]
    numbers = [listed.pk for listed in CodeList.objects.bulk_create(made)]
    _insert_codes(
        [number, place, *(_stored(getattr(code, name)) for name in _CODE_FIELDS)]
        for number, definition in zip(numbers, definitions, strict=True)
        for place, code in enumerate(definition.codes)
    )


def _insert_codes(rows: Iterable[list[Any]]) -> None:
    """Seven thousand rows at a tenth of what making as many model instances costs."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("code_list_id", "position", *_CODE_FIELDS))
    marks = ", ".join(["%s"] * (len(_CODE_FIELDS) + 2))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(Code._meta.db_table)} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 - names of our own columns


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _end_earlier(model: type[E], definitions: Sequence[ElementDefinition] | Sequence[CodeListDefinition]) -> None:
    """The edition in force ends on the day the new one takes effect; an older edition is never taken afterwards."""
    found = model._default_manager.filter(code__in=[one.code for one in definitions], effective_until__isnull=True)
    current = {edition.code: edition for edition in found}
    for definition in definitions:
        edition = current.get(definition.code)
        if edition is None:
            continue
        if edition.edition >= definition.edition or edition.effective_from >= definition.effective_from:
            sentence = _("“%(name)s”的新版本须有更大的版本号和更晚的施行日期。")
            raise ChangedEdition(sentence % {"name": definition.name}, code_of=definition.code)
        edition.effective_until = definition.effective_from
        edition.save(update_fields=["effective_until"])


def _same(name: str, registered: dict[str, Any], shipped: dict[str, Any]) -> None:
    changed = sorted(key for key in shipped if registered[key] != shipped[key])
    if changed:
        sentence = _("“%(name)s”已登记的版本不能改动，请以新的版本号发布。")
        raise ChangedEdition(sentence % {"name": name}, fields=changed)
