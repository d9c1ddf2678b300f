"""The records of persons: the register and its filters, corrections, "is he known?", memberships, each in its reach."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import queries
from kexie.base.people.actions import memberships, persons
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors import NameMissing
from kexie.base.people.errors.persons import (
    MembershipEnded,
    MembershipNumberTaken,
    MembershipOpen,
    NoSuchMembershipKind,
    PersonKnown,
)
from kexie.base.people.models import Person, PersonSecret, PersonSpelling
from kexie.base.people.queries.known_persons import likely_same
from kexie.base.people.queries.memberships import members_of
from kexie.base.people.queries.persons import PersonsAsked, unit_of_persons
from kexie.base.people.tests.cast import AT, SINCE

PERSONS = "/workbench/persons/"


def identity(serial: int) -> str:
    """An identity number with its check digit (GB 11643)."""
    first = f"11010120000101{serial:03d}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


def found(cast, who: str, **asked) -> set[str]:
    rows = queries.persons(cast.actor(who), on=clock.today(), asked=PersonsAsked(**asked))
    return {person.name for person in rows}


def new(name: str, **given) -> Person:
    return persons.add_person(by=Platform(), at=AT, name=name, **given)


# The register


@pytest.mark.parametrize("text", ["林知遥", "林", "知遥", "linzhiyao", "LinZhi", "lzy", " 林 知遥 "])
def test_a_person_is_found_by_name_pinyin_and_initials(cast, text):
    assert found(cast, "clerk_a", text=text) == {"林知遥"}
    assert "林知遥" not in found(cast, "clerk_b", text=text)


@pytest.mark.parametrize("text", ["·", "  ·", "%", "_", "zz", "遥林"])
def test_what_no_name_begins_with_finds_nobody(cast, text):
    assert found(cast, "security_admin", text=text) == set()


def test_the_register_is_filtered_by_unit_role_account_and_membership(cast):
    unit = cast.unit("青溪区科协")
    assert found(cast, "unit_admin_a", unit=unit) == {"林知遥", "苏明远"}
    assert found(cast, "unit_admin_a", unit=unit, role="clerk") == {"林知遥"}
    assert found(cast, "unit_admin_a", role="unit_admin") == {"苏明远"}
    new("无账号者", registered_in=unit)
    assert found(cast, "unit_admin_a", account="without") == {"无账号者"}
    assert found(cast, "unit_admin_a", account="with") == {"林知遥", "苏明远"}
    person = cast.person("clerk_a")
    memberships.join(by=Platform(), at=AT, person=person, organisation=unit, kind="individual", begin=SINCE)
    assert found(cast, "unit_admin_a", member="yes") == {"林知遥"}
    assert "林知遥" not in found(cast, "unit_admin_a", member="no")


def test_a_filter_never_reaches_beyond_what_one_sees(cast):
    other = cast.unit("云台区科协")
    assert found(cast, "unit_admin_a", unit=other) == set()
    assert unit_of_persons(cast.actor("unit_admin_a"), str(other.uid)) is None
    assert unit_of_persons(cast.actor("unit_admin_a"), "云台区科协") is None
    person = cast.person("clerk_a")
    grant_post(by=Platform(), at=AT, person=person, organisation=other, role="unit_admin", begin=SINCE)
    assert "林知遥" not in found(cast, "unit_admin_a", role="unit_admin")
    page = cast.client("unit_admin_a").get(f"{PERSONS}units/", {"q": "云台"}).json()
    assert page["options"] == []


def test_members_and_registered_persons_are_in_reach(cast):
    society = cast.unit("云川市农学会")
    grant_post(by=Platform(), at=AT, person=cast.person("plain"), organisation=society, role="unit_admin", begin=SINCE)
    member, registered = new("田禾"), new("谷雨", registered_in=society)
    memberships.join(by=Platform(), at=AT, person=member, organisation=society, kind="individual", begin=SINCE)
    assert found(cast, "plain") == {"许一鸣", "田禾", "谷雨"}
    assert found(cast, "clerk_b") & {"田禾", "谷雨"} == set()
    assert registered.registered_in == society


def test_who_administers_the_root_sees_everyone_with_a_unit(cast):
    city = cast.unit("云川市科协")
    grant_post(by=Platform(), at=AT, person=cast.person("plain"), organisation=city, role="unit_admin", begin=SINCE)
    new("无单位者")
    seen = found(cast, "plain")
    assert {"林知遥", "贺云舒", "许一鸣"} <= seen
    assert "无单位者" not in seen


def test_the_picker_asks_the_index(cast, django_assert_max_num_queries):
    for number in range(30):
        new(f"甲某{chr(0x4E00 + number)}", registered_in=cast.unit("青溪区科协"))
    actor = cast.actor("unit_admin_a")
    with django_assert_max_num_queries(3):
        options = queries.person_options(actor, "jia", on=clock.today())
    assert len(options) == 20
    assert queries.person_options(cast.actor("clerk_b"), "jia", on=clock.today()) == []


# The record


def test_a_correction_is_kept_by_its_fields_and_spelled_anew(cast):
    person = new("单一", registered_in=cast.unit("青溪区科协"))
    by = cast.actor("unit_admin_a")
    persons.change_person(by=by, at=AT, person=person, name="仇英", details={"workplace": "青溪学院"})
    event = AuditEvent.objects.get(action="person.change")
    assert event.data == {"fields": ["name", "workplace"]}
    assert found(cast, "unit_admin_a", text="qiuying") == {"仇英"}
    assert found(cast, "unit_admin_a", text="shanyi") == set()
    persons.change_person(by=by, at=AT, person=person, name="仇英", details={"workplace": "青溪学院"})
    assert AuditEvent.objects.filter(action="person.change").count() == 1
    with pytest.raises(NameMissing):
        persons.change_person(by=by, at=AT, person=person, name=" ", details={})


def test_the_pages_of_a_record_and_who_may_open_them(cast):
    unit = cast.unit("青溪区科协")
    person = new("单一", registered_in=unit)
    page = f"{PERSONS}{person.pk}/"
    client = cast.client("unit_admin_a")
    answer = client.post(f"{page}change/", {"name": "单一鸣", "workplace": "青溪学院", "submit_key": "k"})
    assert answer.status_code == 302
    shown = client.get(page).content.decode()
    assert "单一鸣" in shown
    assert "青溪学院" in shown
    history = client.get(f"{page}history/").content.decode()
    assert "更正人员资料" in history
    assert "工作单位" in history
    assert cast.client("unit_admin_b").get(f"{page}change/").status_code == 404
    assert cast.client("unit_admin_b").get(f"{page}history/").status_code == 404
    assert cast.client("clerk_a").get(f"{page}change/").status_code == 403
    assert client.post(f"{page}change/", {"name": "", "submit_key": "x"}).status_code == 422


def test_a_persons_time_is_one_line_of_posts_and_memberships(cast):
    person, unit = cast.person("clerk_a"), cast.unit("青溪区科协")
    old = {"organisation": unit, "title": "见习", "begin": date(2015, 1, 1), "end": date(2016, 1, 1)}
    grant_post(by=Platform(), at=AT, person=person, **old)
    held = memberships.join(
        by=Platform(), at=AT, person=person, organisation=unit, kind="senior", number="A7", begin=SINCE
    )
    page = cast.client("clerk_a").get(f"{PERSONS}{person.pk}/").content.decode()
    assert page.index("干事") < page.index("见习")
    assert "高级会员，会员号A7" in page
    assert held.end is None


# Is he known?


def test_who_is_known_within_reach_is_shown_and_beyond_only_that_somebody_is(cast):
    here = persons.register_person(
        by=cast.actor("unit_admin_a"),
        at=AT,
        name="谷一川",
        registered_in=cast.unit("青溪区科协"),
        details={},
        identity_number=identity(1),
        mobile="13800000001",
    )
    near = likely_same(cast.actor("unit_admin_a"), on=clock.today(), name="谷壹川", identity_number=identity(1))
    assert [(one.person, one.reasons[0]) for one in near.seen] == [(here, "identity_number")]
    assert near.seen[0].masks["mobile"] != "13800000001"
    assert not near.beyond
    far = likely_same(cast.actor("unit_admin_b"), on=clock.today(), name="谷一川", mobile="13800000001")
    assert far.seen == []
    assert far.beyond
    none = likely_same(cast.actor("unit_admin_b"), on=clock.today(), name="谷一川")
    assert (none.seen, none.beyond) == ([], False)
    with pytest.raises(NotPermitted):
        likely_same(cast.actor("clerk_a"), on=clock.today(), name="谷一川")


def test_names_that_sound_alike_come_last(cast):
    unit = cast.unit("青溪区科协")
    for name in ("谷依川", "谷一川"):
        new(name, registered_in=unit)
    seen = likely_same(cast.actor("unit_admin_a"), on=clock.today(), name="谷一川").seen
    assert [(one.person.name, one.reasons) for one in seen] == [("谷一川", ["name"]), ("谷依川", ["pinyin"])]


def test_somebody_new_is_looked_for_and_then_registered_once(cast):
    client = cast.client("unit_admin_a")
    unit = str(cast.unit("青溪区科协").uid)
    given = {"name": "林知遥", "unit": unit, "mobile": "138 0000 0002", "identity_number": identity(2)}
    first = client.post(f"{PERSONS}add/", given)
    assert first.status_code == 200
    assert "可能是同一个人" in first.content.decode()
    assert Person.objects.filter(name="林知遥").count() == 1
    decided = {**given, "decided": "new", "submit_key": "once"}
    one, two = client.post(f"{PERSONS}add/", decided), client.post(f"{PERSONS}add/", decided)
    assert one.status_code == 302
    assert one["Location"] == two["Location"]
    assert Person.objects.filter(name="林知遥").count() == 2
    again = client.post(f"{PERSONS}add/", {**decided, "submit_key": "other"})
    assert again.status_code == 422
    assert Person.objects.filter(name="林知遥").count() == 2
    assert "确实是新人员" not in again.content.decode()
    assert PersonSecret.objects.count() == 2
    log = AuditEvent.objects.filter(action="person.look_up").first()
    assert log is not None
    assert log.data == {"elements": ["identity_number", "mobile"]}


def test_beyond_reach_the_page_tells_neither_whose_nor_where(cast):
    registered = {"details": {}, "identity_number": identity(3)}
    persons.register_person(by=Platform(), at=AT, name="谷一川", registered_in=cast.unit("云台区科协"), **registered)
    unit = str(cast.unit("青溪区科协").uid)
    given = {"name": "谷二川", "unit": unit, "identity_number": identity(3)}
    page = cast.client("unit_admin_a").post(f"{PERSONS}add/", given).content.decode()
    assert "已有登记" in page
    assert "谷一川" not in page
    assert "云台" not in page
    assert 'value="new"' not in page


def test_an_administrator_of_one_unit_registers_in_units_of_the_reach(cast):
    client = cast.client("unit_admin_a")
    asked = client.get(f"{PERSONS}add/")
    assert str(cast.unit("青溪区科协").uid) in asked.content.decode()
    assert client.post(f"{PERSONS}add/", {"name": "谷三川"}).status_code == 200
    none = client.post(f"{PERSONS}add/", {"name": "谷三川", "decided": "new", "submit_key": "n"})
    assert none.status_code == 422
    assert "请选择由哪个单位登记" in none.content.decode()
    assert not Person.objects.filter(name="谷三川").exists()
    other = client.post(f"{PERSONS}add/", {"name": "谷三川", "unit": str(cast.unit("云台区科协").uid)})
    assert other.status_code == 422
    assert "谷三川" in other.content.decode()


def test_sex_and_identity_number_agree(cast):
    client = cast.client("unit_admin_a")
    given = {"name": "谷四川", "identity_number": identity(10)}  # the 17th digit is even: female
    wrong = client.post(f"{PERSONS}add/", {**given, "sex": "1"})
    assert wrong.status_code == 422
    assert "第17位不符" in wrong.content.decode()
    assert client.post(f"{PERSONS}add/", {**given, "sex": "2"}).status_code == 200


def test_an_identity_number_stands_on_one_record_only(cast):
    given = {"registered_in": None, "details": {}, "identity_number": identity(4)}
    persons.register_person(by=Platform(), at=AT, name="谷一川", **given)
    with pytest.raises(PersonKnown):
        persons.register_person(by=Platform(), at=AT, name="谷二川", **given)
    assert not Person.objects.filter(name="谷二川").exists()
    assert not PersonSpelling.objects.filter(text="谷二川").exists()


# Memberships


def test_joining_and_leaving(cast):
    unit, person = cast.unit("云川市农学会"), new("田禾")
    by = Platform()
    held = memberships.join(
        by=by, at=AT, person=person, organisation=unit, kind="individual", number="001", begin=SINCE
    )
    with pytest.raises(MembershipOpen):
        memberships.join(by=by, at=AT, person=person, organisation=unit, kind="individual", begin=SINCE)
    with pytest.raises(MembershipNumberTaken):
        memberships.join(by=by, at=AT, person=new("谷雨"), organisation=unit, kind="student", number="001", begin=SINCE)
    with pytest.raises(NoSuchMembershipKind):
        memberships.join(by=by, at=AT, person=new("谷雨"), organisation=unit, kind="gold", begin=SINCE)
    memberships.leave(by=by, at=AT, membership=held, on=date(2022, 1, 1))
    with pytest.raises(MembershipEnded):
        memberships.leave(by=by, at=AT, membership=held, on=date(2022, 1, 2))
    memberships.join(by=by, at=AT, person=person, organisation=unit, kind="senior", begin=date(2022, 6, 1))


def test_a_units_members_are_seen_kept_and_taken_away_within_reach(cast):
    unit, person = cast.unit("青溪区科协"), cast.person("clerk_a")
    client = cast.client("unit_admin_a")
    base = f"/workbench/organisations/{unit.uid}/members/"
    given = {"person": str(person.pk), "kind": "individual", "number": "Q1", "begin": "2022-01-01", "submit_key": "a"}
    assert client.post(f"{base}add/", given).status_code == 302
    page = client.get(base).content.decode()
    assert "林知遥" in page
    assert "Q1" in client.get(base, {"_export": "csv"}).content.decode()
    assert "林知遥" not in client.get(base, {"state": "former"}).content.decode()
    assert "林知遥" in client.get(base, {"text": "lzy"}).content.decode()
    for member in ("clerk_b", "unit_admin_b"):
        assert cast.client(member).get(base).status_code == 403
        assert cast.client(member).post(f"{base}add/", given).status_code == 403
    held = members_of(cast.actor("unit_admin_a"), unit, on=clock.today()).get()
    assert cast.client("unit_admin_b").get(f"/workbench/memberships/{held.pk}/end/").status_code == 404
    ended = client.post(f"/workbench/memberships/{held.pk}/end/", {"end": "2022-12-31", "submit_key": "b"})
    assert ended.status_code == 302
    assert "林知遥" in client.get(base, {"state": "former"}).content.decode()


def test_out_of_reach_is_as_if_there_were_none(cast):
    with pytest.raises(NotFound):
        queries.person(cast.actor("clerk_a"), cast.person("clerk_b").pk, on=clock.today())
