"""Published matters for programs: what the service hall shows, and the form with which one applies as JSON Schema."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.urls import reverse
from ninja import Query
from pydantic import Field

from kexie.base.kernel import clock
from kexie.base.kernel.access import public
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.rest import Answer, get, page_of, pages_of
from kexie.base.kernel.rest_query import Paged, Slug, Text
from kexie.base.kernel.web import Request
from kexie.base.matters.models import Applicants, MatterVersion
from kexie.base.matters.queries.guides import application_form, guide, offered
from kexie.base.matters.queries.schemas import form_schema
from kexie.base.matters.queries.versions import model_of
from kexie.base.matters.rest.routing import router
from kexie.base.matters.rules.engine import NotRunnable
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.rules.lanes import WHO_LABELS
from kexie.base.matters.rules.limits import limit_words
from kexie.base.matters.rules.terms import MATERIAL_FORMS, TERMS


class Matter(Answer):
    """A matter (事项) that is in force today."""

    code: str = Field(json_schema_extra={"example": "lecture"})
    name: str
    group: str = Field(description="所属平台，没有的为空")
    summary: str = Field(description="一句话说明")
    lead: str = Field(description="责任部门")
    applicants: Applicants = Field(description="谁可以申请：anyone（个人和单位）、persons（个人）、units（单位）")
    limit: str = Field(description="办理时限，没有的为空")
    version: int = Field(description="第几版")
    effective_from: date
    accepting: bool = Field(description="目前是否受理申请")
    url: str


class MatterText(Answer):
    """A text of the guide."""

    key: str
    title: str
    text: str


class Material(Answer):
    """What is to be handed in."""

    name: str
    form: str
    required: bool
    note: str


class MatterStep(Answer):
    """What a person does in the process, in the order of the drawing."""

    name: str
    who: str = Field(description="由谁办理")
    limit: str = Field(description="期限，没有的为空")


class Assisting(Answer):
    """A unit that works with the responsible department."""

    unit: UUID
    name: str
    duty: str


class WholeMatter(Matter):
    """A matter with its guide and its form."""

    window: str = Field(description="受理窗口，没有的为空")
    assists: list[Assisting]
    texts: list[MatterText]
    materials: list[Material]
    steps: list[MatterStep]
    form: dict[str, Any] = Field(
        description="申请表的 JSON Schema（2020-12）：键是答案的名称；x-element 是数据元，x-show-when 是出现的条件，"
        "x-known 的，平台已有登记时以登记为准，没有时照常填写；x-earliest 是日期至少在多少个工作日以后"
        "（10d，0d 为当天）；x-papers 是要上传的文件"
    )


class MattersAsked(Paged):
    """Matters by name, group, applicants and occasion."""

    q: Text = Field("", description="名称、拼音或者说明中的文字")
    group: Text = Field("", description="所属平台的名称")
    who: Literal["", "persons", "units"] = Field("", description="面向谁：persons 个人，units 单位；空为不限")
    occasion: Text = Field("", description="适用情形，如“举办活动”")


@get(router, "matters/", pages_of(Matter), name="matters", summary="服务事项")
@public
def matters(request: Request, asked: Query[MattersAsked]) -> Any:
    """今天施行的事项，按平台和编码排列。"""
    rows = offered(on=clock.today(), text=asked.q, group=asked.group, who=asked.who, occasion=asked.occasion)
    return page_of(rows, asked, lambda found: [_row(version) for version in found])


@get(router, "matters/{slug:code}/", WholeMatter, name="matter", summary="一个服务事项")
@public
def matter(request: Request, code: Slug) -> Any:
    """一个事项今天施行的版本：办事指南、申请材料、办理步骤、时限和申请表。"""
    found = guide(code, on=clock.today())
    return {
        **_row(found),
        "window": found.window.name if found.window else "",
        "assists": [
            {"unit": one.organisation.uid, "name": one.organisation.name, "duty": one.duty}
            for one in found.assists.all()
        ],
        "texts": [
            {"key": key, "title": str(title), "text": text}
            for key, (title, _most) in TERMS.items()
            if (text := str(found.terms.get(key, "")).strip())
        ],
        "materials": [_material(row) for row in found.materials],
        "steps": _steps(found),
        "form": form_schema(application_form(found), read_forms(found.forms)),
    }


def _row(version: MatterVersion) -> dict[str, Any]:
    return {
        "code": version.matter.code,
        "name": version.name,
        "group": version.group.name if version.group else "",
        "summary": str(version.terms.get("summary", "")).strip(),
        "lead": version.lead.name,
        "applicants": version.applicants,
        "limit": limit_words(version.limit),
        "version": version.number,
        "effective_from": version.effective_from,
        "accepting": version.matter.open,
        "url": absolute(reverse("matters:service", args=[version.matter.code])),
    }


def _material(row: dict[str, Any]) -> dict[str, Any]:
    form = str(MATERIAL_FORMS.get(row.get("form", "electronic"), ""))
    return {
        "name": row.get("name", ""),
        "form": form,
        "required": row.get("required", True),
        "note": row.get("note", ""),
    }


def _steps(version: MatterVersion) -> list[dict[str, Any]]:
    """What people do; nothing where the drawing cannot be read, which is no reason to show no guide."""
    try:
        model = model_of(version)
    except NotRunnable:
        return []
    lanes = model.lanes
    return [
        {"name": node.name, "who": _who(lanes.get(node.lane_id)), "limit": limit_words(node.limit)}
        for process in model.used
        for node in process.nodes
        if node.is_human
    ]


def _who(lane: Any) -> str:
    return (lane.name or str(WHO_LABELS.get(lane.who, ""))) if lane is not None else ""
