"""In English a page has no Chinese outside of what people have written, and that is marked as Chinese."""

from __future__ import annotations

import re

import pytest
from lxml import html

from kexie.base.kernel import clock
from kexie.base.matters.tests.factories import published, staff
from kexie.base.pages.tests import factories as pages
from kexie.domains.bulletin.tests import factories as bulletin
from kexie.domains.steward.tests import answering

pytestmark = pytest.mark.django_db

HAN = re.compile(r"[^<>{}\n]{0,10}[\u3400-\u9fff]+[^<>{}\n]{0,30}")
READ = ("aria-label", "title", "alt", "placeholder", "data-copied", "data-done")


def chinese(page: str) -> list[str]:
    """The runs of Chinese that are not marked as such, in words and in what is read aloud."""
    root = html.fromstring(page)
    for element in list(root.iter("script", "style", "title")):
        element.text = ""
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str) or _marked(element):
            continue
        said = [element.text or "", *(child.tail or "" for child in element), *(element.get(name, "") for name in READ)]
        if element.tag == "input" and element.get("type") == "submit":
            said.append(element.get("value", ""))
        found += [run for text in said for run in HAN.findall(text)]
    return found


def _marked(element) -> bool:
    while element is not None:
        if language := element.get("lang"):
            return language.startswith("zh")
        element = element.getparent()
    return False


@pytest.fixture
def english(client):
    client.cookies["language"] = "en"
    return client


def test_the_check_sees_what_is_not_marked():
    page = '<html lang="en"><p title="提示">词<b lang="zh-hans">名<i title="名">称</i></b>尾</p></html>'
    assert chinese(page) == ["词", "尾", "提示"]


@pytest.fixture
def public(cast):
    article = pages.article(summary="摘要说明")
    issue = bulletin.signed(cast)
    service = published(staff(cast)).matter
    answer = answering.published(cast, at=clock.now(), matter_id=service.pk).answer
    return {
        "home": "/",
        "column": "/kepu/",
        "filtered": "/kepu/?year=2001",
        "article": article.url,
        "archive": "/bulletin/",
        "issue": issue.get_absolute_url(),
        "item": issue.items.first().get_absolute_url(),
        "offline": "/offline/",
        "search": "/search/",
        "found": "/search/?q=科学",
        "nothing": "/search/?q=zzzz",
        "missing": "/no-such-page/",
        "directory": "/organisations/",
        "map": "/organisations/?view=map",
        "letter": "/organisations/?letter=Q&q=x",
        "unit": f"/organisations/{cast.unit('青溪区科学技术协会').uid}/",
        "services": "/services/",
        "service": f"/services/{service.code}/",
        "answers": "/answers/",
        "answers found": "/answers/?q=讲座",
        "answers not found": "/answers/?q=zzzz",
        "one answer": answer.get_absolute_url(),
        "feedback": "/feedback/",
        "answer": "/feedback/answer/",
        "follow": "/follow/",
        "ask": "/ask/",
        "start": "/services/lecture/start/",
        "without an account": "/services/lecture/guest/contact/",
        "figures": "/services/figures/",
        "verify": "/verify/",
        "site map": "/sitemap/",
        "accessibility": "/help/accessibility/",
        "near": "/search/?q=科雪之价揭排",
        "log-in": "/accounts/login/",
        "code": "/accounts/code/",
        "reset": "/accounts/password/reset/",
        "asked": "/accounts/password/reset/done/",
    }


def test_every_public_page_speaks_english(english, public):
    left = {}
    for name, address in public.items():
        page = english.get(address)
        assert page["Content-Language"] == "en"
        if found := chinese(page.content.decode()):
            left[name] = sorted(set(found))
    assert left == {}


OWN = (
    "/me/feedback/",
    "/me/drafts/",
    *("/me/", "/me/notices/", "/me/security/", "/me/security/phone/", "/me/privacy/", "/me/privacy/views/"),
    *("/me/privacy/data/", "/me/privacy/erasure/", "/accounts/password/change/", "/accounts/logout/"),
    *("/accounts/app/set-up/", "/accounts/passkeys/add/", "/accounts/confirm/"),
)


def test_what_belongs_to_oneself_speaks_english(cast):
    person = cast.as_("clerk_a")
    person.cookies["language"] = "en"
    left = {}
    for address in OWN:
        page = person.get(address, follow=True)
        assert page.status_code == 200, address
        if found := chinese(page.content.decode()):
            left[address] = sorted(set(found))
    assert left == {}


def test_what_is_wrong_in_a_form_is_said_in_english(english):
    page = english.post("/accounts/login/", {"login": "", "password": ""})
    assert chinese(page.content.decode()) == []
    assert "Please fill in" in page.content.decode()


def test_what_is_found_for_plain_words_is_said_in_english(english, cast):
    published(staff(cast))
    for address in ("/ask/", "/ask/on/"):
        for text in ("想请专家到学校讲一堂课", "猫", ""):
            page = english.post(address, {"text": text}).content.decode()
            assert [word for word in chinese(page) if word != text] == [], (address, text)
