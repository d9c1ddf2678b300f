"""A result is verified by number and check code, by anybody, and shows what the paper shows."""

from __future__ import annotations

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.matters import api as matters
from kexie.base.matters.api import CaseResult
from kexie.base.matters.tests.factories import AT, PROCESS, published
from kexie.domains.steward.queries import following
from kexie.domains.steward.queries.verifying import Verified, check_code, verified
from kexie.domains.steward.tests.closings import finish

pytestmark = pytest.mark.django_db
VERIFY = "/verify/"
PAPER = b"%PDF-1.4 the result\n%%EOF"
TELLS = 'kexie:verb="notify_applicant" kexie:value="您申请的讲座已经安排"'


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def given(office):
    """A case that has ended with a number."""
    numbered = PROCESS.replace(TELLS, 'kexie:verb="give_number" kexie:value="云科讲"')
    version = published(office, code="numbered", process=numbered)
    case = matters.start(by=office.actor("plain"), at=AT, matter_id=version.matter_id, answers={"topic": "月球"})
    return finish(office, case)


def codes(case) -> dict[str, str]:
    return {"number": case.number, "code": check_code(case.pk).code}


def test_a_result_has_a_code_of_its_own(office, given, case):
    assert check_code(given.pk).code != following.code_for(given.pk)
    assert verified(**codes(given)).result.case == given
    assert verified(given.number, following.code_for(given.pk)) is None
    assert verified(given.number.lower(), check_code(given.pk).code.replace("-", " ")) is not None
    assert check_code(case.pk) is None, "it runs"
    assert check_code(finish(office, case).pk) is None, "nothing came out that one can hold"


def test_anybody_sees_what_the_paper_shows(office, given, client):
    for page in (client.get(VERIFY, codes(given)), client.post(VERIFY, codes(given))):
        shown = page.content.decode()
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        for words in ("核验一致", "专家进校园讲座", given.number, "科普部", "云科讲", "许**"):
            assert words in shown
        assert "许一鸣" not in shown
        assert "月球" not in shown


@pytest.mark.parametrize(
    "sent", [{"number": "BJ1"}, {"code": "x"}, {"number": "BJ1", "code": "AAAA"}, {"number": "\0", "code": "\0"}]
)
def test_what_does_not_belong_together_is_said(client, given, sent):
    for page in (client.get(VERIFY, sent), client.post(VERIFY, sent)):
        assert page.status_code == 422
        assert "核验一致" not in page.content.decode()
    assert client.get(VERIFY).status_code == 200


def test_a_file_is_compared_and_forgotten(office, given, client, monkeypatch):
    sums = (hashlib.sha256(PAPER).hexdigest(),)
    shown = Verified(CaseResult(given, "", sums), "许**")
    monkeypatch.setattr("kexie.domains.steward.views.verifying.verified", lambda *asked: shown)
    sent = codes(given) | {"compare": "1"}
    same = client.post(VERIFY, sent | {"file": SimpleUploadedFile("a.pdf", PAPER)}).content.decode()
    assert "文件一致" in same
    assert sums[0] in same
    other = client.post(VERIFY, sent | {"file": SimpleUploadedFile("a.pdf", PAPER + b" ")})
    assert "文件不一致" in other.content.decode()
    assert client.post(VERIFY, sent).status_code == 422


def test_the_applicant_finds_it_with_a_picture_of_it(office, given, client):
    page = office.as_("plain").get(reverse("matters:my-case", args=[given.pk])).content.decode()
    assert check_code(given.pk).code in page
    assert '<svg aria-hidden="true"' in page
    client.post("/follow/", {"number": given.number, "code": following.code_for(given.pk)})
    assert check_code(given.pk).code in client.get(reverse("steward:followed", args=[given.pk])).content.decode()


def test_nobody_tries_codes_without_end(given, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"steward_verify": "2/h/ip"}
    answers = [client.get(VERIFY, {"number": given.number, "code": "AAAA"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]
