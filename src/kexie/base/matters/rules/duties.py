"""The list of matters as a paper (责任清单): by group and department, who does what by when, and how the case goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.documents.model import Document, Heading, Paragraph, Part, Picture, Table
from kexie.base.matters.rules.bpmn.model import Model
from kexie.base.matters.rules.limits import limit_words

_FIGURES: Final = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class DutyStep:
    """A task of the process: whose lane it stands in, what is done, and by when, in words ("" for no limit)."""

    lane: str
    task: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A matter in the list. ``object`` is whom it serves, ``picture`` its drawing as PNG, or None for a list without."""

    code: str
    name: str
    group: str
    lead: str
    window: str
    object: str
    basis: str
    result: str
    limit: str
    assists: tuple[tuple[str, str], ...]
    materials: tuple[str, ...]
    steps: tuple[DutyStep, ...]
    picture: bytes | None = None


def steps_of(model: Model) -> tuple[DutyStep, ...]:
    """The tasks of people, in the order in which a case can first come to them; those of called processes follow."""
    found: list[DutyStep] = []
    for process in model.used:
        starts = [node.id for node in process.nodes if node.kind == "startEvent" and not node.parent]
        for key in _in_order(model, starts):
            node = model.nodes[key]
            if node.is_human:
                lane = model.lanes.get(node.lane_id)
                found.append(DutyStep(lane.name if lane else "", node.name, limit_words(node.limit)))
    return tuple(found)


def _in_order(model: Model, starts: Iterable[str]) -> Iterator[str]:
    """Nodes from the start on, each once: first the way ahead, then what leaves it at a border."""
    inner: dict[str, list[str]] = {}
    for node in model.nodes.values():
        if node.parent and node.kind == "startEvent":
            inner.setdefault(node.parent, []).append(node.id)
    waiting, seen = list(starts), set()
    while waiting:
        key = waiting.pop(0)
        if key in seen:
            continue
        seen.add(key)
        yield key
        waiting[:0] = inner.get(key, [])
        waiting += [flow.target for flow in model.outgoing.get(key, ())]
        waiting += [event.id for event in model.boundaries.get(key, ())]


def document_of(title: str, duties: Sequence[Duty], *, publisher: str, day: str) -> Document:
    """The list as an official paper, each matter with its drawing. ``duties`` are in the order of groups."""
    lead = _("共%(count)d项，截至%(day)s。") % {"count": len(duties), "day": day}
    parts: list[Part] = [Heading(text=title, level=2), Paragraph(text=lead)]
    for number, (group, members) in enumerate(groupby(duties, lambda one: one.group), start=1):
        of_group = list(members)
        parts.append(Heading(text=f"{_chinese(number)}、{group or _('未分组')}", level=1))
        parts.append(_overview(of_group))
        for place, duty in enumerate(of_group, start=1):
            parts += _of_duty(duty, place)
    return Document(title=title, parts=tuple(parts), author=publisher)


def _overview(duties: Sequence[Duty]) -> Table:
    rows = tuple((str(place), one.name, one.code, one.lead, one.limit) for place, one in enumerate(duties, start=1))
    return Table(head=(_("序号"), _("事项"), _("编码"), _("责任部门"), _("办理时限")), rows=rows)


def _of_duty(duty: Duty, place: int) -> Iterator[Part]:
    yield Heading(text=f"（{_chinese(place)}）{duty.name}", level=2)
    rows = ((label, value) for label, value in facts_of(duty) if value)
    yield Table(head=(_("项目"), _("内容")), rows=tuple(rows))
    steps = tuple(
        (str(number), step.lane, step.task, step.limit or "—") for number, step in enumerate(duty.steps, start=1)
    )
    yield Table(head=(_("序号"), _("办理方"), _("环节"), _("时限")), rows=steps, caption=_("办理环节"))
    if duty.picture is not None:
        alt = _("“%(name)s”的流程图，各环节见上表。") % {"name": duty.name}
        yield Picture(data=duty.picture, alt=alt, caption=_("“%(name)s”流程图") % {"name": duty.name})


def facts_of(duty: Duty) -> list[tuple[str, str]]:
    """What is said of a matter, each with its words on paper."""
    return [
        (_("事项编码"), duty.code),
        (_("责任部门"), duty.lead),
        (_("协办单位及职责"), _assists(duty)),
        (_("受理窗口"), duty.window),
        (_("服务对象"), duty.object),
        (_("办理依据"), duty.basis),
        (_("申请材料"), "；".join(duty.materials)),
        (_("办理结果"), duty.result),
        (_("办理时限"), duty.limit),
    ]


def sheet_of(duties: Sequence[Duty]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """The list as a sheet: a row for each matter, its steps in one cell, a line for each."""
    head = (_("平台分组"), _("事项名称"), *(label for label, _value in facts_of(_NONE)), _("办理环节"))
    rows = [(duty.group, duty.name, *(value for _label, value in facts_of(duty)), _steps(duty)) for duty in duties]
    return head, list(rows)


def _assists(duty: Duty) -> str:
    return "；".join(f"{unit}：{said}" if said else unit for unit, said in duty.assists)


def _steps(duty: Duty) -> str:
    lines = (
        f"{number}. {step.lane}：{step.task}" + (f"（{step.limit}）" if step.limit else "")
        for number, step in enumerate(duty.steps, start=1)
    )
    return "\n".join(lines)


def _chinese(number: int) -> str:
    """1 to 99 as it is said: 一, 十, 十一, 二十, 二十一; larger ones in figures."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    ten = "" if not tens else "十" if tens == 1 else f"{_FIGURES[tens]}十"
    return ten + (_FIGURES[ones] if ones else "")


_NONE: Final = Duty(
    code="",
    name="",
    group="",
    lead="",
    window="",
    object="",
    basis="",
    result="",
    limit="",
    assists=(),
    materials=(),
    steps=(),
)
