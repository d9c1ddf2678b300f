"""Persons end to end: the import by its worker, namesakes, and two units by each role in every room."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent, LongWork, WorkState
from kexie.base.people.actions import memberships, merging
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors.persons import PersonMerged
from kexie.base.people.models import Membership, Person, Post
from kexie.base.people.queries.known_persons import current, kept_of
from kexie.base.people.tests.cast import AT, SINCE, Cast
from kexie.base.people.tests.test_person_import import ONE, TWO, WRONG, sheet
from kexie.base.people.tests.test_persons import PERSONS, identity, new

IMPORT = f"{PERSONS}import/"


def upload(client: Client, *rows: list, key: str = "import") -> LongWork:
    """Send a sheet through the page and let the worker do what waits."""
    file = SimpleUploadedFile("人员.csv", sheet(*rows), content_type="text/csv")
    answer = client.post(IMPORT, {"file": file, "submit_key": key})
    assert answer.status_code == 302, answer.content.decode()
    outbox.deliver_due(at=clock.now())
    return LongWork.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


class TestAnImportByItsWorker:
    def test_writes_the_rows_and_reports_on_its_page(self, cast):
        client = cast.client("unit_admin_a")
        work = upload(client, ONE, TWO)
        assert work.state == WorkState.DONE
        page = client.get(f"/workbench/work/{work.pk}/").content.decode()
        assert "已完成" in page
        assert {"谷一川", "田禾"} <= set(Person.objects.values_list("name", flat=True))
        assert "谷一川" in client.get(PERSONS, {"text": "gyc"}).content.decode()

    def test_names_each_cell_to_mend_and_writes_nothing(self, cast):
        client = cast.client("unit_admin_a")
        work = upload(client, ONE, ["谷三川", WRONG, "", "", "", "青溪区科协"])
        assert work.state == WorkState.FAILED
        page = client.get(f"/workbench/work/{work.pk}/").content.decode()
        assert "第3行B列" in page
        assert WRONG not in page
        assert identity(1) not in page
        assert not Person.objects.filter(name="谷一川").exists()

    def test_sent_twice_is_done_once(self, cast):
        client = cast.client("unit_admin_a")
        assert upload(client, TWO).pk == upload(client, TWO).pk
        assert Person.objects.filter(name="田禾").count() == 1
        again = upload(client, TWO, key="another")
        assert again.state == WorkState.DONE
        assert Person.objects.filter(name="田禾").count() == 1

    def test_its_page_is_its_askers_alone(self, cast):
        work = upload(cast.client("unit_admin_a"), TWO)
        for member in ("unit_admin_b", "clerk_a", "plain"):
            assert cast.client(member).get(f"/workbench/work/{work.pk}/").status_code in (403, 404)

    def test_rights_taken_away_meanwhile_count(self, cast):
        client = cast.client("unit_admin_a")
        file = SimpleUploadedFile("人员.csv", sheet(TWO), content_type="text/csv")
        answer = client.post(IMPORT, {"file": file, "submit_key": "late"})
        Post.objects.filter(person=cast.person("unit_admin_a")).update(end=date(2022, 6, 1))
        outbox.deliver_due(at=clock.now())
        work = LongWork.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[-1])
        assert work.state != WorkState.DONE
        assert not Person.objects.filter(name="田禾").exists()

    @pytest.mark.parametrize(("said", "code"), [("男", "1"), ("女", "2"), ("男性", "1"), ("2", "2")])
    def test_the_sex_may_be_written_as_everybody_does(self, cast, said, code):
        work = upload(cast.client("unit_admin_a"), ["田禾", "", "", said, "", "柳湾街道科协"])
        assert work.state == WorkState.DONE
        assert Person.objects.get(name="田禾").sex == code


# Merged records


def merged_pair(cast: Cast) -> tuple[Person, Person]:
    unit = cast.unit("青溪区科协")
    kept, merged = new("谷一川", registered_in=unit), new("谷一川", registered_in=unit)
    merging.merge(by=Platform(), at=AT, kept=kept, merged=merged, reason="重复登记")
    return kept, merged


def test_no_post_is_granted_on_a_merged_record(cast):
    _kept, merged = merged_pair(cast)
    with pytest.raises(PersonMerged):
        grant_post(by=Platform(), at=AT, person=merged, organisation=cast.unit("青溪区科协"), title="理事", begin=SINCE)
    assert not Post.objects.filter(person=merged).exists()


def test_a_merged_record_is_known_as_the_kept_one(cast):
    kept, merged = merged_pair(cast)
    assert kept_of([kept.pk, merged.pk]) == {kept.pk: kept.pk, merged.pk: kept.pk}
    assert current([merged.pk, kept.pk]) == [kept.pk]


# Namesakes


def test_a_new_name_for_a_post_is_looked_for_first(cast):
    client, unit = cast.client("unit_admin_a"), cast.unit("青溪区科协")
    page = f"/workbench/organisations/{unit.uid}/posts/add/"
    given = {"name": "林知遥", "title": "理事", "begin": "2023-01-01", "submit_key": "n"}
    asked = client.post(page, given)
    assert asked.status_code == 422
    assert "已有同名人员：林知遥（青溪区科学技术协会）" in asked.content.decode()
    assert 'type="checkbox" name="namesake"' in asked.content.decode()
    assert Person.objects.filter(name="林知遥").count() == 1
    assert client.post(page, {**given, "namesake": "on"}).status_code == 302
    assert Person.objects.filter(name="林知遥").count() == 2


def test_nobody_beyond_reach_is_named_as_a_namesake(cast):
    client, unit = cast.client("unit_admin_a"), cast.unit("青溪区科协")
    page = f"/workbench/organisations/{unit.uid}/posts/add/"
    given = {"name": "贺云舒", "title": "理事", "begin": "2023-01-01", "submit_key": "n"}
    assert client.post(page, given).status_code == 302


# Two units, each role, every room

WHOSE = {"clerk_a": "青溪", "unit_admin_a": "青溪", "clerk_b": "云台", "unit_admin_b": "云台"}
ALL = ("system_admin",)
NONE = ("web_editor", "plain")
OF = {"青溪": {"林知遥", "苏明远"}, "云台": {"贺云舒", "程砚秋水"}}


def offered(client: Client, address: str, text: str) -> list:
    """What a picker offers; nothing where it may not be asked."""
    answer = client.get(f"{PERSONS}{address}", {"q": text})
    assert answer.status_code in (200, 403)
    return answer.json()["options"] if answer.status_code == 200 else []


@pytest.mark.parametrize("member", WHOSE)
def test_list_export_and_options_hold_ones_own_unit_alone(cast, member):
    mine = OF[WHOSE[member]]
    others = set().union(*OF.values()) - mine
    client = cast.client(member)
    for answer in (client.get(PERSONS), client.get(PERSONS, {"_export": "csv"})):
        said = answer.content.decode()
        assert all(name in said for name in mine)
        assert not any(name in said for name in others)
    for other in others:
        assert other not in client.get(PERSONS, {"text": other, "_export": "csv"}).content.decode()
        assert other not in str(offered(client, "options/", other))
    units = str(offered(client, "units/", "科学技术协会"))
    assert WHOSE[member] in units
    assert next(name for name in OF if name != WHOSE[member]) not in units


@pytest.mark.parametrize("room", ["import/", "add/", "duplicates/", "merges/"])
@pytest.mark.parametrize("member", ["clerk_a", "web_editor", "plain", "visitor"])
def test_rooms_for_those_who_keep_records_are_closed_to_others(cast, room, member):
    assert cast.client(member).get(f"{PERSONS}{room}").status_code in (302, 403)


@pytest.mark.parametrize("room", ["import/", "add/", "duplicates/", "merges/"])
@pytest.mark.parametrize("member", ["unit_admin_a", "unit_admin_b"])
def test_rooms_are_open_to_those_who_keep_records(cast, room, member):
    assert cast.client(member).get(f"{PERSONS}{room}").status_code == 200


@pytest.mark.parametrize(("member", "sees"), [("unit_admin_a", True), ("unit_admin_b", False)])
def test_is_he_known_shows_records_within_reach(cast, member, sees):
    new("谷一川", registered_in=cast.unit("青溪区科协"))
    unit = cast.unit("青溪区科协" if sees else "云台区科协")
    page = cast.client(member).post(f"{PERSONS}add/", {"name": "谷一川", "unit": str(unit.uid)}).content.decode()
    assert ("可能是同一个人" in page) is sees


@pytest.mark.parametrize(("member", "sees"), [("unit_admin_a", True), ("unit_admin_b", False)])
def test_the_search_for_a_merge_stays_within_reach(cast, member, sees):
    person = new("谷一川", registered_in=cast.unit("青溪区科协"))
    said = cast.client(member).get(f"{PERSONS}merges/options/", {"q": "gyc"}).content.decode()
    assert (str(person.pk) in said) is sees


@pytest.mark.parametrize(
    ("member", "may_end"), [("unit_admin_a", True), ("clerk_a", True), ("clerk_b", None), ("unit_admin_b", None)]
)
def test_a_membership_ends_from_the_members_register(cast, member, may_end):
    unit = cast.unit("青溪区科协")
    held = memberships.join(by=Platform(), at=AT, person=new("田禾"), organisation=unit, kind="individual", begin=SINCE)
    answer = cast.client(member).get(f"/workbench/organisations/{unit.uid}/members/")
    if may_end is None:
        assert answer.status_code == 403
    else:
        assert (f"/workbench/memberships/{held.pk}/end/" in answer.content.decode()) is may_end


def test_the_door_out_is_in_no_file_and_at_no_ended_membership(cast):
    unit = cast.unit("青溪区科协")
    held = memberships.join(by=Platform(), at=AT, person=new("田禾"), organisation=unit, kind="individual", begin=SINCE)
    client, page = cast.client("unit_admin_a"), f"/workbench/organisations/{unit.uid}/members/"
    assert "登记退会" not in client.get(page, {"_export": "csv"}).content.decode()
    memberships.leave(by=Platform(), at=AT, membership=held, on=date(2022, 12, 31))
    assert "/end/" not in client.get(page, {"state": "all"}).content.decode()
    assert Membership.objects.get().end == date(2022, 12, 31)
    assert AuditEvent.objects.filter(action="membership.leave").exists()
