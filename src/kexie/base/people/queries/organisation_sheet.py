"""The sheet by which units are imported: its columns, what a file says, and what it would do to the units there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.models import Organisation
from kexie.base.people.queries.districts import districts
from kexie.base.people.queries.organisation_facts import as_kept, wrong
from kexie.base.people.rules import tidy_name
from kexie.base.people.rules.organisation_import import FACTS, Fault, Known, Plan, plan
from kexie.base.people.rules.reach_changes import digest_of
from kexie.base.standards import api as standards

SHEET: Final = standards.Sheet(
    code="organisations",
    title="组织机构",
    columns=(
        standards.Column("organisation_name", key="name", heading="名称", required=True),
        standards.Column("organisation_short_name", key="short_name", heading="简称"),
        standards.Column("organisation_kind", key="kind", heading="类别"),
        standards.Column("organisation_name", key="parent", heading="上级单位"),
        standards.Column("credit_code"),
        standards.Column("place", key="district", heading="所在区"),
        standards.Column("address", heading="地址"),
        standards.Column("telephone", heading="办公电话"),
        standards.Column("email", heading="办公邮箱"),
        standards.Column("website", heading="网址"),
        standards.Column("founded_on"),
    ),
    most_rows=5000,
)

_SENTENCES: Final = {
    "ambiguous": gettext_lazy("有多个组织叫这个名称，请填写全称。"),
    "code_of_another": gettext_lazy("这个统一社会信用代码已属于“%(about)s”，请核对。"),
    "other_name": gettext_lazy("这个统一社会信用代码已属于“%(about)s”，名称不同；如已更名，请先在平台上办理更名。"),
    "kind_needed": gettext_lazy("新增的组织请填写类别。"),
    "kind_open": gettext_lazy("“待确认”不是组织的类别，请填写实际的类别。"),
    "closed": gettext_lazy("“%(about)s”已撤销，不能导入；如需使用，请先恢复。"),
    "twice": gettext_lazy("与第%(about)s行重复，请只保留一行。"),
    "parent_needed": gettext_lazy("新增的组织请填写上级单位的名称、简称或统一社会信用代码。"),
    "unknown_parent": gettext_lazy("没有找到这个上级单位，表中也没有，请核对名称。"),
    "moves": gettext_lazy("已有组织的上级单位与此不同；调整隶属请在平台上办理，导入时请删去这一格。"),
    "ring": gettext_lazy("几行互为上级，无法确定先后，请核对上级单位。"),
    "never_there": gettext_lazy("这类组织不能放在该上级单位之下，请核对。"),
    "founded": gettext_lazy("成立日期须在1840年以后、不晚于今天，请核对。"),
    "district": gettext_lazy("没有“%(about)s”这个区，请填写区的名称或代码。"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file says: the plan and its digest, or the problems by cell."""

    plan: Plan
    problems: list[standards.Problem]
    digest: str = ""


def check_sheet(actor: Actor, content: bytes, name: str) -> Checked:
    """Read a file and decide what it would do; refusals for what is no sheet, and for who may not import."""
    access.check(actor, MANAGE_ORGANISATIONS)
    read = standards.read(SHEET, content, name)
    rows, strange = _placed([(row.number, row.values) for row in read.rows])
    made = plan(rows, known_units())
    faults = [problem_of(fault) for fault in (*strange, *made.faults)]
    told = {(problem.row, problem.column) for problem in read.problems}
    problems = [*read.problems, *(one for one in faults if (one.row, one.column) not in told)]
    if problems:
        return Checked(Plan(), sorted(problems, key=lambda problem: (problem.row, problem.column)))
    return Checked(made, [], digest_of("import", _told(made)))


def _placed(rows: list[tuple[int, dict[str, Any]]]) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """The rows with tidy names, and the code of the district in the place of its name."""
    codes = districts()
    by_name = {name: code for code, name in codes.items()}
    placed, strange = [], []
    for number, values in rows:
        told = {key: tidy_name(value) if isinstance(value, str) else value for key, value in values.items()}
        told["website"] = told.get("website") or ""
        if district := told.get("district"):
            told["district"] = by_name.get(district, district)
            if told["district"] not in codes:
                strange.append(Fault(number, "district", district, "district", district))
        if (founded := told.get("founded_on")) and wrong("founded_on", founded):
            strange.append(Fault(number, "founded_on", str(founded), "founded"))
        placed.append((number, told))
    return placed, strange


def known_units() -> list[Known]:
    """Every unit as the plan takes it: a merged one only lends its names to the one it was merged into."""
    units = list(Organisation.objects.prefetch_related("former_names").order_by("path"))
    by_path = {unit.path: str(unit.uid) for unit in units}
    names: dict[int, set[str]] = {}
    for unit in units:
        own = {unit.name, unit.short_name}
        own |= {name for row in unit.former_names.all() for name in (row.name, row.short_name)}
        names.setdefault(unit.merged_into_id or unit.pk, set()).update(own)
    return [
        Known(
            key=str(unit.uid),
            name=unit.name,
            names=frozenset(names.get(unit.pk, set())),
            kind=unit.kind,
            parent=by_path.get(unit.path[: -Organisation.steplen]),
            facts={column: getattr(unit, column) for column in FACTS},
            closed=unit.closed_on is not None,
        )
        for unit in units
        if unit.merged_into_id is None
    ]


def problem_of(fault: Fault) -> standards.Problem:
    """A fault of the plan in the words of a report by cell."""
    names = [column.name for column in SHEET.columns]
    heading = next((column.title for column in SHEET.columns if column.name == fault.column), "")
    letter = chr(ord("A") + names.index(fault.column)) if fault.column in names else ""
    message = str(_SENTENCES[fault.why]) % {"about": fault.about}
    return standards.Problem(SHEET.title, fault.row, letter, heading, fault.value, fault.why, message)


def _told(made: Plan) -> list[Any]:
    """The plan as its digest takes it."""
    added = [[one.name, one.parent, one.parent_row, sorted(one.facts.items())] for one in made.additions]
    return [added, [[one.key, sorted(one.changes.items())] for one in made.updates], made.unchanged]


def shown_updates(made: Plan) -> list[tuple[int, str, str, str, str]]:
    """Row, unit, column, before and after of every cell that would change."""
    words = {column.name: column.title for column in SHEET.columns}
    kinds = dict(Organisation._meta.get_field("kind").flatchoices)
    named = districts()

    def shown(column: str, value: Any) -> str:
        lists = {"kind": kinds, "district": named}
        return str(lists.get(column, {}).get(value, as_kept(value)) or _("空"))

    return [
        (update.row, update.name, words[column], shown(column, before), shown(column, after))
        for update in made.updates
        for column, (before, after) in update.changes.items()
    ]
