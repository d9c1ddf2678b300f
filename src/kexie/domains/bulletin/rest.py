"""Signed issues for programs: what the public pages show, from the last revision that was signed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Query
from pydantic import Field

from kexie.base.kernel.access import Visitor, public
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.rest import Answer, Router, get, page_of, pages_of
from kexie.base.kernel.rest_query import Key, Paged, whole_number
from kexie.base.kernel.web import Request
from kexie.domains.bulletin import queries
from kexie.domains.bulletin.models import Issue

router = Router(tags=["每周动态"])

LAST_YEAR = 9999


class Bulletin(Answer):
    """A signed issue as lists have it."""

    id: UUID
    name: str
    year: int
    number: int
    total: int = Field(description="总期号")
    date: date
    publisher: str
    highlights: list[str] = Field(description="目录提要，每行一条")
    revision: int = Field(description="签发后更正过几次")
    correction: str = Field(description="最近一次更正的说明")
    signed_at: datetime
    url: str
    papers: dict[str, str] = Field(description="文件格式 → 下载地址")


class BulletinPicture(Answer):
    """A picture of an item; ``after`` is the number of the paragraph behind which it stands, 0 before the first."""

    url: str
    alt: str
    caption: str
    after: int


class BulletinItem(Answer):
    """One item, with the units that sign it."""

    id: UUID
    order: int
    column: str
    title: str
    paragraphs: list[str]
    credit_line: str = Field(description="供稿单位，以顿号分隔")
    pictures: list[BulletinPicture]
    url: str


class WholeBulletin(Bulletin):
    """An issue with its items in the order of the paper."""

    editor: str
    reviewer: str
    distribution: list[str] = Field(description="分送")
    items: list[BulletinItem]


class BulletinsAsked(Paged):
    """Issues of a year, or of all."""

    year: whole_number(0, LAST_YEAR) = Field(default_factory=int, description="只要这一年的")  # type: ignore[valid-type]


@get(router, "bulletins/", pages_of(Bulletin), name="bulletins", summary="每周动态：各期")
@public
def bulletins(request: Request, asked: Query[BulletinsAsked]) -> Any:
    """已签发的各期，新的在前；更正过的以最近一次签发的为准。"""
    rows = queries.public_issues(asked.year)
    return page_of(rows, asked, lambda found: [_row(queries.with_lines(revision)) for revision in found])


@get(router, "bulletins/{int:year}/{int:number}/", WholeBulletin, name="bulletin", summary="每周动态：一期")
@public
def bulletin(request: Request, year: Key, number: Key) -> Any:
    """已签发的一期，带各栏目的条目。"""
    if max(year, number) > LAST_YEAR:
        raise NotFound
    found = queries.issue(Visitor(), year, number)
    issue = found.issue
    issue.lines = list(found.highlights)  # type: ignore[attr-defined]
    return {
        **_row(issue),
        "editor": issue.editor,
        "reviewer": issue.reviewer,
        "distribution": issue.distribution,
        "items": [_item(issue, item) for item in found.items],
    }


def _row(issue: Issue) -> dict[str, Any]:
    fields = ("name", "year", "number", "total", "date", "publisher", "revision", "correction", "signed_at")
    return {
        **{name: getattr(issue, name) for name in fields},
        "id": issue.pk,
        "highlights": [line.text for line in issue.lines],  # type: ignore[attr-defined]
        "url": absolute(issue.get_absolute_url()),
        "papers": {
            name: absolute(reverse("bulletin:download", args=(issue.year, issue.number, name)))
            for name in queries.FORMATS
        },
    }


def _item(issue: Issue, item: Any) -> dict[str, Any]:
    fields = ("order", "title", "credit_line")
    return {
        **{name: getattr(item, name) for name in fields},
        "id": item.pk,
        "column": item.column.name,
        "paragraphs": list(item.paragraphs),
        "pictures": [_picture(issue, picture) for picture in item.shown],
        "url": absolute(item.get_absolute_url()),
    }


def _picture(issue: Issue, picture: Mapping[str, Any]) -> dict[str, Any]:
    address = reverse("bulletin:picture", args=(issue.year, issue.number, picture["sha256"]))
    said = {name: picture.get(name) or "" for name in ("alt", "caption")}
    return {**said, "url": absolute(address), "after": picture.get("after") or 0}
