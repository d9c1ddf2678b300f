"""The second wall before what units write: what raw SQL sees under a role that owns no table (PostgreSQL; security.md, 15)."""

from __future__ import annotations

import pytest
from django.db import connection

from kexie.base.kernel import scoping, walls
from kexie.base.kernel.access import Visitor
from kexie.base.people.tests.walling import on_postgresql, seen, working_as_the_role
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE, VIEW_FIGURES
from kexie.domains.bulletin.actions.notes import add_note
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import SubmissionVerb
from kexie.domains.bulletin.tests.writing import AT, begun, returned, sent, step

OPENING = (CONTRIBUTE, HANDLE, VIEW_FIGURES)
TABLES = ("submission", "submissionversion", "submissionstep", "submissionnote")

#: member → the rows of each table: submissions, their versions, steps and notes.
SEES = {
    "visitor": (0, 0, 0, 0),
    "plain": (0, 0, 0, 0),
    "system_admin": (0, 0, 0, 0),
    "clerk_a": (2, 1, 2, 1),
    "unit_admin_a": (2, 1, 2, 1),
    "clerk_b": (1, 1, 1, 0),
    "editor": (3, 2, 3, 1),
    "reviewer": (3, 2, 3, 1),  # who opens the figures to their rows
    "platform": (3, 2, 3, 1),
}


@pytest.fixture
def written(cast):
    """A draft of A, one of A that came back with a note, one of B that lies at the desk."""
    mine, back, other = begun(cast), returned(cast), sent(cast, "clerk_b", "云台区科协")
    add_note(by=cast.actor("unit_admin_a"), at=AT, submission_id=back.pk, text="照片稍后补上。")
    return {"draft": mine, "back": back, "other": other}


@pytest.fixture
def under_role(written, cast, settings):
    """Everything after it works as the role that owns nothing."""
    with working_as_the_role(settings):
        yield cast


def counts() -> tuple[int, ...]:
    return tuple(seen(f"SELECT count(*) FROM bulletin_{table}") for table in TABLES)


@on_postgresql
@pytest.mark.django_db
class TestWall:
    @pytest.mark.parametrize(("member", "rows"), SEES.items(), ids=SEES.keys())
    def test_raw_sql_sees_ones_reach(self, under_role, member, rows):
        with walls.opened_for(under_role.actor(member)):
            assert counts() == rows

    def test_without_a_word_nothing_is_seen(self, under_role):
        assert counts() == (0, 0, 0, 0)
        with walls.opened_for(Visitor()):
            assert counts() == (0, 0, 0, 0)

    def test_a_person_sees_what_he_wrote(self, under_role):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kexie.person', %s, false)", [str(under_role.person("clerk_a").pk)])
        assert counts() == (2, 1, 2, 1)

    def test_rows_of_others_are_neither_changed_nor_deleted(self, under_role):
        with walls.opened_for(under_role.actor("clerk_b")), connection.cursor() as cursor:
            cursor.execute("UPDATE bulletin_submission SET place = 'x'")
            assert cursor.rowcount == 1
            for table in TABLES[1:]:
                cursor.execute(f"DELETE FROM bulletin_{table}")
                assert cursor.rowcount <= 1, table
        with walls.raised():
            assert counts() == (3, 1, 2, 1)
            assert seen("SELECT count(*) FROM bulletin_submission WHERE place = 'x'") == 1

    def test_the_way_of_a_submission_works_under_the_role(self, under_role, written):
        unit, desk = under_role.actor("clerk_a"), under_role.actor("editor")
        for member, verb in (("clerk_a", SubmissionVerb.SEND_IN), ("editor", SubmissionVerb.ADOPT)):
            actor = unit if member == "clerk_a" else desk
            with walls.opened_for(actor), scoping.beyond("a test"):
                step(under_role, member, written["draft"], verb)
        with walls.opened_for(unit):
            assert Submission.objects.seen_by(unit, CONTRIBUTE).get(pk=written["draft"].pk).state == "adopted"

    def test_the_pages_work_under_the_role(self, under_role, written):
        client = under_role.client("clerk_a")
        own = "/workbench/bulletin/submissions/"
        assert "共 2 条" in client.get(own).content.decode()
        for name, status in {"draft": 200, "back": 200, "other": 404}.items():
            assert client.get(f"{own}{written[name].pk}/").status_code == status, name
        back = client.get(f"{own}{written['back'].pk}/").content.decode()
        assert "照片稍后补上。" in back
        assert "请写明参加人数。" in back
        editor = under_role.client("editor")
        assert editor.get(f"{own}{written['other'].pk}/").status_code == 200
        assert editor.get(f"{own}{written['draft'].pk}/").status_code == 404

    def test_what_is_asked_by_the_ability_and_by_the_database_is_the_same(self, under_role):
        for member in SEES:
            actor = under_role.actor(member)
            with walls.opened_for(actor):
                by_database = set(Submission._base_manager.values_list("pk", flat=True))
                by_ability = set(Submission.objects.seen_by(actor, *OPENING).values_list("pk", flat=True))
                assert by_database == by_ability, member
