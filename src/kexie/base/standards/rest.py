"""Data elements and code lists for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Query
from pydantic import Field

from kexie.base.kernel.access import public
from kexie.base.kernel.rest import Answer, Router, get, page_of, pages_of
from kexie.base.kernel.rest_query import OnADay, Paged, Slug, Text
from kexie.base.kernel.web import Request
from kexie.base.standards.models import CodeList as CodeListRow
from kexie.base.standards.models import DataElement
from kexie.base.standards.queries import register, schemas
from kexie.base.standards.rules.definitions import Datatype, Sensitivity, element_row

router = Router(tags=["数据标准"])


class Element(Answer):
    """A data element in an edition; what it does not have is left out."""

    code: str = Field(json_schema_extra={"example": "mobile_phone"})
    identifier: str = Field(json_schema_extra={"example": "KX-DE-0007"})
    edition: int
    effective_from: date
    name: str
    english_name: str
    definition: str
    datatype: Datatype
    representation: str
    source_norm: str
    max_length: int = Field(default_factory=int)
    minimum: int = Field(default_factory=int)
    maximum: int = Field(default_factory=int)
    decimals: int = Field(default_factory=int)
    unit: str = ""
    code_list: str = ""
    checks: list[str] = Field(default_factory=list)
    sensitivity: Sensitivity
    mask: str = ""
    example: str = ""


class CodeList(Answer):
    """A code list in an edition; ``note`` says where it is not the full norm."""

    code: str
    name: str
    english_name: str
    source_norm: str
    note: str
    edition: int
    effective_from: date


class Code(Answer):
    """One value of a list."""

    value: str
    name: str
    english_name: str
    parent: str
    successor: str
    valid_from: date | None
    valid_until: date | None


class ElementsAsked(Paged, OnADay):
    """Elements with a text in their name, code or definition."""

    q: Text = Field("", description="名称、代码或者定义中的文字")


class ListsAsked(Paged, OnADay):
    """Lists in force."""


class CodesAsked(Paged, OnADay):
    """Codes in use, all or those below one."""

    parent: Text = Field("", description="只要这个上级代码之下的")


@get(router, "elements/", pages_of(Element), name="elements", summary="数据元列表", exclude_unset=True)
@public
def elements(request: Request, asked: Query[ElementsAsked]) -> Any:
    """某一日施行的数据元。"""
    rows = register.search(DataElement.objects.on(asked.on), asked.q)
    return page_of(rows, asked, lambda found: [element_row(row.as_definition()) for row in found])


@get(router, "elements/{slug:code}/", Element, name="element", summary="一个数据元", exclude_unset=True)
@public
def element(request: Request, code: Slug, asked: Query[OnADay]) -> Any:
    """一个数据元在某一日的版本。"""
    return element_row(register.element(code, on=asked.on).as_definition())


@get(router, "elements/{slug:code}/schema/", dict[str, Any], name="element_schema", summary="数据元的 JSON Schema")
@public
def element_schema(request: Request, code: Slug) -> Any:
    """一个数据元的 JSON Schema（2020-12），可用于检查填写的值。"""
    return schemas.schema(code)


@get(router, "code-lists/", pages_of(CodeList), name="code_lists", summary="代码集列表")
@public
def code_lists(request: Request, asked: Query[ListsAsked]) -> Any:
    """某一日施行的代码集。"""
    return page_of(CodeListRow.objects.on(asked.on), asked)


@get(router, "code-lists/{slug:code}/codes/", pages_of(Code), name="codes", summary="代码集中的代码")
@public
def codes(request: Request, code: Slug, asked: Query[CodesAsked]) -> Any:
    """一个代码集在某一日使用的代码。"""
    return page_of(register.codes_on(code, asked.on, asked.parent), asked)
