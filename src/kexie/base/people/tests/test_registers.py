"""The registers: who sees which rows, filters, sorting, paging, export."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import LogInFirst, NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import queries
from kexie.base.people.abilities import VIEW_PERSONS
from kexie.base.people.actions.accounts import open_account
from kexie.base.people.actions.organisations import units_named
from kexie.base.people.actions.posts import add_person, grant_post
from kexie.base.people.tables.audit import target_words
from kexie.base.people.tests.cast import AT, SINCE
from kexie.base.ui import registers

ORGANISATIONS, PERSONS, AUDIT = "/workbench/organisations/", "/workbench/persons/", "/workbench/audit/"


def names_seen(cast, member: str) -> set[str]:
    return {person.name for person in queries.persons(cast.actor(member), on=clock.today())}


def test_a_clerk_sees_the_persons_of_the_unit_and_the_administrator_those_below(cast):
    below = add_person(by=Platform(), at=AT, name="柳岸")
    unit = cast.unit("柳湾街道科协")
    grant_post(by=Platform(), at=AT, person=below, organisation=unit, title="干事", begin=SINCE)
    assert names_seen(cast, "clerk_a") == {"林知遥", "苏明远"}
    assert names_seen(cast, "unit_admin_a") == {"林知遥", "苏明远", "柳岸"}
    assert "许一鸣" in names_seen(cast, "security_admin")


def test_who_left_the_unit_is_no_longer_seen(cast):
    left = add_person(by=Platform(), at=AT, name="离任")
    post = {"organisation": cast.unit("青溪区科协"), "title": "干事", "begin": SINCE, "end": date(2021, 1, 1)}
    grant_post(by=Platform(), at=AT, person=left, **post)
    assert "离任" not in names_seen(cast, "clerk_a")


def test_a_persons_post_in_another_unit_is_not_shown(cast):
    person = cast.person("clerk_a")
    grant_post(by=Platform(), at=AT, person=person, organisation=cast.unit("云台区科协"), title="顾问", begin=SINCE)
    seen = queries.person(cast.actor("clerk_b"), person.pk, on=clock.today())
    assert [post.title for post in seen.seen_posts] == ["顾问"]
    page = cast.client("clerk_b").get(f"{PERSONS}{person.pk}/").content.decode()
    assert "顾问" in page
    assert "青溪区" not in page


def test_out_of_reach_is_as_if_there_were_none(cast):
    with pytest.raises(NotFound):
        queries.person(cast.actor("clerk_a"), cast.person("clerk_b").pk, on=clock.today())
    with pytest.raises(NotPermitted):
        queries.persons(cast.actor("plain"), on=clock.today())
    with pytest.raises(LogInFirst):
        queries.persons(cast.actor("visitor"), on=clock.today())


def test_unconfirmed_units_are_seen_by_those_who_can_confirm_them(cast):
    [unit] = units_named(["云川市地质学会"], by=Platform(), at=AT)
    assert unit in queries.organisations(cast.actor("system_admin"))
    assert unit not in queries.organisations(cast.actor("clerk_a"))
    with pytest.raises(NotFound):
        queries.organisation(cast.actor("clerk_a"), unit.uid)


def test_find_unit_takes_names_and_unambiguous_short_names(cast):
    assert queries.find_unit(" 青溪区科协 ") == cast.unit("青溪区科协")
    assert queries.find_unit("青溪区科学技术协会") == cast.unit("青溪区科协")
    assert queries.find_unit("青溪") is None
    assert queries.find_unit("") is None


def test_holders_are_those_of_today(cast):
    names = {person.name for person in queries.holders(VIEW_PERSONS, on=clock.today())}
    assert {"林知遥", "贺云舒", "苏明远", "江望舒", "韩思齐"} <= names
    assert "许一鸣" not in names
    assert queries.holders(VIEW_PERSONS, on=date(2019, 1, 1)) == []


def test_one_sees_ones_own_posts_and_a_visitor_none(cast):
    assert [post.role for post in queries.own_posts(cast.actor("clerk_a"), on=clock.today())] == ["clerk"]
    assert not queries.own_posts(cast.actor("visitor"), on=clock.today())


# Doors


def rows(page: str) -> int:
    return page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0].count("<tr")


def test_the_register_of_organisations_is_filtered_and_sorted(cast):
    client = cast.client("clerk_a")
    page = client.get(ORGANISATIONS, {"text": "学会", "sort": "-name"}).content.decode()
    assert rows(page) == 2
    assert page.index("云川市航空学会") < page.index("云川市农学会")
    assert rows(client.get(ORGANISATIONS, {"kind": "district"}).content.decode()) == 2


@pytest.mark.parametrize(
    "query", ["sort=password", "sort=person__account__email", "page=0", "page=x", "kind=%00", "text=%00%27"]
)
def test_odd_questions_are_answered_calmly(cast, query):
    assert cast.client("clerk_a").get(f"{ORGANISATIONS}?{query}").status_code == 200
    assert cast.client("clerk_a").get(f"{PERSONS}?{query}").status_code == 200


ODD_DAYS = (
    "begin=9999-12-31",
    "end=9999-12-31",
    "begin=0001-01-01",
    "begin=2023-13-01",
    "begin=2023-05-02&end=2023-05-01",
)


@pytest.mark.parametrize("query", ODD_DAYS)
def test_odd_days_are_answered_calmly(cast, query):
    assert cast.client("audit_admin").get(f"{AUDIT}?{query}").status_code == 200


def test_lists_are_paged(cast):
    for number in range(30):
        person = add_person(by=Platform(), at=AT, name=f"人员{number:02}")
        unit = cast.unit("青溪区科协")
        grant_post(by=Platform(), at=AT, person=person, organisation=unit, title="会员", begin=SINCE)
    client = cast.client("clerk_a")
    assert [rows(client.get(PERSONS, {"page": page}).content.decode()) for page in (1, 2)] == [25, 7]
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PERSONS)
    assert len(few) <= 20  # one of them asks whose site this is, others what waits for the actor


def test_an_export_holds_all_pages_within_scope_and_is_audited(cast):
    grant_post(
        by=Platform(),
        at=AT,
        person=add_person(by=Platform(), at=AT, name="=cmd|' /C calc'!A0"),
        organisation=cast.unit("青溪区科协"),
        title="@SUM(1)",
        begin=SINCE,
    )
    response = cast.client("clerk_a").get(PERSONS, {"_export": "csv"})
    head, *body = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head == ["姓名", "任职", "工作单位", "账号"]
    assert {row[0] for row in body} == {"林知遥", "苏明远", "'=cmd|' /C calc'!A0"}
    assert {row[0]: row[3] for row in body}["林知遥"] == "已开通"
    assert "no-store" in response["Cache-Control"]
    event = AuditEvent.objects.first()
    assert (event.action, event.target, event.data) == ("register.export", "register:people.persons", {"count": 3})


def test_a_name_is_never_markup(cast):
    person = add_person(by=Platform(), at=AT, name="<script>alert(1)</script>")
    unit = cast.unit("青溪区科协")
    grant_post(by=Platform(), at=AT, person=person, organisation=unit, title="<b>干事</b>", begin=SINCE)
    client = cast.client("clerk_a")
    for path in (PERSONS, f"{PERSONS}{person.pk}/", f"{ORGANISATIONS}{unit.uid}/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>干事" not in page
        assert "&lt;script&gt;" in page


def test_a_unit_shows_its_people_only_to_those_who_may_see_them(cast):
    address = f"{ORGANISATIONS}{cast.unit('青溪区科协').uid}/"
    assert "林知遥" in cast.client("clerk_a").get(address).content.decode()
    page = cast.client("clerk_b").get(address).content.decode()
    assert "林知遥" not in page
    assert "柳湾街道" in page


def test_the_audit_shows_targets_whole_and_only_identifiers_shortened(cast):
    number = "0190a1b2-0000-7000-8000-0000deadbeef"
    assert target_words("view:workbench/audit/", whole=False) == "页面 /workbench/audit/"
    assert target_words("view:workbench/persons/<uuid:person_id>/", whole=True) == "页面 /workbench/persons/…/"
    assert target_words("register:people.persons", whole=False) == "名册 人员"
    assert target_words(f"people.account:{number}", whole=False) == "账号 deadbeef"
    assert target_words(f"people.account:{number}", whole=True) == f"账号 {number}"
    assert cast.client("clerk_a").get(AUDIT).status_code == 403
    text = cast.client("audit_admin").get(AUDIT).content.decode()
    assert "拒绝访问" in text
    assert "页面 /workbench/audit/" in text


def test_the_audit_is_read_by_its_administrator_in_words(cast):
    page = cast.client("audit_admin").get(AUDIT, {"action": "account.", "begin": "2023-05-23", "end": "2023-05-23"})
    assert "停用账号" in page.content.decode()
    assert "登记人员" not in page.content.decode()
    text = page.content.decode()
    assert ">2023-05-23 09:00:00</time>" in text
    assert 'title="2023-05-23 09:00:00+08:00"' in text
    for member in ("system_admin", "security_admin", "clerk_a"):
        assert cast.client(member).get(AUDIT).status_code == 403


@pytest.mark.parametrize("asked", ["per_page=-1", "per_page=100000", "per_page=x", "page=-1", "page=99999", "page=x"])
def test_no_address_says_how_long_a_page_is(cast, asked):
    response = cast.client("clerk_a").get(f"{PERSONS}?{asked}")
    assert response.status_code == 200
    assert response.context["table"].paginator.per_page == registers.PER_PAGE


@pytest.mark.parametrize("query", ["", "?_export=csv", "?account=with", "?text=l"])
def test_more_rows_cost_no_more_queries(cast, query):
    client = cast.client("security_admin")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PERSONS + query).status_code == 200
        return len(queries)

    asked()  # the first one notes the session's use
    before = asked()
    for number in range(5):
        person = add_person(by=Platform(), at=AT, name=f"柳{number}", details={"workplace": "水文站"})
        grant_post(by=Platform(), at=AT, person=person, organisation=cast.unit("科普部"), title="干事", begin=SINCE)
        open_account(by=Platform(), at=AT, person=person, email=f"liu{number}@example.org", password=None)
    assert asked() == before


def test_the_register_of_persons_loads_nothing_that_it_does_not_show(cast):
    client = cast.client("security_admin")
    with CaptureQueriesContext(connection) as queries:
        client.get(PERSONS)
    [rows] = [
        query["sql"] for query in queries if 'FROM "people_person" LEFT OUTER JOIN "people_account"' in query["sql"]
    ]
    assert '"people_person"."workplace"' in rows
    for column in ('"people_account"."password"', '"people_account"."email"', '"people_person"."nationality"'):
        assert column not in rows
