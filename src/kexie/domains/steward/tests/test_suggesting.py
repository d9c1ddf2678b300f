"""说说你的事: plain words lead to a matter or to a person; what is learnt from closed cases, and never learnt."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.matters.api import CaseTask, complete, start
from kexie.base.matters.tests.factories import AT, TERMS, published, staff
from kexie.domains.steward.actions.suggesting import train
from kexie.domains.steward.models import SuggestionModel
from kexie.domains.steward.queries import suggesting as queries

pytestmark = pytest.mark.django_db

ASK, ON = "/ask/", "/ask/on/"
FORMS = [
    {
        "key": "application",
        "title": "申请表",
        "groups": [
            {
                "key": "what",
                "title": "事情",
                "fields": [
                    {"element": "request_content", "required": True},
                    {"element": "person_name"},
                    {"element": "mobile_phone"},
                ],
            }
        ],
    },
    {
        "key": "accept",
        "title": "受理意见",
        "groups": [
            {
                "key": "opinion",
                "title": "意见",
                "fields": [
                    {
                        "key": "acceptance",
                        "label": "登记结果",
                        "choices": [["accept", "受理"], ["mend", "补正"], ["refuse", "不予受理"]],
                    }
                ],
            }
        ],
    },
    {"key": "decide", "title": "审批意见", "groups": []},
]
SAID = {
    "lecture": ("请专家来学校讲航天课", "想听天文讲座", "讲座请专家来学校", "科普讲座进校园", "学校想办讲座"),
    "proof": ("补开会员证明", "评职称要会员证明", "会员证明丢了", "开会员证明", "会员证明盖章"),
}


@pytest.fixture(autouse=True)
def _paces_begin_anew():
    yield
    cache.clear()
    queries._loaded.cache_clear()


@pytest.fixture
def office(cast):
    return staff(cast)


@pytest.fixture
def offered(office):
    """Three matters: a lecture, a proof, and the general one."""
    proof = TERMS | {"summary": "为学会会员开具会员证明", "audience": "学会会员", "occasions": "评职称、入会"}
    general = TERMS | {"summary": "说不清该办哪一项的，都可以提出"}
    return {
        "lecture": published(office, code="lecture", forms=FORMS),
        "proof": published(office, code="proof", name="会员证明", forms=FORMS, terms=proof),
        "appeal": published(office, code="appeal", name="诉求受理", forms=FORMS, terms=general),
    }


def closed(office, version, text, by="plain", **answers):
    """A case that was applied for with ``text`` and came to its end."""
    case = start(by=office.actor(by), at=AT, matter_id=version.matter_id, answers={"request_content": text, **answers})
    for member, node in (("editor", "accept"), ("reviewer", "decide")):
        task = CaseTask.objects.beyond("the test's own").open().get(case=case, node=node)
        said = {"acceptance": "accept"} if node == "accept" else {}
        complete(by=office.actor(member), at=AT, task_id=task.pk, answers=said)
    return case


@pytest.fixture
def taught(office, offered, monkeypatch):
    """Enough cases of two matters, of several applicants, for a low threshold."""
    monkeypatch.setattr("kexie.domains.steward.actions.suggesting.LEAST_CASES", 8)
    monkeypatch.setattr("kexie.domains.steward.actions.suggesting.LEAST_SOURCES", 2)
    who = ("plain", "clerk_a", "clerk_b", "sender", "editor")
    for code, texts in SAID.items():
        for member, text in zip(who, texts, strict=True):
            name = office.person(member).name
            closed(
                office,
                offered[code],
                f"{text}，我是{name}，电话13900000107",
                by=member,
                person_name=name,
                mobile_phone="13900000107",
            )
    return train(by=Platform("测试"), at=AT)


def test_plain_words_lead_to_the_guide_of_a_matter_and_say_why(offered, client):
    page = client.post(ASK, {"text": "想请专家到学校讲一堂课"}).content.decode()
    assert 'href="/services/lecture/"' in page
    assert "依据您写的词" in page
    assert "专家" in page
    assert 'href="/services/appeal/"' not in page, "the general matter is offered by its button alone"
    assert "请人处理" in page


def test_the_page_works_without_a_script_and_answers_a_script_with_a_part(offered, client):
    first = client.get(ASK)
    assert first.status_code == 200
    assert "csrfmiddlewaretoken" in first.content.decode()
    part = client.post(ASK, {"text": "会员证明"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "/services/proof/" in part.content.decode()
    assert part["Cache-Control"] == "private, no-store"
    empty = client.post(ASK, {"text": "  "}, headers={"HX-Request": "true"})
    assert empty.status_code == 200
    assert "<h2>" not in empty.content.decode()
    refused = client.post(ASK, {"text": ""})
    assert refused.status_code == 422
    assert "请先写几个字" in refused.content.decode()


def test_letters_are_taken_for_pinyin_and_initials(offered, client):
    for typed in ("hyzm", "huiyuan", "HYZM"):
        assert "/services/proof/" in client.post(ASK, {"text": typed}).content.decode()


def test_what_fits_nothing_leads_to_a_person(offered, client):
    page = client.post(ASK, {"text": "小猫爬到树顶"}).content.decode()
    assert "还没有看出是哪一项" in page
    assert "请人处理" in page


def test_without_a_general_matter_nobody_is_promised(office, client):
    published(office, forms=FORMS)
    page = client.post(ASK, {"text": "想请专家讲课"}).content.decode()
    assert "请人处理" not in page
    assert client.post(ON, {"text": "想请专家讲课"}).status_code == 422


def test_a_matter_that_takes_no_applications_is_not_offered(offered, client):
    matter = offered["proof"].matter
    matter.open = False
    matter.save()
    assert "/services/proof/" not in client.post(ASK, {"text": "会员证明"}).content.decode()


def test_what_was_typed_is_carried_into_the_form_and_typed_once(office, offered):
    client = office.as_("plain")
    answer = client.post(ON, {"text": "望远镜坏了，想请人看看"})
    assert answer.headers["Location"] == "/services/appeal/apply/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "望远镜坏了，想请人看看" in page
    client.post("/services/appeal/apply/", {"f-request_content": "改过的话", "do": "save", "seen": "0"})
    page = client.get("/services/appeal/apply/").content.decode()
    assert "改过的话" in page
    assert "望远镜坏了" not in page


def test_a_visitor_carries_it_through_the_log_in(office, offered, client):
    client.post(ON, {"text": "望远镜坏了，想请人看看"})
    client.force_login(office.account("plain"))
    assert "望远镜坏了" in client.get("/services/appeal/apply/").content.decode()


def test_a_draft_that_is_there_is_not_changed_by_what_is_carried(office, offered):
    client = office.as_("plain")
    client.post("/services/appeal/apply/", {"f-request_content": "草稿里的话", "do": "save", "seen": "0"})
    client.post(ON, {"text": "刚才的新话"})
    page = client.get("/services/appeal/apply/").content.decode()
    assert "草稿里的话" in page
    assert "刚才的新话" in page
    assert "没有改动草稿" in page


def test_nothing_is_stored_while_one_types(offered, client):
    before = AuditEvent.objects.count()
    client.post(ASK, {"text": "想请专家讲课"}, headers={"HX-Request": "true"})
    assert AuditEvent.objects.count() == before
    assert "matters.carried" not in client.session


def test_nobody_asks_without_end(offered, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"steward_ask": "2/m/ip"}
    assert [client.post(ASK, {"text": "讲座"}).status_code for _ in range(3)] == [200, 200, 429]


def test_the_way_there_stands_in_the_service_hall(offered, client):
    assert 'href="/ask/"' in client.get("/services/").content.decode()


def test_too_few_closed_cases_leave_the_rule(office, offered):
    closed(office, offered["lecture"], "想听讲座")
    made = train(by=office.actor("keeper"), at=AT)
    assert (made.version, made.cases, made.figures, made.matters) == (1, 1, {}, {})
    assert queries.model_of("matters") is None
    assert queries.fitting("会员证明", on=AT.date())[0].code == "proof"


def test_the_model_guesses_by_the_words_of_closed_cases(taught):
    assert taught.cases == 10
    assert set(taught.figures["matters"]) == {"held", "first", "among_three"}
    best = queries.fitting("评职称", on=AT.date())
    assert [one.code for one in best][:1] == ["proof"]
    assert queries.model_of("matters").classes == ("lecture", "proof")


def test_no_word_of_a_person_is_in_the_stored_model(office, taught):
    stored = json.dumps([taught.matters, taught.units], ensure_ascii=False)
    assert "讲座" in stored
    assert "1390" not in stored
    for member in ("plain", "clerk_a", "clerk_b", "sender", "editor"):
        name = office.person(member).name
        assert not [name[at : at + 2] for at in range(len(name) - 1) if name[at : at + 2] in taught.matters["words"]]


def test_one_model_is_in_force_and_the_former_one_is_emptied(office, taught):
    again = train(by=office.actor("keeper"), at=AT + timedelta(days=1))
    former = SuggestionModel.objects.get(version=1)
    assert (again.version, again.in_force, former.in_force) == (2, True, False)
    assert (former.matters, former.units) == ({}, {})
    assert former.figures == again.figures
    event = AuditEvent.objects.filter(action="steward.train").first()
    assert event.data["cases"] == 10


def test_only_who_keeps_matters_trains(office, offered):
    for member in ("plain", "editor"):
        with pytest.raises(NotPermitted):
            train(by=office.actor(member), at=AT)


def test_the_command_reports_numerators_and_denominators(office, offered, taught):
    out = StringIO()
    call_command("steward", "train", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["version"] == 2
    assert told["figures"]["matters"]["held"] == 2
    out = StringIO()
    call_command("steward", "train", stdout=out)
    assert "预留2件" in out.getvalue()
    SuggestionModel.objects.all().delete()


def test_the_command_says_where_there_is_too_little(offered):
    out = StringIO()
    call_command("steward", "train", stdout=out)
    assert out.getvalue().count("太少") == 2
