"""Organisations, persons and posts for programs: public facts for all, persons within reach and masked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from ninja import Query
from pydantic import Field

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.rest import Answer, Router, get, page_of, pages_of
from kexie.base.kernel.rest_query import OnADay, Paged, Text, choice
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import VIEW_PERSONS
from kexie.base.people.actions.persons import note_read
from kexie.base.people.models import Organisation as OrganisationRow
from kexie.base.people.models import OrganisationKind
from kexie.base.people.models import Person as PersonRow
from kexie.base.people.models import Post as PostRow
from kexie.base.people.queries.persons import persons as persons_seen
from kexie.base.people.queries.posts_register import register
from kexie.base.people.queries.public_units import public_units
from kexie.base.people.queries.secrets import masked

router = Router(tags=["组织和人员"])


class Organisation(Answer):
    """What every portal prints of a unit; ``parent`` is the name of the unit above."""

    uid: UUID
    name: str = Field(json_schema_extra={"example": "云川市气象学会"})
    short_name: str
    kind: str
    credit_code: str
    district: str
    address: str
    telephone: str
    email: str
    website: str
    founded_on: date | None
    parent: str | None


class Person(Answer):
    """A person within reach; ``numbers`` are masked."""

    id: UUID
    name: str
    sex: str
    professional_title: str
    workplace: str
    numbers: dict[str, str] = Field(description="证件号码和手机号码，已脱敏")


class Post(Answer):
    """Who is what, where, from when to when."""

    person: UUID
    name: str
    unit: UUID
    unit_name: str
    title: str
    role: str
    precedence: int
    begin: date
    end: date | None


class UnitsAsked(Paged, OnADay):
    """Units by name, kind and district."""

    q: Text = Field("", description="名称中的文字，或者统一社会信用代码")
    kind: choice(OrganisationKind.values) = Field(default_factory=str, description="组织类别的代码")  # type: ignore[valid-type]
    district: Text = Field("", description="所在区的代码")


class PersonsAsked(Paged):
    """Persons by name."""

    q: Text = Field("", description="姓名中的文字")


class PostsAsked(Paged, OnADay):
    """Posts by name of the person, on a day."""

    q: Text = Field("", description="姓名、单位或职务中的文字")


@get(router, "organisations/", pages_of(Organisation), name="organisations", summary="组织名录")
@public
def organisations(request: Request, asked: Query[UnitsAsked]) -> Any:
    """某一日存在的、已确认的组织，按隶属排列。"""
    rows = public_units(on=asked.on, text=asked.q, kind=asked.kind, district=asked.district)
    return page_of(rows, asked, lambda found: [_unit(row) for row in found])


@get(router, "organisations/{uuid:uid}/", Organisation, name="organisation", summary="一个组织")
@public
def organisation(request: Request, uid: UUID, asked: Query[OnADay]) -> Any:
    """一个组织；在这一日不存在的不列出。"""
    found = public_units(on=asked.on).filter(uid=uid).first()
    if found is None:
        raise NotFound
    return _unit(found)


@get(router, "persons/", pages_of(Person), name="persons", summary="人员")
@requires(VIEW_PERSONS)
def persons(request: Request, asked: Query[PersonsAsked]) -> Any:
    """权限范围内的人员，号码已脱敏。一日之内查询的人数以可以自行导出的人数为限，每次查询都有记录。"""
    page = page_of(persons_seen(request.actor, on=clock.today(), text=asked.q), asked, _persons)
    note_read(by=request.actor, at=clock.now(), count=len(page["results"]))
    return page


@get(router, "posts/", pages_of(Post), name="posts", summary="任职")
@requires(VIEW_PERSONS)
def posts(request: Request, asked: Query[PostsAsked]) -> Any:
    """某一日权限范围内的任职，按排序。"""
    rows = register(request.actor, on=asked.on, text=asked.q)
    return page_of(rows, asked, lambda found: [_post(row) for row in found])


def _unit(unit: OrganisationRow) -> dict[str, Any]:
    row = {name: getattr(unit, name) for name in Organisation.model_fields if name != "parent"}
    return {**row, "parent": getattr(unit, "parent_name", None)}


def _persons(found: Iterable[PersonRow]) -> list[dict[str, Any]]:
    people = list(found)
    numbers = masked(people)
    fields = ("id", "name", "sex", "professional_title", "workplace")
    return [{**{name: getattr(one, name) for name in fields}, "numbers": numbers.get(one.pk, {})} for one in people]


def _post(post: PostRow) -> dict[str, Any]:
    return {
        "person": post.person_id,
        "name": post.person.name,
        "unit": post.organisation.uid,
        "unit_name": post.organisation.name,
        "title": post.title,
        "role": post.role,
        "precedence": post.precedence,
        "begin": post.begin,
        "end": post.end,
    }
