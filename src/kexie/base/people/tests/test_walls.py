"""The second wall: what raw SQL sees under a role that owns no table (PostgreSQL alone; security.md, 15)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from kexie.base.kernel import scoping, walls
from kexie.base.kernel.access import Platform, Reach, Visitor
from kexie.base.people.models import Consent, PersonSecret, Unmasking
from kexie.base.people.tests.cast import AT
from kexie.base.people.tests.walling import on_postgresql, seen, working_as_the_role

COUNT = {
    "secrets": "SELECT count(*) FROM people_personsecret",
    "consents": "SELECT count(*) FROM people_consent",
    "unmaskings": "SELECT count(*) FROM people_unmasking",
}


@pytest.fixture
def planted(cast):
    """A secret, a consent and an unmasking of a clerk of either unit."""
    for member in ("clerk_a", "clerk_b"):
        person = cast.person(member)
        PersonSecret.objects.create(
            person=person, element="mobile", sealed="x", key_id="k", blind=member.ljust(64, "0"), changed_at=AT
        )
        Consent.objects.create(person=person, purpose="sms", edition=1, given_at=AT, channel="页面")
        Unmasking.objects.create(person=person, element="mobile", reason="核对", at=AT, by_name="苏明远")
    return cast


@pytest.fixture
def under_role(planted, settings):
    """Everything after it works as the role that owns nothing."""
    with working_as_the_role(settings):
        yield planted


@on_postgresql
class TestWall:
    @pytest.mark.parametrize("sql", COUNT.values(), ids=COUNT.keys())
    def test_without_a_word_nothing_is_seen(self, under_role, sql):
        assert seen(sql) == 0

    @pytest.mark.parametrize("sql", COUNT.values(), ids=COUNT.keys())
    @pytest.mark.parametrize(
        ("member", "rows"),
        [("clerk_a", 1), ("clerk_b", 1), ("unit_admin_a", 1), ("security_admin", 2), ("plain", 0), ("audit_admin", 0)],
    )
    def test_raw_sql_sees_the_rows_of_ones_reach_alone(self, under_role, member, rows, sql):
        with walls.opened_for(under_role.actor(member)):
            assert seen(sql) == rows
        assert seen(sql) == 0

    def test_unit_b_sees_none_of_unit_a(self, under_role):
        theirs = f"{COUNT['secrets']} WHERE person_id = '{under_role.person('clerk_a').pk}'"
        with walls.opened_for(under_role.actor("clerk_b")):
            assert seen(theirs) == 0
        with walls.opened_for(under_role.actor("unit_admin_a")):
            assert seen(theirs) == 1

    def test_rows_of_others_are_neither_changed_nor_deleted(self, under_role):
        with walls.opened_for(under_role.actor("clerk_b")), connection.cursor() as cursor:
            for sql in ("UPDATE people_consent SET edition = 9", "DELETE FROM people_consent"):
                cursor.execute(sql)
                assert cursor.rowcount == 1, sql
        with walls.raised():
            assert seen(f"{COUNT['consents']} WHERE edition = 1") == 1

    def test_a_query_that_says_beyond_raises_it_while_it_runs(self, under_role):
        assert PersonSecret.objects.beyond("a test").count() == 2
        assert len(PersonSecret.objects.beyond("a test")) == 2
        assert PersonSecret.objects.beyond("a test").filter(key_id="k").update(key_id="l") == 2
        assert seen(COUNT["secrets"]) == 0
        with scoping.beyond("a test"):
            assert seen(COUNT["secrets"]) == 2
        assert seen(COUNT["secrets"]) == 0
        assert PersonSecret.objects.beyond("a test").delete()[0] == 2

    def test_what_is_counted_of_a_part_is_beyond_it_too(self, under_role):
        assert PersonSecret.objects.beyond("a test")[:1].count() == 1
        assert PersonSecret.objects.beyond("a test").distinct()[:5].count() == 2
        assert seen(COUNT["secrets"]) == 0

    def test_who_looks_beyond_already_says_so_once(self, under_role, django_assert_num_queries):
        with django_assert_num_queries(2 + 1), walls.raised(), walls.raised():
            assert PersonSecret.objects.beyond("a test").count() == 2
        assert seen(COUNT["secrets"]) == 0

    def test_after_a_mistake_it_stands_again(self, under_role):
        for outer in (walls.raised, transaction.atomic):
            inner = transaction.atomic if outer is walls.raised else walls.raised
            with pytest.raises(DatabaseError), outer(), inner(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            assert seen(COUNT["secrets"]) == 0, outer
            assert PersonSecret.objects.beyond("a test").count() == 2

    def test_nobody_who_is_not_known_opens_it(self, under_role):
        with walls.opened_for(Visitor()):
            assert seen(COUNT["secrets"]) == 0
        with walls.opened_for(Platform()):
            assert seen(COUNT["secrets"]) == 2

    def test_the_pages_work_under_the_role(self, under_role):
        person = under_role.person("clerk_a")
        for member, path, status in (
            ("unit_admin_a", "/workbench/persons/", 200),
            ("unit_admin_a", f"/workbench/persons/{person.pk}/", 200),
            ("unit_admin_b", f"/workbench/persons/{person.pk}/", 404),
            ("clerk_a", "/workbench/posts/", 200),
            ("security_admin", "/workbench/rights/reviews/", 200),
            ("clerk_a", "/me/privacy/", 200),
        ):
            client = under_role.client(member)
            assert client.get(path).status_code == status, (member, path)

    def test_the_role_owns_nothing_and_makes_nothing(self, under_role):
        owner = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        assert seen(owner) == 0

    def test_every_walled_table_has_its_policies(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename, count(*) FROM pg_policies GROUP BY tablename")
            assert dict(cursor.fetchall()) == dict.fromkeys(walls.WALLED, 4)


@pytest.mark.parametrize(
    ("reach", "text"),
    [
        (Reach(), ""),
        (Reach(everywhere=True, units=frozenset({"0001"})), "%"),
        (Reach(units=frozenset({"0002", "0001"}), subtrees=frozenset({"0003"})), "0001,0002,0003%"),
    ],
)
def test_a_reach_as_the_database_reads_it(reach, text):
    assert walls.written(reach) == text


def test_without_a_role_there_is_no_wall_and_no_statement(cast, settings, django_assert_num_queries):
    settings.KEXIE_DATABASE_ROLE = ""
    actor = cast.actor("clerk_a")
    with django_assert_num_queries(0), walls.opened_for(actor), walls.raised():
        assert not walls.is_built()


@pytest.mark.parametrize("name", ["", "a b", 'a"b', "1a", "角色"])
def test_an_odd_name_is_no_role(name):
    with pytest.raises(ValueError, match="role"):
        walls.grant_to(name)
