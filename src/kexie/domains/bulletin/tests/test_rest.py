"""Signed issues for programs: what the public pages show, and nothing of a draft."""

from __future__ import annotations

import pytest

from kexie.base.people.tests.cast import Cast
from kexie.domains.bulletin.tests.factories import SECRET, approved, drafted, signed

API = "/api/v1/bulletins/"
HOST = "https://kexie.yunchuan.example"


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.WAGTAILADMIN_BASE_URL = HOST


def test_issues_are_told_newest_first_with_their_papers(cast: Cast, client):
    for number in (16, 17):
        signed(cast, number)
    page = client.get(API).json()
    assert [row["number"] for row in page["results"]] == [17, 16]
    latest = page["results"][0]
    assert (latest["year"], latest["total"], latest["date"]) == (2023, 70, "2023-05-26")
    assert latest["highlights"] == ["市科协到青溪区调研科普场馆", "航空学会进校园"]
    for name, address in latest["papers"].items():
        assert client.get(address.removeprefix(HOST)).status_code == 200, name
    assert client.get(latest["url"].removeprefix(HOST)).status_code == 200
    assert client.get(API, {"year": 2022}).json()["count"] == 0
    assert client.get(API, {"year": 2023, "page_size": 1}).json()["count"] == 2


def test_an_issue_is_told_with_its_items(cast: Cast, client):
    signed(cast)
    said = client.get(f"{API}2023/17/").json()
    assert [item["column"] for item in said["items"]] == ["科普工作", "科普工作", "基层动态"]
    first = said["items"][0]
    assert (first["order"], first["credit_line"]) == (1, "科普部、青溪区科协")
    assert SECRET in first["paragraphs"][0]
    assert client.get(first["url"].removeprefix(HOST)).status_code == 200
    assert said["distribution"] == ["市科协领导", "各区科协，各学会"]


@pytest.mark.parametrize("who", ["visitor", "editor", "signer"])
def test_a_draft_is_told_nobody(cast: Cast, who):
    drafted(cast, 15)
    approved(cast, 16)
    asking = cast.client(who)
    assert asking.get(API).json()["count"] == 0
    for number in (15, 16):
        answer = asking.get(f"{API}2023/{number}/")
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("odd", ["0/0", "2023/99999", "99999999999999999999/1", "2023/18"])
def test_an_issue_that_cannot_be_is_not_found(cast: Cast, client, odd):
    assert client.get(f"{API}{odd}/").status_code == 404
