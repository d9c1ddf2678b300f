"""The public directory: who is listed, by what it is filtered, what the page of a unit says, what search knows of it."""

from __future__ import annotations

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.addresses import absolute
from kexie.base.people.actions import organisations as units
from kexie.base.people.actions.organisation_closing import close_organisation, reopen_organisation
from kexie.base.people.actions.organisation_index import search_entries
from kexie.base.people.actions.organisation_merging import merge_organisation, unmerge_organisation
from kexie.base.people.models import Organisation
from kexie.base.people.rules.organisations import initial_of, place_in
from kexie.base.people.tests.cast import AT
from kexie.base.people.views.public import PER_PAGE
from kexie.base.search import api as search

pytestmark = pytest.mark.django_db


def add(city, name, kind="society", parent="云川市科协", **facts):
    return units.add_organisation(by=Platform(), at=AT, name=name, kind=kind, parent=city[parent], facts=facts)


def page_of(client, **asked):
    return client.get("/organisations/", asked).content.decode()


def found(text):
    return [hit.title for hit in search.find(Visitor(), text, source="organisations").hits]


@pytest.mark.parametrize(
    ("name", "place", "letter"),
    [
        ("云川市天文学会", "云川市", "T"),
        ("云川天文学会", "云川市", "T"),
        ("青溪区科学技术协会", "云川市", "Q"),
        ("北京城市规划学会", "北京市", "C"),
        ("云川市", "云川市", "Y"),
        ("AI学会", "", "A"),
        ("3D打印学会", "", "#"),
        ("", "", "#"),
    ],
)
def test_a_unit_stands_under_what_tells_its_name_apart(name, place, letter):
    assert initial_of(name, place) == letter


@pytest.mark.parametrize(
    ("name", "place"),
    [("云川市科学技术协会", "云川市"), ("大理白族自治州科协", "大理白族自治州"), ("中国科学技术协会", ""), ("", "")],
)
def test_the_city_is_read_in_the_name_of_its_association(name, place):
    assert place_in(name) == place


def test_everybody_sees_the_confirmed_units_that_exist(client, city):
    units.units_named(["某某来信单位"], by=Platform(), at=AT)
    close_organisation(by=Platform(), at=AT, organisation=city["云川市航空学会"], on=date(2023, 5, 1))
    text = page_of(client)
    assert "云川市农学会" in text
    assert "某某来信单位" not in text
    assert "云川市航空学会" not in text
    assert f"共 {len({unit.pk for unit in city.values()}) - 1} 个组织" in text


def test_filters_combine_and_each_choice_says_how_many_it_leaves(client, city):
    add(city, "云川市天文学会", district="990101")
    add(city, "云川市桐油学会", district="990102")
    add(city, "云川市天文馆", kind="venue", district="990101")
    text = page_of(client, kind="society", letter="T")
    assert "共 2 个组织" in text
    assert "云川市天文馆" not in text
    assert 'href="/organisations/?kind=society&amp;letter=T&amp;district=990101"' in text
    assert 'aria-current="true">T<span class="choices__count">2</span>' in text
    both = page_of(client, kind="society", letter="t", district="990101")
    assert "共 1 个组织" in both
    assert "云川市天文学会" in both


@pytest.mark.parametrize("asked", ["农学", "nongxuehui", "ycsnxh", "NXH", "云川市农学会"])
def test_a_unit_is_found_by_name_pinyin_and_initials(client, city, asked):
    text = page_of(client, q=asked)
    assert "云川市农学会" in text
    assert "共 1 个组织" in text


def test_a_former_name_leads_to_the_unit(client, city):
    units.rename_organisation(
        by=Platform(), at=AT, organisation=city["云川市农学会"], name="云川市农业科技学会", on=date(2023, 5, 2)
    )
    assert "云川市农业科技学会" in page_of(client, q="云川市农学会")
    assert found("云川市农学会") == ["云川市农业科技学会"]


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "x"},
        {"district": "'; --"},
        {"letter": "<"},
        {"below": "no"},
        {"below": str(uuid4())},
        {"page": "-3"},
        {"letter": "\0"},
    ],
)
def test_odd_questions_are_answered_with_the_whole_directory(client, city, odd):
    answer = client.get("/organisations/", odd)
    assert answer.status_code == 200
    assert "云川市农学会" in answer.content.decode()
    assert b"\0" not in answer.content


def test_ways_to_narrow_down_are_not_for_crawlers(client, city):
    page = page_of(client)
    choices = re.findall(r"<nav class=\"choices.*?</nav>", page, re.DOTALL)
    links = re.findall(r"<a href=[^>]*>", "".join(choices))
    assert links
    assert all('rel="nofollow"' in link for link in links)


def test_nothing_found_says_how_to_go_on(client, city):
    text = page_of(client, q="<b>量子</b>")
    assert "没有符合条件的组织" in text
    assert "查看全部组织" in text
    assert "<b>量子" not in text


def test_long_lists_come_in_pages_and_keep_what_was_asked(client, city):
    for number in range(PER_PAGE + 2):
        add(city, f"云川市第{number}学会")
    first = page_of(client, kind="society", q="学会")
    assert first.count('class="unit-line"') == PER_PAGE
    assert "kind=society&amp;q=%E5%AD%A6%E4%BC%9A&amp;page=2" in first
    second = page_of(client, kind="society", q="学会", page="2")
    assert second.count('class="unit-line"') == 4


def test_the_search_box_keeps_the_filters(client, city):
    assert '<input type="hidden" name="kind" value="society">' in page_of(client, kind="society")


def test_the_map_leads_to_the_list_of_a_district_and_the_table_says_the_same(client, city):
    add(city, "云川市天文学会", district="990101")
    text = page_of(client, view="map", kind="society")
    assert text.count('href="/organisations/?kind=society&amp;district=990101"') == 2
    assert "无审图号，仅供演示" in text
    assert "各区组织数量" in text


def test_the_page_of_a_unit_says_what_anybody_may_know(client, city):
    unit = add(
        city,
        "云川市天文学会",
        district="990101",
        address="滨河路1号",
        telephone="010-87654321",
        email="astro@yunchuan.example",
        website="https://astro.yunchuan.example/",
        founded_on=date(1988, 3, 4),
    )
    text = client.get(f"/organisations/{unit.uid}/").content.decode()
    assert "青溪区" in text
    assert 'href="tel:01087654321"' in text
    assert 'href="mailto:astro@yunchuan.example"' in text
    assert 'rel="external noopener noreferrer nofollow">https://astro.yunchuan.example/</a>' in text
    assert "1988年3月4日" in text
    assert f'href="/organisations/{city["云川市科协"].uid}/">云川市科学技术协会</a>' in text


def test_a_website_leads_out_over_the_web_alone(client, city):
    unit = add(city, "云川市天文学会")
    Organisation.objects.filter(pk=unit.pk).update(website="javascript:alert(1)", name="<i>云川</i>学会")
    text = client.get(f"/organisations/{unit.uid}/").content.decode()
    assert "javascript:" not in text
    assert "<i>云川" not in text


def test_the_page_leads_up_and_down_the_tree(client, city):
    text = client.get(f"/organisations/{city['青溪区科协'].uid}/").content.decode()
    assert "青溪区柳湾街道科学技术协会" in text
    assert f"/organisations/?below={city['青溪区科协'].uid}" in text
    below = page_of(client, below=str(city["青溪区科协"].uid))
    assert "“青溪区科学技术协会”的下级单位" in below
    assert "共 1 个组织" in below


def test_who_is_not_public_has_no_page_and_a_merged_unit_leads_on(client, city):
    unconfirmed = units.units_named(["某某来信单位"], by=Platform(), at=AT)[0]
    assert client.get(f"/organisations/{unconfirmed.uid}/").status_code == 404
    assert client.get(f"/organisations/{uuid4()}/").status_code == 404
    merge_organisation(by=Platform(), at=AT, organisation=city["云川市农学会"], into=city["云川市航空学会"])
    answer = client.get(f"/organisations/{city['云川市农学会'].uid}/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/organisations/{city['云川市航空学会'].uid}/"


def test_search_follows_what_becomes_of_a_unit(city):
    unit = add(city, "云川市天文学会")
    assert found("天文学会") == ["云川市天文学会"]
    assert found("ycstwxh") == ["云川市天文学会"]
    close_organisation(by=Platform(), at=AT, organisation=unit)
    assert found("天文学会") == []
    reopen_organisation(by=Platform(), at=AT, organisation=unit)
    assert found("天文学会") == ["云川市天文学会"]
    merge_organisation(by=Platform(), at=AT, organisation=unit, into=city["云川市航空学会"])
    assert found("天文学会") == ["云川市航空学会"]
    unmerge_organisation(by=Platform(), at=AT, organisation=unit)
    assert found("天文学会") == ["云川市天文学会"]


def test_search_learns_of_a_unit_when_it_is_confirmed(city):
    unit = units.units_named(["云川市观鸟会"], by=Platform(), at=AT)[0]
    assert found("观鸟会") == []
    units.confirm_organisation(by=Platform(), at=AT, organisation=unit, kind="society", parent=city["云川市科协"])
    assert found("观鸟会") == ["云川市观鸟会"]


def test_the_index_can_be_made_anew(city):
    names = {entry.title for entry in search_entries()}
    assert {"云川市科学技术协会", "青溪区科学技术协会"} <= names
    assert all(entry.public for entry in search_entries())


def test_another_name_of_the_city_puts_all_under_their_letters_anew(city):
    unit = add(city, "北京市天文学会")
    assert Organisation.objects.get(pk=unit.pk).initial == "B"
    units.rename_organisation(by=Platform(), at=AT, organisation=city["云川市科协"], name="北京市科学技术协会")
    assert Organisation.objects.get(pk=unit.pk).initial == "T"
    assert Organisation.objects.get(name="云川市农学会").initial == "Y"
    assert Organisation.objects.get(name="北京市科学技术协会").initial == "B"


@pytest.mark.parametrize("address", ["/organisations/", "/organisations/?view=map&kind=society", "unit"])
def test_a_page_asks_a_few_questions_however_many_units_there_are(client, city, address):
    if address == "unit":
        address = f"/organisations/{city['青溪区科协'].uid}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 8


def test_a_unit_is_told_to_machines_and_stands_in_the_map(cast, client):
    unit = cast.unit("云川市航空学会")
    page = client.get(f"/organisations/{unit.uid}/").content.decode()
    said, way = (json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page))
    assert (said["@type"], said["name"]) == ("Organization", "云川市航空学会")
    assert said["url"] == absolute(f"/organisations/{unit.uid}/")
    assert [step["name"] for step in way["itemListElement"]][:2] == ["首页", "机构名录"]
    assert f"<loc>{said['url']}</loc>" in client.get("/sitemap.xml").content.decode()
    Organisation.objects.filter(pk=unit.pk).update(confirmed=False)
    assert said["url"] not in client.get("/sitemap.xml").content.decode()
