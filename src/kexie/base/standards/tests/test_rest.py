"""The interfaces for programs: what they say, to whom, and how they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kexie.base.kernel.access import Platform
from kexie.base.standards import api

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
API = "/api/v1/"
LISTS = ("elements/", "code-lists/", "code-lists/sex/codes/", "organisations/", "persons/", "posts/")


@pytest.fixture
def loaded(db):
    return api.load_standard(by=Platform(), at=AT)


def get(client: Client, path: str, **query: object):
    return client.get(f"{API}{path}", query)


def test_an_element_is_told_with_its_edition(loaded, client):
    said = get(client, "elements/mobile_phone/", on="2026-11-21").json()
    assert (said["name"], said["edition"], said["mask"]) == ("手机号码", 1, "phone")
    assert get(client, "elements/", q="KX-DE-0007", on="2026-11-21").json()["count"] == 1


def test_an_element_is_not_told_for_a_day_before_it_was_in_force(loaded, client):
    answer = get(client, "elements/mobile_phone/", on="2026-10-31")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:kexie:standards.unknown"


def test_codes_are_told_as_they_were_on_a_day(loaded, client):
    # The list is in force from November 2026 on; its codes carry their own years.
    codes = get(client, "code-lists/administrative_division/codes/", parent="110100", on="2026-11-21").json()
    assert {row["value"] for row in codes["results"]} >= {"110105", "110118"}
    assert "110228" not in {row["value"] for row in codes["results"]}


def test_the_pages_are_bounded(loaded, client):
    page = get(client, "elements/", page_size=200, on="2026-11-21").json()
    assert len(page["results"]) == page["count"] >= 120
    second = get(client, "elements/", page=2, page_size=100, on="2026-11-21").json()
    assert second["results"][0]["identifier"] == "KX-DE-0101"
    assert get(client, "elements/", page=99999).json()["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=１",
        "page=9999999999",
        "page_size=201",
        "on=2023-02-30",
        "on=20230230",
        "on=2023-W01-1",
        "q=%00",
        "q=a&q=b",
        "unknown=1",
        f"q={'x' * 300}",
        "__class__=1",
    ],
)
@pytest.mark.parametrize("path", LISTS[:1])
def test_an_odd_question_is_refused_in_words(loaded, client, path, query):
    answer = client.get(f"{API}{path}?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert all(sentence.endswith("。") for texts in answer.json()["errors"].values() for sentence in texts)


ODD = st.text(max_size=30) | st.sampled_from(
    ["\0", "\ud800", "1e309", "NaN", "9" * 40, "2023-05-23", "-1", "[]", "null"]
)


@given(
    path=st.sampled_from(LISTS),
    query=st.lists(
        st.tuples(st.sampled_from(["q", "on", "page", "page_size", "parent", "kind", "district", "format", "x"]), ODD),
        max_size=4,
    ),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_is_asked_no_address_fails(cast, loaded, path, query):
    pairs = [(name, value.encode("utf-8", "replace").decode()) for name, value in query]
    with_repeats: dict[str, list[str]] = {}
    for name, value in pairs:
        with_repeats.setdefault(name, []).append(value)
    for member in ("visitor", "unit_admin_a"):
        assert cast.client(member).get(f"{API}{path}", with_repeats).status_code < 500


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(loaded, client, method):
    answer = getattr(client, method)(f"{API}elements/", data="{" * 2000, content_type="application/json")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(("path", "status"), [(path, 200 if place < 4 else 401) for place, path in enumerate(LISTS)])
def test_a_visitor_reads_what_is_public(loaded, client, path, status):
    assert get(client, path).status_code == status


def test_two_units_do_not_see_each_others_persons(cast, loaded):
    names = {}
    for letter in "ab":
        rows = get(cast.client(f"unit_admin_{letter}"), "persons/").json()["results"]
        names[letter] = {row["name"] for row in rows}
    assert "林知遥" in names["a"]
    assert "林知遥" not in names["b"]
    assert "贺云舒" in names["b"]
    assert "贺云舒" not in names["a"]
    posts = get(cast.client("unit_admin_a"), "posts/").json()["results"]
    assert {row["name"] for row in posts}.isdisjoint(names["b"])


def test_a_search_does_not_reach_further_than_the_list(cast, loaded):
    assert get(cast.client("unit_admin_a"), "persons/", q="贺云舒").json()["count"] == 0
    assert get(cast.client("unit_admin_b"), "persons/", q="贺云舒").json()["count"] == 1


def test_posts_are_told_as_of_a_day(cast, loaded):
    admin = cast.client("unit_admin_a")
    assert get(admin, "posts/", on="2019-12-31").json()["count"] == 0
    assert get(admin, "posts/", on=date(2023, 5, 23).isoformat()).json()["count"] >= 2


def test_organisations_are_public_facts(cast, loaded, client):
    said = get(client, "organisations/", kind="district").json()
    assert {row["name"] for row in said["results"]} == {"青溪区科学技术协会", "云台区科学技术协会"}
    assert {row["parent"] for row in said["results"]} == {"云川市科学技术协会"}
    assert get(client, "organisations/", kind="none").status_code == 422


def test_whoever_asks_too_often_waits(loaded, client, settings):
    settings.KEXIE_REST_RATES = {"visitor": "2/min", "account": "2/min"}
    answers = [client.get(f"{API}elements/", REMOTE_ADDR="10.9.8.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["type"] == "urn:kexie:too_often"


def test_the_description_names_every_address_and_no_asset_from_elsewhere(loaded, client):
    said = client.get(f"{API}openapi.json").json()
    assert said["openapi"].startswith("3.")
    for path in ("elements/", "organisations/", "persons/", "posts/"):
        assert set(said["paths"][f"{API}{path}"]) == {"get"}, path
    assert {verb for verbs in said["paths"].values() for verb in verbs} <= {"get", "post"}
