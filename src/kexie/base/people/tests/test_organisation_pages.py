"""The register of units, its tree and its map, a unit's page, what is added and put right."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kexie.base.kernel.access import Platform
from kexie.base.people import queries
from kexie.base.people.actions.organisations import add_organisation, edit_organisation
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors.organisations import CodeTaken, DetailWrong
from kexie.base.people.models import Organisation
from kexie.base.people.tests.cast import AT, SINCE
from kexie.base.standards.rules.numbers import uscc_check_character

REGISTER = "/workbench/organisations/"
ZERO = "91110105000000011" + uscc_check_character("91110105000000011")


def edit(cast, unit: str, **facts):
    held = cast.unit(unit)
    return edit_organisation(by=Platform(), at=AT, organisation=held, kind=held.kind, facts=facts)


def names(page: str) -> list[str]:
    return [
        part.split("</a>")[0] for part in page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0].split('/">')[1:]
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"text": "qxqkx"}, ["青溪区科学技术协会"]),
        ({"text": "nongxuehui"}, ["云川市农学会"]),
        ({"text": "91 110105 000000011 "}, ["云川市农学会"]),
        ({"text": "92 1101"}, []),
        ({"text": "911101050"}, ["云川市农学会"]),
        ({"kind": "department"}, ["办公室", "科普部", "科创部", "宣文部"]),
        ({"below_text": "青溪区科协"}, ["青溪区科学技术协会", "青溪区柳湾街道科学技术协会"]),
        ({"state": "closed"}, None),
        ({"district": "990101"}, ["云川市农学会"]),
    ],
)
def test_the_register_is_found_by_all_that_a_unit_is_called(cast, asked, expected):
    edit(cast, "云川市农学会", credit_code=ZERO, district="990101")
    page = cast.client("clerk_a").get(REGISTER, asked).content.decode()
    if not expected:
        assert "没有符合条件的组织" in page
    else:
        assert names(page) == expected


def test_an_export_holds_the_facts_and_the_code_as_it_is(cast):
    edit(cast, "云川市农学会", credit_code=ZERO, address="青溪路1号")
    assert ZERO.endswith("0")
    page = cast.client("clerk_a").get(REGISTER, {"text": "农学会"}).content.decode()
    assert "91 110105 000000011 0" in page
    answer = cast.client("clerk_a").get(REGISTER, {"text": "农学会", "_export": "csv"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["统一社会信用代码"], row["地址"]) == (ZERO, "青溪路1号")


def test_the_register_costs_the_same_for_many_units(cast):
    def cost() -> int:
        client = cast.client("clerk_a")
        client.get(REGISTER)
        with CaptureQueriesContext(connection) as asked:
            client.get(REGISTER)
        return len(asked)

    few = cost()
    for number in range(40):
        add_organisation(
            by=Platform(), at=AT, name=f"学会{number}", kind="society", parent=cast.unit("云川市科学技术协会")
        )
    assert cost() <= few + 1


def test_the_tree_opens_from_any_unit_without_scripts(cast):
    page = cast.client("clerk_a").get(reverse("people:organisation-tree")).content.decode()
    assert page.count("<details") >= 3
    assert "柳湾街道" in page
    below = cast.client("clerk_a").get(reverse("people:organisation-tree", args=(cast.unit("云台区科协").uid,)))
    assert "石桥镇" in below.content.decode()
    assert "柳湾街道" not in below.content.decode()


def test_the_map_and_its_table_say_the_same_and_lead_to_the_register(cast):
    edit(cast, "云川市农学会", district="990101", latitude=None, longitude=None)
    edit(cast, "青溪区科协", district="990101")
    page = cast.client("clerk_a").get(REGISTER, {"view": "map"}).content.decode()
    assert "无审图号，仅供演示，不作为行政区划依据" in page
    assert 'aria-label="青溪区 2 个"' in page
    assert "?district=990101" in page
    assert "<svg" in page


def test_without_shapes_the_map_is_tiles(cast, monkeypatch):
    monkeypatch.setattr("kexie.base.people.views.organisation_pages.shapes", lambda: ())
    page = cast.client("clerk_a").get(REGISTER, {"view": "map"}).content.decode()
    assert "不表示位置" in page


def test_who_served_there_on_a_day(cast):
    grant_post(
        by=Platform(),
        at=AT,
        person=cast.person("plain"),
        organisation=cast.unit("青溪区科协"),
        title="前干事",
        begin=SINCE,
        end=date(2021, 1, 1),
    )
    address = reverse("people:organisation", args=(cast.unit("青溪区科协").uid,))
    client = cast.client("unit_admin_a")
    assert "许一鸣" not in client.get(address).content.decode()
    assert "许一鸣" in client.get(address, {"on": "2020-06-01"}).content.decode()
    assert "许一鸣" not in cast.client("clerk_b").get(address, {"on": "2020-06-01"}).content.decode()


def test_a_unit_is_added_with_its_facts(cast):
    client = cast.client("system_admin")
    form = {
        "name": "云川市测绘学会",
        "kind": "society",
        "parent_text": "云川市科协",
        "credit_code": ZERO.lower(),
        "founded_on": "1986-05-04",
        "latitude": "25.3",
        "longitude": "150.4",
        "submit_key": "k1",
    }
    wrong = client.post(reverse("people:organisation-add"), form | {"credit_code": ZERO[:-1] + "1"})
    assert wrong.status_code == 422
    assert "校验码不符" in wrong.content.decode()
    assert 'value="云川市测绘学会"' in wrong.content.decode()
    lone = client.post(reverse("people:organisation-add"), form | {"longitude": ""})
    assert "请一起填写" in lone.content.decode()
    added = client.post(reverse("people:organisation-add"), form)
    unit = queries.find_unit("云川市测绘学会")
    assert (unit.credit_code, unit.founded_on, unit.letters.split()[1]) == (ZERO, date(1986, 5, 4), "ycschxh")
    assert added.url == reverse("people:organisation", args=(unit.uid,))
    assert unit.changes.get().kind == "founded"


def test_a_fact_is_put_right_with_before_and_after(cast):
    client, unit = cast.client("system_admin"), cast.unit("云川市农学会")
    address = reverse("people:organisation-edit", args=(unit.uid,))
    assert client.post(address, {"kind": "society", "address": "青溪路2号", "submit_key": "k1"}).status_code == 302
    change = unit.changes.get(kind="details")
    assert change.details == {"address": ["", "青溪路2号"]}
    assert "青溪路2号" in client.get(reverse("people:organisation", args=(unit.uid,))).content.decode()
    edit(cast, "云川市农学会", address="青溪路2号")
    assert unit.changes.filter(kind="details").count() == 1


def test_a_code_is_one_units_alone_and_a_wrong_fact_is_refused(cast):
    edit(cast, "云川市农学会", credit_code=ZERO)
    with pytest.raises(CodeTaken):
        edit(cast, "云川市航空学会", credit_code=ZERO)
    days = [{"founded_on": date(year, 1, 1)} for year in (1, 1839, 2999)]
    for facts in ({"credit_code": "123"}, {"email": "x"}, {"district": "远方"}, *days):
        with pytest.raises(DetailWrong):
            edit(cast, "云川市航空学会", **facts)
    assert Organisation.objects.get(name="云川市航空学会").credit_code == ""


def test_the_history_speaks_in_words_not_in_codes(cast):
    unit = cast.unit("云川市农学会")
    edit_organisation(by=Platform(), at=AT, organisation=unit, kind="foundation", facts={"district": "990101"})
    page = cast.client("clerk_a").get(f"{REGISTER}{unit.uid}/").content.decode()
    assert "类别：学会 → 基金会" in page
    assert "所在区：— → 青溪区" in page
    assert "society" not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("member", "offered"), [("unit_admin_a", True), ("security_admin", False), ("system_admin", False)]
)
def test_a_unit_offers_no_way_that_is_closed_to_the_reader(cast, member, offered):
    unit = cast.unit("青溪区科协")
    client = cast.client(member)
    page = client.get(f"{REGISTER}{unit.uid}/").content.decode()
    assert (f"{unit.uid}/invite/" in page) is offered
    ways = set(re.findall(rf'href="({REGISTER}{unit.uid}/[a-z/]+)"', page))
    assert ways
    assert {way: client.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


@pytest.mark.parametrize("wrong", ["东经", "190", "-200", "39.90420012", "39,9", "1" * 40])
@pytest.mark.parametrize(("name", "example"), [("latitude", "39.904200"), ("longitude", "116.407400")])
def test_degrees_that_are_wrong_are_told_in_one_sentence_that_names_them(cast, name, example, wrong):
    page = f"{REGISTER}{cast.unit('云川市农学会').uid}/edit/"
    answer = cast.client("system_admin").post(page, {"kind": "society", "latitude": "1", "longitude": "1", name: wrong})
    shown = answer.content.decode()
    label = {"latitude": "纬度", "longitude": "经度"}[name]
    assert answer.status_code == 422
    assert shown.count(f"{label}请填写-") == 2  # above the form and beside the field
    assert example in shown
    assert f'value="{wrong}"' in shown


def test_degrees_in_full_width_are_taken(cast):
    page = f"{REGISTER}{cast.unit('云川市农学会').uid}/edit/"
    sent = {"kind": "society", "latitude": "３９．９", "longitude": "１１６．４", "submit_key": "k"}
    assert cast.client("system_admin").post(page, sent).status_code == 302
    assert str(cast.unit("云川市农学会").latitude) == "39.900000"
