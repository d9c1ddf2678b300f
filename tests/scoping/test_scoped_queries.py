"""A query that does not say for whom cannot be run, in whatever way it is run (security.md, 15)."""

from __future__ import annotations

import pytest
from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.test import RequestFactory

from kexie.base.kernel import scoping
from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.scoping import Unscoped, armed
from kexie.base.kernel.web import AccessMiddleware
from kexie.base.people.abilities import MANAGE_ORGANISATIONS, VIEW_PERSONS
from kexie.base.people.models import Account, Organisation, Person, Post
from kexie.base.people.tests.cast import SINCE

RUNS = {
    "list": lambda rows: list(rows),
    "len": lambda rows: len(rows),
    "bool": lambda rows: bool(rows),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "contains": lambda rows: object() in rows,
    "get": lambda rows: rows.get(begin=SINCE, role="x"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("begin"),
    "latest": lambda rows: rows.latest("begin"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "grouped aggregate": lambda rows: rows.values("role").annotate(n=Count("pk")).aggregate(Count("n")),
    "values": lambda rows: list(rows.values("role")),
    "values_list": lambda rows: list(rows.values_list("role", flat=True)),
    "dates": lambda rows: list(rows.dates("begin", "year")),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "update": lambda rows: rows.update(title="x"),
    "delete": lambda rows: rows.delete(),
    "bulk_update": lambda rows: rows.bulk_update([Post(title="x")], ["title"]),
    "get_or_create": lambda rows: rows.get_or_create(role="x"),
    "update_or_create": lambda rows: rows.update_or_create(role="x"),
    "filtered": lambda rows: list(rows.filter(role="x").exclude(title="y").order_by("pk").distinct()),
    "locked": lambda rows: rows.select_for_update().first(),
    "raw": lambda rows: list(rows.raw("SELECT * FROM people_post")),
    "explain": lambda rows: rows.explain(),
    "in": lambda rows: list(Account.objects.filter(person__in=rows.values("person_id"))),
    "subquery": lambda rows: list(Account.objects.annotate(role=Subquery(rows.values("role")[:1]))),
    "exists in": lambda rows: list(Account.objects.filter(Exists(rows.filter(person=OuterRef("person"))))),
    "union left": lambda rows: list(rows.union(Post.objects.beyond("a test"))),
    "union right": lambda rows: list(Post.objects.beyond("a test").union(rows)),
    "or left": lambda rows: list(rows | Post.objects.beyond("a test")),
    "or right": lambda rows: list(Post.objects.beyond("a test") | rows),
    "and right": lambda rows: list(Post.objects.beyond("a test") & rows),
    "xor right": lambda rows: list(Post.objects.beyond("a test") ^ rows),
    "prefetch given": lambda rows: list(Organisation.objects.prefetch_related(Prefetch("posts", rows))),
    "as text": lambda rows: str(rows.query),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_no_unscoped_query_runs(cast, run):
    with armed(), pytest.raises(Unscoped):
        run(Post.objects.all())


@pytest.mark.parametrize("run", ["list", "count", "in", "exists in", "values", "prefetch given", "in_bulk"])
def test_the_same_run_when_it_is_said_for_whom(cast, run):
    with armed():
        RUNS[run](Post.objects.seen_by(cast.actor("clerk_a"), VIEW_PERSONS))


def test_related_managers_and_prefetches_are_guarded_too(cast):
    unit, person = cast.unit("青溪区科协"), cast.person("clerk_a")
    with armed():
        for rows in (unit.posts.all(), unit.posts, person.posts.filter(role="clerk"), person.memberships):
            with pytest.raises(Unscoped):
                rows.first()
        with pytest.raises(Unscoped):
            list(Organisation.objects.prefetch_related("posts"))
        assert unit.posts.beyond("a test").count() == 2


def test_a_fetched_row_can_be_saved_refreshed_and_followed(cast):
    with armed():
        post = Post.objects.seen_by(cast.actor("clerk_a"), VIEW_PERSONS).filter(role="clerk").get()
        post.basis = "云科发〔2023〕1号"
        post.save(update_fields=["basis"])
        post.refresh_from_db()
        assert (post.basis, post.person.name) == ("云科发〔2023〕1号", "林知遥")


def test_seen_by_gives_the_rows_in_reach_and_no_others(cast):
    with armed():
        names = Person.objects.seen_by(cast.actor("clerk_a"), VIEW_PERSONS).values_list("name", flat=True)
        assert set(names) == {"林知遥", "苏明远"}
        assert Person.objects.seen_by(cast.actor("plain"), VIEW_PERSONS).count() == 0
        everyone = Person.objects.beyond("a test").count()
        assert Person.objects.seen_by(Platform(), VIEW_PERSONS).count() == everyone
        several = Person.objects.seen_by(cast.actor("system_admin"), MANAGE_ORGANISATIONS, VIEW_PERSONS)
        assert several.count() == everyone


def test_none_is_nobodys_and_runs(cast):
    with armed():
        assert list(Post.objects.none()) == []


def test_an_exclusion_over_several_rows_is_part_of_its_query(cast):
    with armed():
        without = Person.objects.beyond("a test").exclude(posts__role="clerk")
        assert "林知遥" not in set(without.values_list("name", flat=True))


def test_a_reason_and_an_ability_must_be_given(cast):
    with pytest.raises(ValueError, match="say why"):
        Post.objects.beyond("")
    with pytest.raises(ValueError, match="say why"), scoping.beyond(""):
        pass
    with pytest.raises(ValueError, match="ability"):
        Post.objects.seen_by(cast.actor("clerk_a"))


def test_blocks_nest_and_the_inner_one_counts(cast):
    with scoping.beyond("a test"):
        assert Post.objects.count()
        with armed(), pytest.raises(Unscoped):
            Post.objects.count()
        assert Post.objects.count()


def test_a_request_is_armed_though_the_test_around_it_is_not(cast):
    seen = []

    def look(request):
        with pytest.raises(Unscoped) as caught:
            Post.objects.count()
        seen.append(str(caught.value))

    request = RequestFactory().get("/")
    request.actor = Visitor()
    AccessMiddleware(look)(request)
    assert seen == ["people.Post: say seen_by(actor, ability), or beyond(reason)"]
