"""A role row that was edited in the database gives no rights, and is told of once (security.md, 30)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform, may
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.abilities import READ_AUDIT, VIEW_PERSONS
from kexie.base.people.actions.organisation_merging import merge_organisation
from kexie.base.people.actions.post_seals import renew_seals, report, seal
from kexie.base.people.actions.posts import end_post, grant_post
from kexie.base.people.models import Post
from kexie.base.people.queries import actor_of, holders
from kexie.base.people.queries.post_seals import is_intact
from kexie.base.people.rules.posts import sealed_content
from kexie.base.people.tests.cast import AT, SINCE


def edit(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def post_of(cast, member: str) -> Post:
    return Post.objects.get(person=cast.person(member))


EDITS = {
    "role": "UPDATE people_post SET role = 'audit_admin' WHERE person_id = %s",
    "end": "UPDATE people_post SET \"end\" = '2099-01-01' WHERE person_id = %s",
    "begin": "UPDATE people_post SET begin = '2001-01-01' WHERE person_id = %s",
    "no seal": "UPDATE people_post SET seal = '' WHERE person_id = %s",
    "made up seal": "UPDATE people_post SET role = 'audit_admin', seal = 'ab' WHERE person_id = %s",
}


@pytest.mark.parametrize("statement", EDITS.values(), ids=EDITS.keys())
def test_an_edited_row_gives_no_rights(cast, statement):
    person = cast.person("clerk_a")
    edit(statement, person.pk.hex if connection.vendor == "sqlite" else person.pk)
    actor = cast.actor("clerk_a")
    assert not may(actor, VIEW_PERSONS)
    assert not may(actor, READ_AUDIT)
    assert actor.tampered == (post_of(cast, "clerk_a").pk,)
    assert cast.client("clerk_a").get("/workbench/persons/").status_code == 403


def test_a_seal_of_another_post_does_not_fit(cast):
    admin, clerk = post_of(cast, "audit_admin"), post_of(cast, "clerk_a")
    Post.objects.filter(pk=clerk.pk).update(role="audit_admin", seal=admin.seal)
    assert not may(cast.actor("clerk_a"), READ_AUDIT)
    Post.objects.filter(pk=admin.pk).update(person=cast.person("clerk_a"))
    assert not may(cast.actor("clerk_a"), READ_AUDIT)


def test_it_is_told_of_once_for_each_state_of_the_row(cast):
    Post.objects.filter(person=cast.person("clerk_a")).update(role="audit_admin")
    client = cast.client("clerk_a")
    for _turn in range(3):
        client.get("/workbench/audit/")
    events = AuditEvent.objects.filter(action="post.tampered")
    assert [event.target for event in events] == [f"people.post:{post_of(cast, 'clerk_a').pk}"]
    Post.objects.filter(person=cast.person("clerk_a")).update(role="system_admin")
    client.get("/workbench/audit/")
    assert events.all().count() == 2
    assert not report(post_of(cast, "clerk_a"), at=AT)


def test_who_holds_a_right_leaves_out_edited_rows(cast):
    Post.objects.filter(person=cast.person("clerk_a")).update(role="audit_admin")
    assert cast.person("clerk_a") not in holders(READ_AUDIT, on=clock.today())
    assert cast.person("audit_admin") in holders(READ_AUDIT, on=clock.today())


def test_every_action_writes_a_seal_that_fits(cast):
    person, unit = cast.person("plain"), cast.unit("科普部")
    post = grant_post(by=Platform(), at=AT, person=person, organisation=unit, role="clerk", begin=SINCE)
    assert is_intact(Post.objects.get(pk=post.pk))
    end_post(by=Platform(), at=AT, post=post, on=clock.today() + timedelta(days=3))
    assert is_intact(Post.objects.get(pk=post.pk))
    merge_organisation(by=Platform(), at=AT, organisation=unit, into=cast.unit("科创部"))
    moved = Post.objects.get(pk=post.pk)
    assert moved.organisation == cast.unit("科创部")
    assert is_intact(moved)


def test_no_action_makes_an_edited_row_right(cast):
    post = post_of(cast, "clerk_a")
    Post.objects.filter(pk=post.pk).update(role="audit_admin")
    end_post(by=Platform(), at=AT, post=post, on=clock.today() + timedelta(days=3))
    assert not is_intact(post_of(cast, "clerk_a"))
    merge_organisation(by=Platform(), at=AT, organisation=cast.unit("青溪区科协"), into=cast.unit("云台区科协"))
    assert not is_intact(post_of(cast, "clerk_a"))
    assert renew_seals() == (0, 1)
    assert renew_seals(accept_edited=True) == (1, 0)
    assert is_intact(post_of(cast, "clerk_a"))


def test_asking_what_one_holds_stays_one_query(cast, django_assert_num_queries):
    account = cast.account("clerk_a")
    assert account.person
    with django_assert_num_queries(1):
        actor_of(account, on=clock.today())


def test_seal_writes_only_what_has_changed(cast, django_assert_num_queries):
    posts = list(Post.objects.all())
    with django_assert_num_queries(0):
        assert seal(posts) == 0


IDS = st.integers(min_value=1, max_value=3).map(lambda number: UUID(int=number))
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 1, 4))
ROWS = st.fixed_dictionaries(
    {
        "post_id": IDS,
        "person_id": IDS,
        "unit_id": st.integers(1, 30),
        "role": st.text("a|1", max_size=4),
        "begin": DAYS,
        "end": st.none() | DAYS,
    }
)


@given(ROWS, ROWS)
def test_two_posts_have_the_same_content_only_when_they_are_the_same(one, other):
    assert (sealed_content(**one) == sealed_content(**other)) == (one == other)


def test_a_post_ended_today_gives_no_rights_from_that_moment(cast):
    now = clock.now()
    post = Post.objects.get(person=cast.person("clerk_a"))
    assert may(cast.actor("clerk_a"), VIEW_PERSONS)
    end_post(by=cast.actor("unit_admin_a"), at=now, post=post, on=clock.today())
    assert not may(cast.actor("clerk_a"), VIEW_PERSONS)
    assert cast.person("clerk_a").pk not in {person.pk for person in holders(VIEW_PERSONS, on=clock.today())}


def test_who_takes_the_stop_out_of_the_row_gets_no_rights_by_it(cast):
    post = Post.objects.get(person=cast.person("clerk_a"))
    end_post(by=Platform(), at=clock.now(), post=post, on=clock.today())
    Post.objects.filter(pk=post.pk).update(stopped_at=None)
    assert not may(cast.actor("clerk_a"), VIEW_PERSONS)


def test_the_role_can_be_given_again_on_the_day_it_was_stopped(cast):
    post = Post.objects.get(person=cast.person("clerk_a"))
    end_post(by=Platform(), at=clock.now(), post=post, on=clock.today())
    again = grant_post(
        by=Platform(),
        at=clock.now(),
        person=cast.person("clerk_a"),
        organisation=cast.unit("青溪区科协"),
        role="clerk",
        begin=clock.today(),
    )
    assert again.pk != post.pk
    assert may(cast.actor("clerk_a"), VIEW_PERSONS)
