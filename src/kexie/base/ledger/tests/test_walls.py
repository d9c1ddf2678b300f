"""The second wall before the ledger: what raw SQL sees under a role that owns no table (PostgreSQL; security.md, 15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from kexie.base.kernel import scoping, walls
from kexie.base.kernel.access import Visitor
from kexie.base.kernel.scoping import Unscoped, armed
from kexie.base.ledger import api, queries
from kexie.base.ledger.abilities import VIEW
from kexie.base.ledger.models import Entry, EntryCorrection, EntryPerson, EntryState, EntryUnit
from kexie.base.ledger.tests.factories import AT, write
from kexie.base.people.actions.merging import merge, undo
from kexie.base.people.tests.walling import on_postgresql, seen, working_as_the_role

TABLES = ("ledger_entry", "ledger_entryunit", "ledger_entryperson", "ledger_entrycorrection")


@pytest.fixture
def ledger(cast):
    """An entry of A, one of B with A as its other side, one of B alone, one of B that is public; each corrected once."""
    a, b, person = cast.unit("青溪区科协"), cast.unit("云台区科协"), cast.person("clerk_b")
    said = {
        "a": {"units": [a]},
        "joint": {"units": [b], "counterpart": a},
        "b": {"units": [b]},
        "public": {"units": [b], "public": True},
    }
    for day in (0, 1):
        for name, words in said.items():
            at, place = AT + timedelta(days=day), f"第{day}处"
            write(at=at, source=f"tests.lecture:{name}", title=name, place=place, persons=[person], **words)
    return {name: Entry.objects.get(source=f"tests.lecture:{name}") for name in said}


#: member → the number of rows of each table: entries, their units, persons and corrections.
SEES = {
    "visitor": (1, 1, 0, 0),
    "plain": (1, 1, 0, 0),
    "system_admin": (1, 1, 0, 0),
    "clerk_a": (3, 3, 2, 2),
    "unit_admin_a": (3, 3, 2, 2),
    "unit_admin_b": (3, 3, 3, 3),
    "platform": (4, 4, 4, 4),
}


@pytest.mark.parametrize(("member", "rows"), SEES.items(), ids=SEES.keys())
def test_the_first_wall_lets_each_see_the_same(cast, ledger, member, rows):
    models = (Entry, EntryUnit, EntryPerson, EntryCorrection)
    with armed():
        assert tuple(model.objects.seen_by(cast.actor(member), VIEW).count() for model in models) == rows


@pytest.mark.parametrize("model", [Entry, EntryUnit, EntryPerson, EntryCorrection])
def test_no_row_is_asked_for_without_saying_for_whom(ledger, model):
    with armed():
        with pytest.raises(Unscoped):
            model.objects.first()
        for name in ("units", "persons", "corrections"):
            with pytest.raises(Unscoped):
                getattr(ledger["a"], name).first()


@pytest.fixture
def under_role(ledger, cast, settings):
    """Everything after it works as the role that owns nothing."""
    with working_as_the_role(settings):
        yield cast


@on_postgresql
class TestWall:
    def counts(self) -> tuple[int, ...]:
        return tuple(seen(f"SELECT count(*) FROM {table}") for table in TABLES)

    @pytest.mark.parametrize(("member", "rows"), SEES.items(), ids=SEES.keys())
    def test_raw_sql_sees_what_is_public_and_ones_reach(self, under_role, member, rows):
        with walls.opened_for(under_role.actor(member)):
            assert self.counts() == rows

    def test_without_a_word_only_what_is_public_is_seen(self, under_role):
        assert self.counts() == (1, 1, 0, 0)
        with walls.opened_for(Visitor()):
            assert self.counts() == (1, 1, 0, 0)
        assert seen("SELECT count(*) FROM ledger_entry WHERE NOT public") == 0

    def test_a_person_sees_where_he_took_part(self, under_role):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kexie.person', %s, false)", [str(under_role.person("clerk_b").pk)])
        assert self.counts() == (1, 1, 4, 0)

    def test_rows_of_others_are_neither_changed_nor_deleted(self, under_role, ledger):
        with walls.opened_for(under_role.actor("clerk_a")), connection.cursor() as cursor:
            for sql in ("UPDATE ledger_entry SET place = 'x'", "UPDATE ledger_entryunit SET position = 9"):
                cursor.execute(sql)
                assert cursor.rowcount == 2, "not the public one either"
            for table in TABLES[2:]:
                cursor.execute(f"DELETE FROM {table}")
                assert cursor.rowcount == 2, table
        with walls.raised():
            assert self.counts() == (4, 4, 2, 2)
            assert seen("SELECT count(*) FROM ledger_entry WHERE place = 'x'") == 2

    def test_whoever_writes_an_entry_of_other_units_can(self, under_role):
        for member in ("signer", "clerk_a"):
            with walls.opened_for(under_role.actor(member)):
                unit = under_role.unit("云川市农学会")
                for place in ("一", "二"):
                    source = f"tests.lecture:{member}"
                    write(by=under_role.actor(member), units=[unit], source=source, place=place)
        with walls.raised(), scoping.beyond("a test"):
            assert Entry.objects.filter(place="二").count() == 2
            assert EntryCorrection.objects.filter(entry__place="二").count() == 2

    def test_the_pages_work_under_the_role(self, under_role, ledger):
        client = under_role.client("clerk_a")
        page = client.get(reverse("ledger:entries")).content.decode()
        assert "共 3 条" in page
        assert client.get(reverse("ledger:totals")).status_code == 200
        for name, status in {"a": 200, "joint": 200, "public": 200, "b": 404}.items():
            assert client.get(reverse("ledger:entry", args=[ledger[name].pk])).status_code == status, name
        joint = reverse("ledger:entry", args=[ledger["joint"].pk])
        assert joint in client.get("/workbench/").content.decode()
        assert client.post(joint, {"verb": "confirm", "seen": "2"}).status_code == 302
        with walls.raised(), scoping.beyond("a test"):
            assert Entry.objects.get(pk=ledger["joint"].pk).state == EntryState.CONFIRMED

    def test_a_merge_moves_the_rows_that_who_merges_does_not_see(self, under_role):
        by = under_role.actor("security_admin")
        kept, merged = under_role.person("plain"), under_role.person("clerk_b")
        with walls.opened_for(by):
            done = merge(by=by, at=AT, kept=kept, merged=merged, reason="同一人")
            with walls.raised(), scoping.beyond("a test"):
                assert EntryPerson.objects.filter(person=kept).count() == 4
            undo(by=by, at=AT, done=done)
        with walls.raised(), scoping.beyond("a test"):
            assert EntryPerson.objects.filter(person=merged).count() == 4

    def test_what_is_asked_by_the_ability_and_by_the_database_is_the_same(self, under_role):
        for member in SEES:
            actor = under_role.actor(member)
            with walls.opened_for(actor):
                by_database = set(Entry._base_manager.values_list("title", flat=True))
                assert by_database == set(api.entries(actor).values_list("title", flat=True)), member
                assert sum(line.counted for line in queries.lines(actor, api.entries(actor), queries.Period.YEAR)) >= 1
