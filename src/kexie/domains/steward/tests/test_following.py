"""A case is followed by number and code, without a log-in: by whoever holds both, for a while, and nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock, look_up_codes
from kexie.base.matters.api import CaseTask, complete, start
from kexie.base.matters.tests.factories import AT, published, staff
from kexie.domains.steward.queries import following as queries
from kexie.domains.steward.views import following as views
from kexie.domains.steward.views.proving import FOLLOWS

pytestmark = pytest.mark.django_db

FOLLOW = "/follow/"


@pytest.fixture(autouse=True)
def _paces_begin_anew():
    yield
    cache.clear()


@pytest.fixture
def office(cast):
    return staff(cast)


@pytest.fixture
def lecture(office):
    return published(office)


@pytest.fixture
def case(office, lecture):
    return applied(office, lecture)


def applied(office, lecture):
    return start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": "月球上有什么"})


def ask(client: Client, number: str, code: str):
    return client.post(FOLLOW, {"number": number, "code": code}, follow=True)


def test_who_has_applied_is_given_the_code_with_which_anybody_follows_the_case(office, lecture, case, client):
    applicant = office.as_("plain")
    for address in (
        reverse("matters:applied", args=[lecture.matter.code, case.pk]),
        reverse("matters:my-case", args=[case.pk]),
    ):
        page = applicant.get(address).content.decode()
        code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page)
        assert code
        assert code[0] == queries.code_for(case.pk)
    answer = ask(client, case.number, code[0])
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/follow/{case.pk}/", 302)]
    assert answer["Cache-Control"] == "private, no-store"
    assert case.version.name in page
    assert "办理中" in page
    assert "<svg" in page
    assert "会通知您" not in page, "who has no account is told nothing"


def test_nothing_that_was_filled_in_and_no_name_is_shown(office, case, client):
    task = CaseTask.objects.open().get(case=case)
    complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    page = ask(client, case.number, queries.code_for(case.pk)).content.decode()
    assert "受理" in page
    for word in (case.applicant_name, office.person("editor").name, "月球上有什么", "填写的内容"):
        assert word not in page


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f"　{code} "])
def test_a_code_is_read_however_it_is_typed(case, client, change):
    code = change(queries.code_for(case.pk))
    assert ask(client, case.number.lower(), code).redirect_chain
    full_width = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in code)
    assert ask(client, case.number, full_width).redirect_chain


def test_a_wrong_number_and_a_wrong_code_are_answered_alike_and_keep_what_was_typed(office, lecture, case, client):
    other = applied(office, lecture)
    told = []
    for number, code in (
        (case.number, queries.code_for(other.pk)),
        (case.number, "AAAA-AAAA-AAAA"),
        ("BJ202601010000000", queries.code_for(case.pk)),
        ("没有这个编号", "没有这个码"),
    ):
        answer = client.post(FOLLOW, {"number": number, "code": code})
        assert answer.status_code == 422
        assert number in answer.content.decode()
        told.append(answer.content.decode().count("办件编号和查询码不一致"))
    # Once above the form, and once at its field.
    assert told == [2] * 4
    empty = client.post(FOLLOW, {"number": "", "code": ""})
    assert empty.status_code == 422
    assert "不一致" not in empty.content.decode()


def test_the_address_alone_opens_nothing(office, case, client):
    address = reverse("steward:followed", args=[case.pk])
    assert client.get(address).headers["Location"] == FOLLOW
    # Whoever handles it has a page of his own; this one asks everybody for the code.
    assert office.as_("editor").get(address).headers["Location"] == FOLLOW
    ask(client, case.number, queries.code_for(case.pk))
    assert client.get(address).status_code == 200
    assert Client().get(address).headers["Location"] == FOLLOW
    assert client.get(reverse("steward:followed", args=[uuid4()])).headers["Location"] == FOLLOW


def test_it_ends_by_itself_and_when_one_says_so(case, client, monkeypatch):
    address = reverse("steward:followed", args=[case.pk])
    code = queries.code_for(case.pk)
    ask(client, case.number, code)
    begun = clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + FOLLOWS.span - timedelta(minutes=1))
    assert client.get(address).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: begun + 2 * FOLLOWS.span - timedelta(minutes=2))
    assert client.get(address).status_code == 200, "each look counts anew"
    monkeypatch.setattr(clock, "now", lambda: begun + 4 * FOLLOWS.span)
    assert client.get(address).status_code == 302
    monkeypatch.undo()
    ask(client, case.number, code)
    assert client.post("/follow/close/").headers["Location"] == FOLLOW
    assert client.get(address).status_code == 302


def test_a_code_outlives_a_change_of_the_secret_while_the_former_one_is_known(case, settings):
    code, secret = queries.code_for(case.pk), settings.SECRET_KEY
    settings.SECRET_KEY = "another secret, of sixty characters and a few more than that, made up"
    assert queries.followed(case.number, code) is None
    settings.SECRET_KEY_FALLBACKS = [secret]
    assert queries.followed(case.number, code) == case.pk
    assert queries.code_for(case.pk) != code
    assert queries.followed(case.number, queries.code_for(case.pk)) == case.pk


def test_nobody_tries_codes_without_end(case, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"steward_follow": "2/h/ip"}
    answers = [client.post(FOLLOW, {"number": case.number, "code": "AAAA"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_without_an_application_there_is_no_receipt(rf):
    request = rf.get("/")
    request.resolver_match = None
    assert views.receipt(request) is None


@given(st.binary(min_size=12, max_size=64))
def test_every_code_is_read_as_it_is_written(digest):
    code = look_up_codes.code_of(digest)
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", code)
    assert look_up_codes.plain(code) == code.replace("-", "")


@given(st.text())
def test_whatever_is_typed_is_letters_and_digits(typed):
    assert re.fullmatch(r"[0-9A-Z]*", look_up_codes.plain(typed))
