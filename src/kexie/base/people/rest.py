"""Organisations, persons and posts for programs: public facts for all, persons within reach and masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires
from kexie.base.people.abilities import VIEW_PERSONS
from kexie.base.people.actions.persons import note_read
from kexie.base.people.models import Organisation, OrganisationKind, Person, Post
from kexie.base.people.queries.persons import persons as persons_seen
from kexie.base.people.queries.posts_register import register
from kexie.base.people.queries.public_units import public_units
from kexie.base.people.queries.secrets import masked
from kexie.base.standards.rest import DAY, PAGE, SIZE, Query, page_of, paged_schema

_TEXT: Final = OpenApiParameter("q", OpenApiTypes.STR, description="名称中的文字")

_UNIT: Final[dict[str, Any]] = {
    name: serializers.CharField()
    for name in ("name", "short_name", "kind", "credit_code", "district", "address", "telephone", "email", "website")
} | {
    "uid": serializers.UUIDField(),
    "founded_on": serializers.DateField(allow_null=True),
    "parent": serializers.CharField(allow_null=True),
}
_PERSON: Final[dict[str, Any]] = {
    name: serializers.CharField() for name in ("name", "sex", "professional_title", "workplace")
} | {"id": serializers.UUIDField(), "numbers": serializers.DictField(child=serializers.CharField())}
_POST: Final[dict[str, Any]] = {
    "person": serializers.UUIDField(),
    "name": serializers.CharField(),
    "unit": serializers.UUIDField(),
    "unit_name": serializers.CharField(),
    "title": serializers.CharField(),
    "role": serializers.CharField(),
    "precedence": serializers.IntegerField(),
    "begin": serializers.DateField(),
    "end": serializers.DateField(allow_null=True),
}


class Organisations(APIView):
    """组织名录"""

    @extend_schema(
        parameters=[
            _TEXT,
            OpenApiParameter("kind", OpenApiTypes.STR, enum=OrganisationKind.values, description="组织类别的代码"),
            OpenApiParameter("district", OpenApiTypes.STR, description="所在区的代码"),
            DAY,
            PAGE,
            SIZE,
        ],
        responses=paged_schema("Organisation", _UNIT),
    )
    def get(self, request: Request) -> Response:
        """Confirmed units that exist on a day: what every portal prints."""
        query = Query(request, "q", "kind", "district", "on", "page", "page_size")
        kind = query.choice("kind", OrganisationKind.values)
        rows = public_units(on=query.day("on"), text=query.text("q"), kind=kind, district=query.text("district"))
        return page_of(rows, query, lambda found: [_unit(row) for row in found])


class Persons(APIView):
    """人员"""

    @extend_schema(parameters=[_TEXT, PAGE, SIZE], responses=paged_schema("Person", _PERSON))
    def get(self, request: Request) -> Response:
        """Persons within reach; identity and phone numbers masked; in a day no more than one may export alone."""
        query = Query(request, "q", "page", "page_size")
        found = persons_seen(request.actor, on=timezone.localdate(), text=query.text("q"))
        page = page_of(found, query, _persons)
        note_read(by=request.actor, at=clock.now(), count=len(page.data["results"]))
        return page


class Posts(APIView):
    """任职"""

    @extend_schema(parameters=[_TEXT, DAY, PAGE, SIZE], responses=paged_schema("Post", _POST))
    def get(self, request: Request) -> Response:
        """Who is what on a day, within reach, in the order of precedence."""
        query = Query(request, "q", "on", "page", "page_size")
        rows = register(request.actor, on=query.day("on"), text=query.text("q"))
        return page_of(rows, query, lambda found: [_post(row) for row in found])


def _unit(unit: Organisation) -> dict[str, Any]:
    row = {name: getattr(unit, name) for name in _UNIT if name != "parent"}
    return {**row, "parent": getattr(unit, "parent_name", None)}


def _persons(found: Iterable[Person]) -> list[dict[str, Any]]:
    people = list(found)
    numbers = masked(people)
    fields = ("id", "name", "sex", "professional_title", "workplace")
    return [{**{name: getattr(one, name) for name in fields}, "numbers": numbers.get(one.pk, {})} for one in people]


def _post(post: Post) -> dict[str, Any]:
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


organisations = public(Organisations.as_view())
persons = requires(VIEW_PERSONS)(Persons.as_view())
posts = requires(VIEW_PERSONS)(Posts.as_view())
