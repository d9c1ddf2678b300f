"""What somebody has typed for a task that is no longer there to be done stands on the page, to be copied, and nowhere else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import html

from kexie.base.kernel import clock
from kexie.base.matters.actions import cases, holding
from kexie.base.matters.models import Case, CaseStep, CaseTask, Draft, TaskState
from kexie.base.matters.tests.asked import APPLICATION, ASKING, GOOD
from kexie.base.matters.tests.factories import AT, published

pytestmark = pytest.mark.django_db

GONE = "这项任务已经办过、已经取消，或者由他人认领。"
WORDS = "同意受理，请科普部于本月底前与学校商定讲座日期、场地和专家人选，" * 6
OPINION = {
    "key": "accept",
    "title": "受理意见",
    "groups": [
        {
            "key": "opinion",
            "title": "意见",
            "fields": [
                {
                    "key": "acceptance",
                    "label": "是否受理",
                    "choices": [["accept", "受理"], ["mend", "补正"]],
                    "required": True,
                },
                {"key": "reason", "element": "need_description", "label": "受理理由"},
                {"key": "why", "element": "need_description", "label": "补正理由", "show_when": "acceptance == 'mend'"},
                {"key": "phone", "element": "mobile_phone", "label": "联系人电话"},
                {"key": "partner", "label": "合办单位", "choose": "organisation"},
            ],
        }
    ],
}


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


@pytest.fixture
def case(office) -> Case:
    version = published(office, forms=[APPLICATION, OPINION, ASKING[2]])
    return cases.start(by=office.actor("plain"), at=AT, matter_id=version.matter_id, answers={"topic": "月球"})


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.beyond("a test").get(case=case, state=TaskState.OPEN)


def typed_for(office, **more) -> dict[str, str]:
    unit = str(office.unit("宣文部").uid)
    return {"f-acceptance": "accept", "f-reason": WORDS, "f-phone": "138 0000 5678", "f-partner": unit} | more


def sent(client, task: CaseTask, typed: dict, *, door: str = "task", key: str = "k1", do: str = "send", **more):
    address = reverse(f"matters:{door}", args=[task.case_id, task.pk])
    return client.post(address, {"submit_key": key, "seen": "0", "do": do} | typed, **more)


def shown(response) -> dict[str, str]:
    """Label → what stands beside it, of what is there to be copied."""
    page = html.fromstring(response.content.decode())
    rows = page.xpath("//*[@id='typed-words']//dl/div")
    return {row.findtext("dt"): row.find("dd").text_content() for row in rows}


def withdrawn(office, case, task):
    seen = Case.objects.beyond("a test").get(pk=case.pk).revision
    cases.withdraw(by=office.actor("plain"), at=AT, case_id=case.pk, seen=seen, reason="不办了")


def done_by_another(office, case, task):
    cases.complete(by=office.actor("sender"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})


def claimed_by_another(office, case, task):
    holding.claim(by=office.actor("sender"), at=AT, task_id=task.pk)


def done_by_oneself(office, case, task):
    assert sent(office.as_("editor"), task, {"f-acceptance": "accept"}, key="other").status_code == 302


@pytest.mark.parametrize("happens", [withdrawn, done_by_another, claimed_by_another, done_by_oneself])
def test_the_office_finds_what_it_typed(office, case, happens):
    task, client = task_of(case), office.as_("editor")
    happens(office, case, task)
    steps, kept = CaseStep.objects.beyond("a test").count(), Draft.objects.count()
    response = sent(client, task, typed_for(office))
    assert response.status_code == 409
    assert GONE in response.content.decode()
    assert shown(response) == {
        "是否受理": "受理",
        "受理理由": WORDS,
        "联系人电话": "138 0000 5678",
        "合办单位": "宣文部",
    }
    assert 'data-copy="typed-words"' in response.content.decode()
    assert CaseStep.objects.beyond("a test").count() == steps
    assert Draft.objects.count() == kept
    page = client.get(reverse("matters:case", args=[case.pk])).content.decode()
    assert WORDS not in page


def test_what_is_wrong_hidden_or_a_script_is_shown_as_it_was_typed(office, case):
    task = task_of(case)
    withdrawn(office, case, task)
    typed = {
        "f-acceptance": "nonsense",
        "f-phone": "12",
        "f-why": "<script>alert(1)</script>",
        "f-partner": "没有的单位",
    }
    response = sent(office.as_("editor"), task, typed | {"f-unknown": "不在表单里"})
    assert shown(response) == {
        "是否受理": "nonsense",
        "联系人电话": "12",
        "补正理由": "<script>alert(1)</script>",
        "合办单位": "没有的单位",
    }
    assert "<script>alert(1)" not in response.content.decode()


@pytest.mark.parametrize("do", ["save", "send"])
def test_a_button_that_keeps_is_answered_alike_and_a_script_with_a_problem(office, case, do):
    task = task_of(case)
    withdrawn(office, case, task)
    client = office.as_("editor")
    assert shown(sent(client, task, typed_for(office), do=do))["受理理由"] == WORDS
    told = sent(client, task, typed_for(office), do=do, key="k2", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["type"]) == (409, "urn:kexie:matters.task_gone")


def test_the_applicant_finds_what_he_typed_row_by_row(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    task, client = task_of(case), office.client("plain")
    withdrawn(office, case, task)
    rows = {"f-helpers-row": ["0", "1"], "f-helpers-1-helper_name": "周青禾", "f-topic": "火星上有什么"}
    response = sent(client, task, GOOD | rows, door="my-task")
    assert response.status_code == 409
    assert GONE in response.content.decode()
    page = html.fromstring(response.content.decode())
    lines = page.xpath("//*[@id='typed-words']//dl[@aria-label]")
    assert [line.text_content() for line in lines] == ["志愿者姓名林小满服务时长2.5", "志愿者姓名周青禾"]
    found = shown(response)
    assert (found["讲座题目"], found["是否免费"], found["形式"]) == ("火星上有什么", "是", "教室")


def test_the_form_that_has_done_it_is_answered_as_before_when_it_arrives_again(office, case):
    task, client = task_of(case), office.as_("editor")
    first = sent(client, task, typed_for(office))
    again = sent(client, task, typed_for(office))
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert first["Location"] == reverse("matters:case", args=[case.pk])


def test_a_task_that_goes_while_the_form_is_under_way(office, case, monkeypatch):
    """Between the look at the tasks and the step itself: the step refuses, and the words are shown all the same."""
    task, client = task_of(case), office.as_("editor")
    complete = cases.complete

    def late(**given):
        withdrawn(office, case, task)
        return complete(**given)

    monkeypatch.setattr(cases, "complete", late)
    response = sent(client, task, typed_for(office))
    assert response.status_code == 409
    assert shown(response)["受理理由"] == WORDS


def test_whoever_could_never_do_the_task_learns_nothing_of_its_form(office, case):
    task = task_of(case)
    withdrawn(office, case, task)
    reader = sent(office.as_("reviewer"), task, typed_for(office))
    assert (reader.status_code, reader["Location"]) == (302, reverse("matters:case", args=[case.pk]))
    assert sent(office.client("clerk_a"), task, typed_for(office)).status_code in (403, 404)
    own = sent(office.client("plain"), task, typed_for(office), door="my-task")
    assert (own.status_code, own["Location"]) == (302, reverse("matters:my-case", args=[case.pk]))


def test_nothing_typed_leads_back_with_the_sentence_alone(office, case):
    task, client = task_of(case), office.as_("editor")
    withdrawn(office, case, task)
    response = client.post(
        reverse("matters:task", args=[case.pk, task.pk]), {"submit_key": "k1", "do": "send"}, follow=True
    )
    assert response.redirect_chain == [(reverse("matters:case", args=[case.pk]), 302)]
    assert GONE in response.content.decode()


@pytest.mark.parametrize(
    ("door", "member", "more"), [("hand", "editor", "to"), ("give-back", "editor", ""), ("task-due", "signer", "day")]
)
def test_a_reason_that_was_typed_stays_in_its_form(office, case, door, member, more):
    task, client = task_of(case), office.as_(member)
    address = reverse(f"matters:{door}", args=[case.pk, task.pk])
    assert client.get(address).status_code == 200
    withdrawn(office, case, task)
    given = {"": {}, "to": {"to": str(office.account("sender").pk)}, "day": {"day": "2026-04-01"}}[more]
    seen = Case.objects.beyond("a test").get(pk=case.pk).revision
    response = client.post(address, {"submit_key": "k1", "seen": seen, "reason": "下周出差，请代为受理"} | given)
    assert response.status_code == 409
    assert "下周出差，请代为受理" in response.content.decode()
    assert client.get(address).status_code == 404
    assert office.client("clerk_a").post(address, {"submit_key": "k1", "reason": "？"}).status_code in (403, 404)
