"""Importing persons from a sheet: all or nothing, and the same file again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit, tabular
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import Invalid
from kexie.base.kernel.longwork import Work
from kexie.base.people.abilities import IMPORT_PERSONS
from kexie.base.people.actions.persons import named, spell_new
from kexie.base.people.errors.persons import PersonKnown
from kexie.base.people.models import Person, PersonSecret, Post
from kexie.base.people.queries.person_import import SHEET, headings, masked_value, on_file, parts
from kexie.base.people.queries.post_seals import seal_for
from kexie.base.people.queries.secrets import secrets_for
from kexie.base.people.rules.person_import import CORRECTED, Step, planned
from kexie.base.standards.api import Problem, read

_AT_ONCE: Final = 1000
_WHY: Final = "the plan was made for the reach of the one who imports"


def import_persons(*, by: Actor, at: datetime, content: bytes, name: str) -> tuple[list[Step], list[Problem]]:
    """Read a file, judge every row, write all of it or, with problems, nothing; what was done and what is to be mended."""
    access.check(by, IMPORT_PERSONS)
    found = read(SHEET, content, name)
    if found.problems:
        return [], found.problems
    rows = [(row.number, row.values) for row in found.rows]
    with transaction.atomic():
        plan = planned(rows, on_file(by, [values for _number, values in rows], on=timezone.localdate(at)))
        if not plan.faults:
            write(by=by, at=at, steps=plan.steps)
    values_of, titles = dict(rows), headings()
    letters = {column.name: chr(ord("A") + place) for place, column in enumerate(SHEET.columns)}
    problems = [
        Problem(
            SHEET.title,
            fault.row,
            letters[fault.key],
            titles[fault.key],
            masked_value(fault.key, values_of[fault.row]),
            fault.rule,
            fault.message,
        )
        for fault in plan.faults
    ]
    return ([] if problems else plan.steps), problems


@transaction.atomic
def write(*, by: Actor, at: datetime, steps: Sequence[Step]) -> None:
    """Write the steps of a plan in bulk: records, spellings, sealed numbers, posts; one entry in the audit with counts."""
    access.check(by, IMPORT_PERSONS)
    people: dict[int, Any] = {}
    new = []
    for step in steps:
        if step.known is None:
            person = named(step.name, created_at=at, registered_in_id=step.unit, **step.details)
            new.append(person)
            people[step.row] = person.pk
        else:
            people[step.row] = step.known
    Person.objects.bulk_create(new, batch_size=_AT_ONCE)
    spell_new(new)
    _correct([step for step in steps if step.known is not None and step.details])
    secrets = [(people[step.row], element, value) for step in steps for element, value in step.secrets.items()]
    try:
        with transaction.atomic():
            PersonSecret.objects.bulk_create(secrets_for(secrets, at=at), batch_size=_AT_ONCE)
    except IntegrityError:
        raise PersonKnown(_("导入途中有同一身份证件号码刚刚登记，没有导入任何人员，请重新导入。")) from None
    posts = [
        Post(person_id=people[step.row], organisation_id=step.post[0], title=step.post[1], begin=step.post[2])
        for step in steps
        if step.post
    ]
    for post in posts:
        post.seal = seal_for(post)
    Post.objects.bulk_create(posts, batch_size=_AT_ONCE)
    audit.record(by=by, at=at, action="person.import", target="register:people.persons", **counts(steps))


def _correct(steps: Sequence[Step]) -> None:
    wanted = {step.known: step.details for step in steps if step.known is not None}
    for part in parts(wanted):
        rows = list(Person.objects.beyond(_WHY).select_for_update().filter(pk__in=part))
        for person in rows:
            for field, value in wanted[person.pk].items():
                setattr(person, field, value)
        Person.objects.beyond(_WHY).bulk_update(rows, list(CORRECTED))


def counts(steps: Sequence[Step]) -> dict[str, Any]:
    """How many records are new, corrected, and left as they are."""
    kinds = Counter("added" if step.known is None else "changed" if step.changes else "same" for step in steps)
    return {kind: kinds[kind] for kind in ("added", "changed", "same")}


def run(work: Work) -> None:
    """The long work of an import: see :func:`import_persons`."""
    with work.stage("import") as first:
        if not first:
            return
        steps, problems = import_persons(by=work.by, at=work.at, content=work.file, name=work.file_name)
        if not problems:
            for step in steps:
                if step.known is not None:
                    words = _("已有登记，已补充资料") if step.changes else _("已有登记，内容相同，未改动")
                    work.report(str(step.row), _("第%(row)d行") % {"row": step.row}, True, words)
            work.summary(**counts(steps))
            return
    _tell(work, problems)


def _tell(work: Work, problems: Sequence[Problem]) -> None:
    """The report by cell, on the page and as a workbook."""
    for turn, one in enumerate(problems):
        label = _("第%(row)d行%(column)s列 %(heading)s") % {
            "row": one.row,
            "column": one.column,
            "heading": one.heading,
        }
        work.report(f"{one.row}:{one.column}:{turn}", label, False, f"{one.value}　{one.message}".strip())
    head = [_("工作表"), _("行"), _("列"), _("项目"), _("填写的内容"), _("规则"), _("怎样修改")]
    rows = [[one.sheet, one.row, one.column, one.heading, one.value, one.rule, one.message] for one in problems]
    work.result(tabular.xlsx_bytes(head, rows, _("导入问题")), _("导入问题.xlsx"), tabular.XLSX_TYPE)
    work.summary(problems=len(problems))
    raise Invalid(_("有%(count)d处需要修改，没有导入任何人员。请按清单修改后重新导入。") % {"count": len(problems)})
