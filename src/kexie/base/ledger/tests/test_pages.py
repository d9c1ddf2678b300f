"""The pages of the ledger: list, filter, paging, export, one entry."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kexie.base.kernel.models import AuditEvent
from kexie.base.ledger.tests.factories import AT, write
from kexie.base.ui import exporting, registers

LIST = "/workbench/ledger/"


@pytest.fixture
def two(cast):
    return (
        write(
            units=[cast.unit("青溪区科协")], source="tests.lecture:a", title="甲讲座", persons=[cast.person("plain")]
        ),
        write(units=[cast.unit("云台区科协")], source="tests.lecture:b", title="乙讲座"),
    )


def test_the_list_shows_what_is_within_reach(cast, two):
    page = cast.as_("clerk_a").get(LIST).content.decode()
    assert "甲讲座" in page
    assert "参加人次 120人次" in page
    assert "科普讲座" in page
    assert "乙讲座" not in page


@pytest.mark.parametrize(
    ("member", "status"), [("visitor", 302), ("plain", 403), ("web_editor", 403), ("clerk_b", 200)]
)
def test_the_list_is_for_those_who_hold_the_ability(cast, member, status):
    assert cast.as_(member).get(LIST).status_code == status


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("text=航模", {"航模日"}),
        ("unit=柳湾", {"街道开放日"}),
        ("kind=tests.lecture", {"航模日", "街道开放日"}),
        ("since=2023-06-01", {"街道开放日"}),
        ("until=2023-05-31", {"航模日"}),
        ("since=2023-06-01&until=2023-05-31", set()),
        ("unit=云台", set()),
    ],
)
def test_the_filter_narrows(cast, query, titles):
    write(units=[cast.unit("青溪区科协")], source="tests.lecture:a", title="航模日")
    street = cast.unit("青溪区柳湾街道科学技术协会")
    write(units=[street], source="tests.lecture:b", title="街道开放日", occurred_on=date(2023, 6, 5))
    write(units=[cast.unit("云台区科协")], source="tests.lecture:c", title="航模别处")
    page = cast.as_("unit_admin_a").get(f"{LIST}?{query}").content.decode()
    assert {title for title in ("航模日", "街道开放日", "航模别处") if title in page} == titles


@pytest.mark.parametrize(
    "query", ["kind=nothing", "since=gestern", "sort=-measures__x", "page=zwei", "page=0", "text=%00"]
)
def test_a_wrong_address_is_no_failure(cast, two, query):
    assert cast.as_("clerk_a").get(f"{LIST}?{query}").status_code == 200


def test_the_list_is_paged_and_costs_the_same_on_every_page(cast, django_assert_max_num_queries):
    unit = cast.unit("青溪区科协")
    for number in range(registers.PER_PAGE + 3):
        write(
            units=[unit], source=f"tests.lecture:{number}", title=f"第{number:03}场", at=AT + timedelta(minutes=number)
        )
    client = cast.as_("clerk_a")
    with django_assert_max_num_queries(22):
        first = client.get(LIST).content.decode()
    second = client.get(f"{LIST}?page=2").content.decode()
    assert first.count("第0") == registers.PER_PAGE
    assert second.count("第0") == 3


def test_an_export_obeys_scope_and_filter_and_holds_no_formula(cast):
    unit = cast.unit("青溪区科协")
    write(units=[unit], source="tests.lecture:1", title="=HYPERLINK(1)讲座")
    write(units=[unit], source="tests.lecture:2", title="别的活动")
    write(units=[cast.unit("云台区科协")], source="tests.lecture:3", title="外区讲座")
    reply = cast.as_("clerk_a").get(f"{LIST}?text=讲座&_export=csv")
    assert "filename*=utf-8''%E5%B7%A5" in reply["Content-Disposition"]
    head, *rows = reply.content.decode("utf-8-sig").splitlines()
    assert head == "日期,类别,标题,单位,计量,状态,公开,结束日期,地点,对方单位,依据"
    assert rows == [
        "2023-05-23,科普讲座,'=HYPERLINK(1)讲座,青溪区科学技术协会,参加人次 120人次,已登记,内部,,柳湾街道文化站,,"
    ]


def test_an_export_is_audited(cast, two):
    cast.as_("clerk_a").get(f"{LIST}?_export=csv")
    event = AuditEvent.objects.first()
    assert (event.action, event.target, event.data) == ("register.export", "register:ledger.entries", {"count": 1})


def test_an_export_is_a_workbook_too(cast, two):
    reply = cast.as_("clerk_b").get(f"{LIST}?_export=xlsx")
    rows = list(load_workbook(io.BytesIO(reply.content)).active.values)
    assert [row[2] for row in rows] == ["标题", "乙讲座"]


def test_too_large_an_export_is_made_in_the_background(cast, two, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    reply = cast.as_("clerk_a").get(f"{LIST}?_export=csv")
    assert reply.status_code == 302
    page = cast.as_("clerk_a").get(reply["Location"]).content.decode()
    assert "后台生成文件" in page


def test_an_entry_shows_persons_and_corrections_to_its_unit(cast, two):
    entry = write(
        by=cast.actor("clerk_a"),
        at=AT + timedelta(days=1),
        units=[cast.unit("青溪区科协")],
        source="tests.lecture:a",
        title="甲讲座（更名）",
        persons=[cast.person("plain")],
        public=True,
    )
    own = cast.as_("clerk_a").get(f"{LIST}{entry.pk}/").content.decode()
    assert "许一鸣" in own
    assert "更正：标题、公开" in own
    other = cast.as_("clerk_b").get(f"{LIST}{entry.pk}/").content.decode()
    assert "甲讲座（更名）" in other
    assert "许一鸣" not in other
    assert "更正：" not in other


def test_another_units_entry_is_not_found(cast, two):
    assert cast.as_("clerk_a").get(f"{LIST}{two[1].pk}/").status_code == 404


def test_a_title_is_shown_as_text(cast):
    entry = write(units=[cast.unit("青溪区科协")], title="<script>alert(1)</script>")
    client = cast.as_("clerk_a")
    for url in (LIST, f"{LIST}{entry.pk}/"):
        assert "<script>alert(1)" not in client.get(url).content.decode()


def test_reading_changes_nothing(cast, two):
    client = cast.as_("clerk_a")
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
        client.get(f"{LIST}{two[0].pk}/")
    writes = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in writes if "django_session" not in sql]


def test_there_is_no_posting(cast):
    assert cast.as_("clerk_a").post(LIST).status_code == 405
