"""The file of a case, the check of its chain, and the calendar of deadlines."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pdfminer.high_level import extract_text

from kexie.base.kernel import clock
from kexie.base.kernel.models import AuditEvent
from kexie.base.matters.actions import calendars, cases, holding
from kexie.base.matters.models import CalendarKey, Case, CaseStep, CaseTask, TaskState
from kexie.base.matters.queries.verifying import verify, verify_all
from kexie.base.matters.rules.calendars import Deadline, calendar
from kexie.base.matters.tests.factories import AT
from kexie.base.people.api import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_an_honest_chain_holds(office, case):
    holding.claim(by=office.actor("editor"), at=AT, task_id=task_of(case).pk)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    verdict = verify(again(case))
    assert verdict.holds
    assert (verdict.count, verdict.hash) == (3, CaseStep.objects.filter(case=case).latest("number").hash)
    assert [one.case_number for one in verify_all()] == [case.number]


@pytest.mark.parametrize(
    ("change", "number", "words"),
    [
        (lambda steps: steps.filter(number=2).update(by_name="别人"), 2, "被改动"),
        (lambda steps: steps.filter(number=2).delete(), 2, "缺失"),
        (lambda steps: steps.filter(number=3).delete(), 3, "以后的记录被删除"),
        (lambda steps: steps.filter(number=1).update(content_hash="0" * 64), 1, "被改动"),
        (lambda steps: steps.filter(number=3).update(at=datetime(2026, 3, 1, tzinfo=UTC)), 3, "被改动"),
    ],
    ids=["name", "middle", "last", "content", "time"],
)
def test_the_first_broken_step_is_named(office, case, change, number, words):
    holding.claim(by=office.actor("editor"), at=AT, task_id=task_of(case).pk)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    change(CaseStep.objects.filter(case=case))
    verdict = verify(again(case))
    assert not verdict.holds
    assert verdict.number == number
    assert words in verdict.sentence()


def test_the_command_names_what_is_broken(case, capsys):
    call_command("matters", "verify", case.number)
    assert capsys.readouterr().out.startswith(f"{case.number} 1:")
    with pytest.raises(CommandError, match="没有编号为"):
        call_command("matters", "verify", "BJ1")
    CaseStep.objects.filter(case=case).update(by_name="别人")
    with pytest.raises(CommandError, match="有1个办件"):
        call_command("matters", "verify")
    assert "第1步被改动" in capsys.readouterr().out


def test_the_file_tells_the_way_with_its_hashes(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    response = office.as_("reviewer").get(reverse("matters:case-file", args=[case.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert f"{case.number}.pdf" in response["Content-Disposition"]
    plain = "".join(extract_text(io.BytesIO(response.content)).split())
    for words in (case.number, "提交申请", "办理：受理", "周青禾", "材料清单", "办理过程完整"):
        assert words in plain, words
    assert CaseStep.objects.filter(case=case).latest("number").hash[:8] in plain
    assert AuditEvent.objects.filter(action="matters.print").count() == 1


def ics(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def address_of(secret: str) -> str:
    return reverse("matters:calendar-file", args=[secret])


def test_a_calendar_shows_ones_own_deadlines_to_whoever_knows_the_secret(office, case):
    secret = calendars.open_calendar(by=office.actor("editor"), at=AT)
    lines = ics(office.as_("visitor"), address_of(secret))
    assert "DTSTART:20260311T093000Z" in lines
    assert f"SUMMARY:受理（{case.number}）" in lines
    assert not any("许一鸣" in line for line in lines)
    assert secret not in str(CalendarKey.objects.values())


def test_a_secret_that_was_made_anew_or_taken_away_opens_nothing(office, case):
    visitor, actor = office.as_("visitor"), office.actor("editor")
    first = calendars.open_calendar(by=actor, at=AT)
    second = calendars.open_calendar(by=actor, at=AT)
    assert visitor.get(address_of(first)).status_code == 404
    assert visitor.get(address_of(second)).status_code == 200
    Post.objects.filter(person=office.person("editor"), role="matter_handler").update(end=date(2026, 3, 1))
    assert not any(line.startswith("SUMMARY") for line in ics(visitor, address_of(second)))
    assert calendars.close_calendar(by=actor, at=AT)
    assert not calendars.close_calendar(by=actor, at=AT)
    assert visitor.get(address_of(second)).status_code == 404


def test_the_page_shows_the_address_once(office):
    client, address = office.as_("editor"), reverse("matters:calendar")
    assert ".ics" not in client.get(address).content.decode()
    made = client.post(address, {"do": "open"}).content.decode()
    assert "/me/calendar/" in made
    assert ".ics" in made
    assert ".ics" not in client.get(address).content.decode()


def test_lines_of_a_calendar_are_folded_between_characters_and_escaped():
    due = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
    deadline = Deadline("task-1", "审批，" * 30 + "a;b,c\\d\ne\x00", due, due, url="https://kexie.example/x")
    raw = calendar("期限", [deadline], domain="kexie.example")
    lines = raw.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    whole = raw.decode().replace("\r\n ", "")
    assert "a\\;b\\,c\\\\d\\ne\r\n" in whole
    assert "UID:task-1@kexie.example" in whole
