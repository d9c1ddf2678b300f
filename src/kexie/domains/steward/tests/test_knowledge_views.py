"""Questions and answers in the browser: what everybody sees, how they are written and reviewed, born from a case."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import RequestFactory

from kexie.base.kernel import clock, edition, scoping
from kexie.base.kernel.access import Platform
from kexie.base.matters.api import CaseTask, complete, start
from kexie.base.matters.tests import factories
from kexie.base.matters.tests.factories import staff
from kexie.base.search import api as search
from kexie.domains.steward.actions import expiring
from kexie.domains.steward.models import Answer, AnswerVersion, DeadEnd
from kexie.domains.steward.rules.knowledge.texts import Wording
from kexie.domains.steward.tests.answering import SAID, drafted, published, submitted
from kexie.domains.steward.views import knowledge as views

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _paces_begin_anew():
    edition.forget()
    yield
    cache.clear()
    edition.forget()


@pytest.fixture
def office(cast):
    return staff(cast)


@pytest.fixture
def now():
    return clock.now()


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def stored(version) -> AnswerVersion:
    with scoping.beyond("the tests look at all rows"):
        return AnswerVersion.objects.select_related("answer").get(pk=version.pk)


def test_everybody_reads_what_is_published_and_where_it_leads(office, client, now):
    matter = factories.published(office).matter
    version = published(office, at=now, matter_id=matter.pk)
    address = version.answer.get_absolute_url()
    assert address in page(client, "/answers/")
    shown = page(client, address)
    assert "<li>写明时间</li>" in shown
    assert "办公室" in shown
    assert f"/services/{matter.code}/" in shown
    assert office.person("sender").name not in shown
    [told] = [block for block in re.findall(r'ld\+json">(.*?)</script>', shown) if "FAQPage" in block]
    assert json.loads(told)["mainEntity"][0]["name"] == SAID.question
    assert address in page(client, "/sitemap.xml")
    assert address in page(client, "/sitemap/")
    assert address in page(client, f"/answers/?matter={matter.code}")
    assert address not in page(client, "/answers/?group=没有的分组")


def test_no_word_of_an_answer_becomes_markup(office, client, now):
    said = Wording("<b>粗</b>的问题？", "", "<script>alert(1)</script>\n\n- <img src=x onerror=alert(1)>")
    version = published(office, at=now, said=said)
    for address in ("/answers/", version.answer.get_absolute_url(), "/answers/?q=粗"):
        shown = page(client, address)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "<b>粗" not in shown


@pytest.mark.parametrize("make", [drafted, submitted])
def test_nobody_reads_a_draft(office, client, now, make):
    page(client, make(office, at=now).answer.get_absolute_url(), 404)


def test_an_answer_past_its_last_day_is_not_shown(office, client, now):
    version = published(office, at=now - timedelta(days=5), end=clock.today() - timedelta(days=1))
    page(client, version.answer.get_absolute_url(), 404)
    assert version.question not in page(client, "/answers/")


def test_a_mark_is_counted_once_for_a_browser(office, client, now):
    answer = published(office, at=now).answer
    for helpful in ("1", "1", "0"):
        assert client.post(f"{answer.get_absolute_url()}mark/", {"helpful": helpful}).status_code == 302
    assert "您已选择“有帮助”" in page(client, answer.get_absolute_url())
    with scoping.beyond("the tests look at all rows"):
        found = Answer.objects.get(pk=answer.pk)
    assert (found.helpful, found.unhelpful) == (1, 0)


def test_what_finds_nothing_leads_on_and_is_noted_without_whom(office, client):
    shown = page(client, "/answers/?q=无人机培训 13812345678")
    assert "/services/" in shown
    assert "/feedback/" in shown
    page(client, "/answers/?q=无人机培训")
    assert list(DeadEnd.objects.values_list("text", "times")) == [("无人机培训", 2)]


def test_the_editors_set_dead_ends_aside_or_write_an_answer(office, client):
    page(client, "/answers/?q=无人机培训")
    keeper = office.as_("keeper")
    shown = page(keeper, "/workbench/dead-ends/")
    assert "/workbench/answers/new/?question=" in shown
    assert 'value="无人机培训"' in page(keeper, "/workbench/answers/new/?question=无人机培训")
    found = DeadEnd.objects.get()
    assert keeper.post(f"/workbench/dead-ends/{found.pk}/dismiss/").status_code == 302
    assert "写一个问答" not in page(keeper, "/workbench/dead-ends/")
    assert "无人机培训" in page(keeper, "/workbench/dead-ends/?state=dismissed")
    page(office.as_("sender"), "/workbench/dead-ends/", 403)


def test_written_by_one_reviewed_by_another(office, now):
    sender, keeper = office.as_("sender"), office.as_("keeper")
    page(sender, "/workbench/answers/new/")
    said = {"question": SAID.question, "wordings": "", "text": SAID.text, "matter": ""}
    begun = {**said, "unit": str(office.unit("办公室").uid), "submit_key": "k" * 32, "then": "submit"}
    first, again = (sender.post("/workbench/answers/new/", begun) for _time in range(2))
    assert first["Location"] == again["Location"]
    version = AnswerVersion._base_manager.get()
    assert version.state == "reviewing"
    assert "请由另一位" in page(sender, f"/workbench/answers/{version.pk}/")
    here = f"/workbench/answers/{version.pk}/"
    assert f"{here}approve/" in page(keeper, here)
    page(keeper, f"{here}approve/")
    wrong = keeper.post(f"{here}approve/", {"expires_on": "2020-01-01", "seen": version.revision})
    assert wrong.status_code == 422
    end = clock.today() + timedelta(days=90)
    keeper.post(f"{here}approve/", {"expires_on": end.isoformat(), "seen": version.revision})
    assert (stored(version).state, stored(version).expires_on) == ("published", end)
    assert f"{here}revise/" in page(sender, here)
    again = sender.post(f"{here}revise/", {"submit_key": "r" * 32})
    assert "现在的" not in page(sender, again["Location"])


def test_personal_data_is_told_and_the_draft_is_kept(office):
    sender = office.as_("sender")
    said = {"question": "怎样办理？", "wordings": "", "text": "请找13812345678", "matter": "", "submit_key": "k" * 32}
    given = {**said, "unit": str(office.unit("办公室").uid), "then": "submit"}
    answer = sender.post("/workbench/answers/new/", given, follow=True).content.decode()
    assert "看起来是手机号码" in answer
    assert "请找13812345678" in answer
    assert AnswerVersion._base_manager.get().state == "draft"


def test_who_comes_second_sees_both_and_decides(office, now):
    draft = drafted(office, at=now)
    here = f"/workbench/answers/{draft.pk}/edit/"
    typed = {"question": "甲的问题？", "wordings": "", "text": "", "matter": "", "seen": 1}
    assert office.as_("sender").post(here, typed).status_code == 302
    late = office.as_("editor").post(here, {**typed, "question": "乙的问题？"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "甲的问题？" in shown
    assert 'value="乙的问题？"' in shown
    assert office.as_("editor").post(here, {**typed, "question": "乙的问题？", "seen": 2}).status_code == 302
    assert stored(draft).question == "乙的问题？"


@pytest.mark.parametrize(("verb", "state"), [("return", "draft"), ("take-down", "down")])
def test_a_reason_is_asked_for(office, now, verb, state):
    version = submitted(office, at=now) if verb == "return" else published(office, at=now)
    here, keeper = f"/workbench/answers/{version.pk}/", office.as_("keeper")
    page(keeper, f"{here}{verb}/")
    assert keeper.post(f"{here}{verb}/", {"reason": "", "seen": version.revision}).status_code == 422
    keeper.post(f"{here}{verb}/", {"reason": "政策有变", "seen": version.revision})
    assert (stored(version).state, stored(version).reason) == (state, "政策有变")
    assert "政策有变" in page(office.as_("sender"), here)


def test_a_draft_is_given_up_after_a_question(office, now):
    draft = drafted(office, at=now)
    sender, here = office.as_("sender"), f"/workbench/answers/{draft.pk}/discard/"
    assert "不能恢复" in page(sender, here)
    sender.post(here, {"seen": draft.revision})
    assert not AnswerVersion._base_manager.exists()


def test_the_register_is_for_those_who_write_or_review(office, now):
    published(office, at=now)
    drafted(office, by="clerk_b", unit="云台区科协", said=Wording("云台区的问题？"))
    shown = page(office.as_("sender"), "/workbench/answers/")
    assert SAID.question in shown
    assert "云台区的问题？" not in shown
    answer = office.as_("keeper").get("/workbench/answers/?_export=csv").content.decode("utf-8-sig")
    assert "云台区的问题？" in answer
    assert "已发布" in answer
    page(office.as_("clerk_a"), "/workbench/answers/", 403)


@pytest.fixture
def ended(office, now):
    lecture = factories.published(office)
    case = start(by=office.actor("plain"), at=now, matter_id=lecture.matter_id, answers={"topic": "月球"})
    with scoping.beyond("the tests look at all rows"):
        for answers in ({"acceptance": "accept"}, {"decision": "agree"}):
            member = "editor" if "acceptance" in answers else "reviewer"
            task = CaseTask.objects.filter(case=case, state="open").get()
            complete(by=office.actor(member), at=now, task_id=task.pk, answers=answers)
        text = "许一鸣您好，已安排专家，电话13812345678。"
        apps.get_model("matters.CaseNote").objects.create(case=case, kind="talk", text=text, at=now, by_name="编辑")
    return case


def test_an_answer_is_born_from_a_case_that_has_ended(office, ended):
    handler = office.as_("editor")
    request = RequestFactory().get("/")
    request.actor = office.actor("editor")
    request.resolver_match = type("Match", (), {"kwargs": {"case_id": ended.pk}})()
    assert f"/workbench/answers/new/?case={ended.pk}" in (views.of_case(request) or "")
    shown = page(handler, f"/workbench/answers/new/?case={ended.pk}")
    assert "怎样办理“专家进校园讲座”？" in shown
    assert "已安排专家" in shown
    assert "13812345678" not in shown
    assert "许一鸣" not in shown
    assert "问答对所有人公开" in shown
    page(office.as_("clerk_b"), f"/workbench/answers/new/?case={ended.pk}", 404)


def test_the_name_of_the_applicant_is_not_published(office, ended):
    handler = office.as_("editor")
    given = {
        "question": "怎样请专家？",
        "wordings": "",
        "text": "许一鸣就是这样办的。",
        "matter": "",
        "submit_key": "k" * 32,
    }
    given |= {"unit": str(office.unit("办公室").uid), "case": str(ended.pk), "then": "submit"}
    shown = handler.post("/workbench/answers/new/", given, follow=True).content.decode()
    assert "看起来是申请人的姓名或者名称" in shown
    made = AnswerVersion._base_manager.select_related("answer").get()
    assert (made.state, made.answer.case_id) == ("draft", ended.pk)


def test_a_case_that_is_being_handled_makes_no_answer(office, now):
    lecture = factories.published(office)
    case = start(by=office.actor("plain"), at=now, matter_id=lecture.matter_id, answers={"topic": "月球"})
    page(office.as_("editor"), f"/workbench/answers/new/?case={case.pk}", 409)


def test_the_clock_reminds_once_and_takes_what_has_ended_out_of_the_search(office, now):
    version = published(office, at=now, end=clock.today() + timedelta(days=10))
    assert (expiring.remind_of_ends(by=Platform(), at=now), expiring.remind_of_ends(by=Platform(), at=now)) == (1, 0)
    told = apps.get_model("notifications.Notice").objects.filter(kind="steward.answer_ends")
    assert {notice.person_id for notice in told} == {office.person("editor").pk, office.person("sender").pk}
    assert expiring.forget_expired(by=Platform(), at=now) == 0
    assert expiring.forget_expired(by=Platform(), at=now + timedelta(days=11)) == 1
    assert search.find(office.actor("visitor"), "讲座", source="answers").total == 0
    assert stored(version).state == "published"
