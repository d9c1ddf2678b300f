"""What a unit may do that is only asked for its opinion, and what is asked: once, by a day within a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.matters.actions import asking, cases, holding, talking
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.models import Case, CaseAsk, CaseNote, CasePaper, CaseTask, TaskState
from kexie.base.matters.tests.factories import AT
from kexie.base.matters.tests.test_case_pages import body, pdf, posted, url
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 13)


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


def ask(office, case, unit="云台区科协", **more) -> CaseAsk:
    said = {"question": "场地能用吗？", "day": DAY} | more
    return asking.ask(by=office.actor("editor"), at=AT, case_id=case.pk, unit=office.unit(unit), **said)


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def test_who_is_only_asked_answers_and_notes_but_does_not_speak_to_the_applicant(office, case):
    made, client = ask(office, case), office.as_("clerk_b")
    page = body(client, url("case", case.pk))
    assert 'id="talk-form"' not in page
    assert 'name="internal"' not in page
    assert url("ask", case.pk) not in page
    assert 'id="note-form"' in page
    refused = posted(client, url("note", case.pk), kind="talk", text="请带教师证")
    assert refused.status_code == 403
    assert "只是被征求意见" in refused.content.decode()
    assert not CaseNote.objects.exists()
    posted(client, url("note", case.pk), kind="internal", text="场地在修")
    assert CaseNote.objects.get().text == "场地在修"
    posted(client, url("answer", case.pk, made.pk), text="四月可以")
    made.refresh_from_db()
    assert made.answer == "四月可以"
    again = posted(client, url("note", case.pk), kind="talk", text="四月可以来")
    assert again.status_code == 403, "nor after the answer"
    assert client.get(url("ask", case.pk)).status_code == 403


def test_files_of_who_is_only_asked_stay_inside(office, case):
    ask(office, case)
    posted(office.as_("clerk_b"), url("papers", case.pk), papers=[SimpleUploadedFile("场地图.pdf", pdf())])
    paper = CasePaper.objects.get()
    assert (paper.name, paper.internal) == ("场地图.pdf", True)
    with pytest.raises(NotPermitted):
        talking.add_papers(by=office.actor("clerk_b"), at=AT, case_id=case.pk, uploads=[])


def test_who_handles_the_case_speaks_and_so_does_a_unit_asked_that_has_had_a_task(office, case):
    ask(office, case, "科普部")
    for member in ("editor", "reviewer"):
        assert 'id="talk-form"' in body(office.as_(member), url("case", case.pk)), member
    ask(office, case)
    with pytest.raises(NotPermitted):
        talking.say(by=office.actor("clerk_b"), at=AT, case_id=case.pk, text="您好")
    CaseTask.objects.filter(case=case).update(unit=office.unit("云台区科协"))
    assert talking.say(by=office.actor("clerk_b"), at=AT, case_id=case.pk, text="您好").text == "您好"
    CaseTask.objects.filter(case=case).update(state=TaskState.CANCELLED, ended_at=AT)
    with pytest.raises(NotPermitted):
        talking.say(by=office.actor("clerk_b"), at=AT, case_id=case.pk, text="您好")


def test_an_answer_is_due_within_a_year(office, case):
    for day in (AT.date() + timedelta(days=366), date(2099, 1, 1), date.max):
        with pytest.raises(MatterInvalid) as refused:
            ask(office, case, day=day)
        assert refused.value.data["errors"] == {"day": ["答复期限最长一年，请选择一年以内的日期。"]}
    assert ask(office, case, day=AT.date() + timedelta(days=365)).due_at.year == 2027


def test_the_same_unit_is_not_asked_twice_at_once(office, case):
    first = ask(office, case)
    sent = {"unit": str(office.unit("云台区科协").uid), "question": "何时？", "day": "2026-03-13"}
    seen = Case.objects.get(pk=case.pk).revision
    refused = posted(office.as_("editor"), url("ask", case.pk), seen=seen, **sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "已向云台区科学技术协会征求意见，还没有答复：“场地能用吗？”（周青禾，" in page
    assert "何时？" in page
    ask(office, case, "青溪区科协")
    asking.answer(by=office.actor("clerk_b"), at=AT, ask_id=first.pk, text="可以")
    assert ask(office, case).pk != first.pk
    assert CaseAsk.objects.count() == 3


def test_the_same_colleague_is_not_asked_twice_at_once_but_the_unit_may_be(office, case):
    colleague = office.account("sender").pk
    first = ask(office, case, "办公室", account_id=colleague)
    with pytest.raises(MatterInvalid) as refused:
        ask(office, case, "办公室", account_id=colleague, question="何时？")
    [sentence] = refused.value.data["errors"]["colleague"]
    assert sentence.startswith("已向梁望京征求意见，还没有答复：“场地能用吗？”")
    ask(office, case, "办公室")
    asking.take_back(by=office.actor("editor"), at=AT, ask_id=first.pk)
    ask(office, case, "办公室", account_id=colleague)


def test_who_may_not_hand_a_task_over_is_not_offered_it(office, case):
    ask(office, case)
    task, client = task_of(case), office.as_("clerk_b")
    address, colleague = url("hand", case.pk, task.pk), office.account("sender").pk
    for answer in (client.get(address), posted(client, address, to=colleague, reason="我来转", seen=case.revision)):
        assert answer.status_code == 403
        assert "梁望京" not in answer.content.decode()
    holding.claim(by=office.actor("editor"), at=AT, task_id=task.pk)
    held = office.as_("sender").get(address)
    assert held.status_code == 403
    assert "这项任务由办公室 周青禾办理，不能由您转办" in held.content.decode()
    late = posted(office.as_("sender"), address, to=colleague, reason="我来办", seen=Case.objects.get().revision)
    assert late.status_code == 409, "a colleague was quicker: told beside what was typed"
    assert "我来办" in late.content.decode()
    assert client.get(address).status_code == 403
    assert task_of(case).holder == office.account("editor")
    assert office.as_("editor").get(address).status_code == 200


def test_a_handler_of_one_unit_does_not_hand_over_what_another_unit_holds(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    task = task_of(case)
    holding.claim(by=office.actor("reviewer"), at=AT, task_id=task.pk)
    address = reverse("matters:hand", args=[case.pk, task.pk])
    client, colleague = office.as_("editor"), office.account("signer").pk
    assert client.get(address).status_code == 403
    seen = Case.objects.get().revision
    refused = posted(client, address, to=colleague, reason="请您办理", seen=seen)
    assert refused.status_code == 403
    assert task_of(case).holder == office.account("reviewer")
    grant_post(
        by=Platform(),
        at=AT,
        person=office.person("editor"),
        organisation=office.unit("科普部"),
        role="matter_leader",
        title="",
        begin=SINCE,
    )
    assert posted(client, address, to=colleague, reason="请您办理", seen=seen).status_code == 302, "a supervisor does"
    assert task_of(case).holder == office.account("signer")
