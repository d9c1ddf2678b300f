"""The service hall: a matter is found by words, pinyin, group, for whom it is and on what occasion one comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.matters.models import Applicants
from kexie.base.matters.queries.guides import occasions, offered
from kexie.base.matters.rules.terms import LONGEST_OCCASION, occasions_of, wrong_terms
from kexie.base.matters.tests.factories import AT, TERMS, published

ON = AT.date()


@pytest.fixture
def hall(office, db):
    for code, applicants, named in (
        ("lecture", Applicants.UNITS, "举办科普活动、请专家"),
        ("materials", Applicants.ANYONE, "举办科普活动，领取资料"),
        ("proof", Applicants.PERSONS, ""),
    ):
        published(office, code=code, applicants=applicants, terms=TERMS | {"occasions": named})
    return office


def codes(**asked) -> set[str]:
    return {version.matter.code for version in offered(on=ON, **asked)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"lecture", "materials", "proof"}),
        ({"who": "persons"}, {"materials", "proof"}),
        ({"who": "units"}, {"lecture", "materials"}),
        ({"occasion": "举办科普活动"}, {"lecture", "materials"}),
        ({"occasion": "请专家"}, {"lecture"}),
        # A part of a name is no occasion; a word is looked for in them.
        ({"occasion": "专家"}, set()),
        ({"text": "领取"}, {"materials"}),
        ({"text": "领取", "who": "persons"}, {"materials"}),
        ({"occasion": "领取资料", "who": "units"}, {"materials"}),
        ({"occasion": "没有的情形"}, set()),
    ],
)
def test_matters_are_narrowed(hall, asked, found):
    assert codes(**asked) == found


def test_the_occasions_of_most_matters_stand_first(hall):
    assert occasions(on=ON) == ["举办科普活动", "请专家", "领取资料"]


def test_the_page_offers_occasions_and_says_which_one_is_chosen(hall, client):
    page = client.get("/services/").content.decode()
    assert page.count("?occasion=") == 3
    chosen = client.get("/services/", {"occasion": "请专家"}).content.decode()
    assert chosen.count("/services/lecture/") == 1
    assert "/services/materials/" not in chosen
    assert "按情形找" not in chosen
    assert "<strong" in chosen
    assert client.get("/services/", {"who": "units"}).content.decode().count("selected") == 1


@pytest.mark.parametrize("wrong", [{"who": "everybody"}, {"occasion": "长" * 99}, {"who": "' OR 1=1", "page": "-1"}])
def test_what_is_wrong_narrows_nothing(hall, client, wrong):
    answer = client.get("/services/", wrong)
    assert answer.status_code == 200
    assert "/services/lecture/" in answer.content.decode()


def test_programs_narrow_alike(hall, client):
    rows = client.get("/api/v1/matters/", {"who": "persons", "occasion": "领取资料"}).json()["results"]
    assert [row["code"] for row in rows] == ["materials"]
    assert client.get("/api/v1/matters/", {"who": "everybody"}).status_code == 422


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("", []),
        ("请专家", ["请专家"]),
        ("请专家、 举办活动，请专家；\n借场地,", ["请专家", "举办活动", "借场地"]),
        ("、，；", []),
    ],
)
def test_occasions_are_read_as_people_write_them(written, named):
    assert occasions_of({"occasions": written}) == named
    assert "occasions" not in wrong_terms({"occasions": written})


def test_an_occasion_that_does_not_fit_a_button_is_named():
    long = "长" * (LONGEST_OCCASION + 1)
    assert long in wrong_terms({"occasions": f"请专家、{long}"})["occasions"]
    assert "现在有" in wrong_terms({"occasions": "字" * 121})["occasions"]


@given(st.text(max_size=60))
def test_no_occasion_is_empty_or_stands_twice(text):
    named = occasions_of({"occasions": text})
    assert all(named)
    assert len(set(named)) == len(named)
    assert occasions_of({"occasions": "、".join(named)}) == named
