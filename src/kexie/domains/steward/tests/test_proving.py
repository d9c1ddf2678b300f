"""Who has no account applies, and acts in a case of his own, by a contact that a one-time code has proven."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock, outbox, texting_simulator
from kexie.base.kernel.access import Visitor
from kexie.base.kernel.models import OutboxMessage
from kexie.base.matters.api import Case, CaseTask, Contact, Guest, Matter, complete, reaches_applicant, start, stop
from kexie.base.matters.tests.asked import ACCEPT, ASKING, GOOD, PDF
from kexie.base.matters.tests.factories import AT, published, staff
from kexie.base.matters.tests.inside import (
    CaseContact,
    CaseNote,
    CasePaper,
    Draft,
    forget_guests,
    note_contact,
    say,
    send_news,
    tell_new,
)
from kexie.domains.steward.actions import proving as actions
from kexie.domains.steward.models import Proof
from kexie.domains.steward.queries.following import code_for
from kexie.domains.steward.queries.proving import proven
from kexie.domains.steward.rules.proving import GOOD_FOR, OWNS_FOR, TRIES, Answer, digits_of, is_stale

pytestmark = pytest.mark.django_db

MAIL, NAME, TOPIC = "lin@example.cn", "林晓", "月球上有什么"
APPLY, CODE = "/services/lecture/guest/", "/guest/code/"
CONTACT = f"{APPLY}contact/"


@pytest.fixture(autouse=True)
def _paces_begin_anew():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def gateway(settings):
    with texting_simulator.running(key="key") as running:
        settings.KEXIE_TEXTS, settings.KEXIE_TEXTS_URL, settings.KEXIE_TEXTS_KEY = "gateway", running.url, "key"
        yield running


@pytest.fixture
def office(cast):
    return staff(cast)


#: One question, so that there is something to fill in.
ONE: list[dict[str, Any]] = [
    {
        "key": "application",
        "title": "讲座申请表",
        "groups": [
            {
                "key": "what",
                "title": "讲座",
                "fields": [{"key": "topic", "element": "activity_name", "label": "讲座题目", "required": True}],
            }
        ],
    },
    ACCEPT,
    {"key": "decide", "title": "审批意见", "groups": []},
]


@pytest.fixture
def lecture(office):
    return published(office, forms=ONE)


def deliver(at: datetime | None = None) -> None:
    outbox.deliver_due(at=at or clock.now())


def mailed_code() -> str:
    deliver()
    return re.search(r"\d{6}", mail.outbox[-1].body)[0]


def ask(client: Client, contact: str = MAIL, name: str = NAME):
    return client.post(CONTACT, {"name": name, "contact": contact})


def enter(client: Client, code: str):
    return client.post(CODE, {"code": code})


def prove(client: Client, contact: str = MAIL, name: str = NAME):
    assert ask(client, contact, name)["Location"] == CODE
    return enter(client, mailed_code())


def send(client: Client, **typed: str) -> Case:
    """Fill the form in and send it."""
    client.post(APPLY, {"seen": "0", "do": "review", "f-topic": TOPIC, **typed})
    page = client.get(f"{APPLY}review/").content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.split('data-keep="off">')[-1]))
    answer = client.post(f"{APPLY}review/", fields)
    case_id = answer["Location"].rstrip("/").rsplit("/", 1)[-1]
    return Case.objects.get(pk=UUID(case_id))


def applied(client: Client, **typed: str) -> Case:
    prove(client)
    return send(client, **typed)


def followed(client: Client, case: Case) -> None:
    client.post("/follow/", {"number": case.number, "code": code_for(case.pk)})


def owned(client: Client, case: Case, contact: str = MAIL):
    """Open a case by number, code and contact."""
    followed(client, case)
    client.post(f"/follow/{case.pk}/own/", {"contact": contact})
    return enter(client, mailed_code())


def own(case: Case, *more: str) -> str:
    return "/".join([f"/guest/cases/{case.pk}", *more, ""])


def test_a_visitor_is_offered_both_ways_and_an_account_holder_goes_straight_on(office, lecture, client):
    guide = client.get("/services/lecture/").content.decode()
    assert 'href="/services/lecture/start/"' in guide
    page = client.get("/services/lecture/start/").content.decode()
    assert "不登录办理" in page
    assert 'href="/services/lecture/apply/"' in page
    answer = office.client("plain").get("/services/lecture/start/")
    assert answer["Location"] == "/services/lecture/apply/"


def test_from_contact_to_receipt_without_an_account(office, lecture, client):
    assert client.get(APPLY)["Location"] == CONTACT
    assert prove(client)["Location"] == APPLY
    page = client.get(APPLY)
    assert NAME in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    case = send(client)
    assert (case.applicant, case.applicant_unit, case.started_by) == (None, None, None)
    assert (case.applicant_name, case.channel) == (NAME, "web")
    receipt = client.get(f"{APPLY}applied/{case.pk}/").content.decode()
    assert case.number in receipt
    assert code_for(case.pk) in receipt
    assert f'href="{own(case)}"' in receipt
    assert reaches_applicant(case.pk, Contact(email=MAIL))
    assert MAIL not in CaseContact.objects.beyond("a test").get().sealed


def test_a_form_with_rows_and_papers_is_filled_in_by_a_guest(office, client):
    published(office, forms=ASKING)
    prove(client)
    file = SimpleUploadedFile("方案.pdf", PDF)
    client.post(APPLY, GOOD | {"seen": "0", "do": "upload:plan", "f-paper-plan": file})
    draft = Draft.objects.get()
    paper = draft.papers.get()
    assert (draft.account_id, draft.guest is not None) == (None, True)
    assert b"".join(client.get(f"/guest/drafts/papers/{paper.pk}/")) == PDF
    assert Client().get(f"/guest/drafts/papers/{paper.pk}/").status_code == 404
    client.post(APPLY, GOOD | {"seen": "1", "do": "review"})
    revision = Draft.objects.get().revision
    client.post(f"{APPLY}review/", {"submit_key": "k", "draft": draft.pk, "revision": revision})
    case = Case.objects.get()
    assert CasePaper.objects.get(case=case).by_applicant
    assert not Draft.objects.exists()
    assert "方案.pdf" in client.get(own(case)).content.decode()


def test_a_phone_is_proven_as_well(office, lecture, client, gateway):
    ask(client, "１３８ ０００１-２３４５")
    deliver()
    code = re.search(r"\d{6}", gateway.inbox[-1]["text"])[0]
    assert gateway.inbox[-1]["to"] == "13800012345"
    assert enter(client, f" {code[:3]} {code[3:]} ")["Location"] == APPLY
    assert reaches_applicant(send(client).pk, Contact(mobile="13800012345"))


@pytest.mark.parametrize(
    ("name", "contact"), [("", MAIL), ("林", MAIL), ("林9晓", MAIL), ("林晓", ""), ("林晓", "12345"), ("林晓", "a@b@c")]
)
def test_what_is_wrong_is_told_and_nothing_is_sent(lecture, client, name, contact):
    answer = ask(client, contact, name)
    assert answer.status_code == 422
    assert f'value="{contact}"' in answer.content.decode() or not contact
    assert not Proof.objects.exists()
    assert not OutboxMessage.objects.filter(topic="people.code").exists()


def test_a_matter_of_units_says_so_and_asks_nobody_for_a_contact(office, client):
    published(office, applicants="units")
    assert "由单位申请" in client.get("/services/lecture/start/").content.decode()
    for answer in (client.get(APPLY), client.get(CONTACT), ask(client)):
        assert answer.status_code == 409
        assert "由单位申请" in answer.content.decode()
    assert not Proof.objects.exists()


def test_a_code_ends_is_good_once_and_for_five_tries(lecture, client, monkeypatch):
    ask(client)
    code = mailed_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in range(TRIES - 1, 0, -1):
        assert f"还可以试{left}次" in enter(client, wrong).content.decode()
    assert enter(client, wrong)["Location"] == CONTACT
    assert enter(client, code)["Location"] == "/follow/", "no code is waited for"
    ask(client)
    code, begun = mailed_code(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + GOOD_FOR)
    assert enter(client, code)["Location"] == CONTACT
    monkeypatch.undo()
    assert enter(client, "12345").status_code == 302


def test_a_code_is_of_the_browser_that_asked_and_stands_nowhere_in_clear(lecture, client):
    ask(client)
    stored = "".join(str(row) for row in OutboxMessage.objects.values())
    code = mailed_code()
    assert code not in stored
    proof = Proof.objects.get()
    for word in (code, NAME, MAIL):
        assert word not in "".join(str(value) for value in Proof.objects.values().get().values())
        assert word not in str(dict(client.session))
    assert enter(Client(), code)["Location"] == "/follow/"
    assert proven(proof.pk) is None
    enter(client, code)
    assert proven(proof.pk).name == NAME


@pytest.mark.django_db(transaction=True)
def test_of_two_that_enter_the_same_code_one_has_proven_it(monkeypatch):
    monkeypatch.setattr("kexie.base.people.api.new_code", lambda: "123456")
    proof_id = actions.ask(by=Visitor(), at=AT, contact=Contact(email=MAIL), name=NAME)

    def enter_it(_number: int) -> Answer:
        try:
            return actions.prove(by=Visitor(), at=AT, proof_id=proof_id, typed="123456")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter_it, range(2))) == [Answer.PROVEN, Answer.STALE]


def test_nobody_has_codes_sent_without_end(lecture, client, settings):
    told = [ask(client).status_code for _ in range(4)]
    assert told == [302, 302, 302, 429]
    late = ask(client)
    assert f'value="{MAIL}"' in late.content.decode(), "nothing typed is lost"
    assert ask(client, "another@example.cn").status_code == 302, "a contact of its own"
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"steward_code": "2/h/ip"}
    cache.clear()
    assert [enter(client, "000000").status_code for _ in range(3)] == [422, 422, 429]


def test_a_case_of_ones_own_is_read_talked_about_added_to_and_withdrawn(office, lecture, client):
    case = applied(Client())
    other = Client()
    assert other.get(own(case))["Location"] == f"/follow/{case.pk}/own/"
    followed(other, case)
    assert "核实后办理" in other.get(f"/follow/{case.pk}/").content.decode()
    assert owned(other, case)["Location"] == own(case)
    assert other.get(own(case)).status_code == 200
    other.post(own(case, "notes"), {"submit_key": "a", "text": "可以改在周三吗"})
    note = CaseNote.objects.beyond("a test").get()
    assert (note.by_name, note.by_applicant, note.by_account) == (NAME, True, None)
    other.post(own(case, "papers"), {"submit_key": "b", "papers": SimpleUploadedFile("场地.pdf", PDF)})
    paper = CasePaper.objects.beyond("a test").get()
    assert other.get(own(case, "papers", str(paper.pk))).status_code == 200
    case.refresh_from_db()
    page = other.get(own(case, "withdraw")).content.decode()
    assert "撤回后办件结束" in page
    gone = other.post(own(case, "withdraw"), {"submit_key": "c", "reason": "时间不合适", "seen": case.revision})
    assert gone["Location"] == own(case)
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert str(office.as_("editor").get(f"/workbench/cases/{case.pk}/").content.decode()).count("可以改在周三吗")


def test_a_guest_mends_what_the_office_asks_for(office, client):
    published(office, forms=ASKING)
    prove(client)
    case = start_as_guest()
    accept = CaseTask.objects.open().get(case=case)
    complete(by=office.actor("editor"), at=AT, task_id=accept.pk, answers={"acceptance": "mend"})
    mend = CaseTask.objects.open().get(case=case)
    owned(client, case)
    assert mend.name in client.get(own(case)).content.decode()
    address = own(case, "tasks", str(mend.pk))
    file = SimpleUploadedFile("方案.pdf", PDF)
    kept = client.post(address, GOOD | {"seen": "0", "do": "upload:plan", "f-paper-plan": file, "submit_key": "m"})
    assert kept["Location"] == f"{address}#papers"
    paper = Draft.objects.get().papers.get()
    assert client.get(f"/guest/drafts/papers/{paper.pk}/").status_code == 200
    done = client.post(address, GOOD | {"seen": "1", "do": "send", "submit_key": "n"})
    assert done["Location"] == own(case)
    assert CaseTask.objects.open().get(case=case).node == "accept"
    late = client.post(address, GOOD | {"seen": "0", "do": "send", "submit_key": "o", "f-topic": "火星"})
    assert late.status_code == 409
    assert "火星" in late.content.decode(), "what came too late is shown, to be copied"


def start_as_guest(contact: str = MAIL) -> Case:
    guest = Guest(name=NAME, key=uuid4(), contact=Contact(email=contact))
    matter = Matter.objects.beyond("a test").get()
    return start(by=guest, at=AT, matter_id=matter.pk, answers={"topic": TOPIC})


def test_a_session_of_one_case_sees_nothing_of_another(office, lecture, client):
    mine, others = start_as_guest(), start_as_guest("zhao@example.cn")
    owned(client, mine)
    followed(client, others)
    note = CaseTask.objects.open().get(case=others)
    for path in ((), ("notes",), ("papers",), ("withdraw",), ("tasks", str(note.pk))):
        assert client.get(own(others, *path))["Location"] == f"/follow/{others.pk}/own/"
        assert client.post(own(others, *path), {"submit_key": "x", "text": "甲", "reason": "乙"}).status_code == 302
    assert client.get(own(mine, "tasks", str(note.pk)))["Location"] == own(mine)
    assert client.post(own(mine, "tasks", str(note.pk)), {"submit_key": "y", "do": "send"}).status_code == 302
    assert CaseTask.objects.open().filter(pk=note.pk).exists()
    assert not CaseNote.objects.beyond("a test").exists()
    assert client.get("/me/cases/").status_code == 302
    assert client.get(f"/me/cases/{mine.pk}/").status_code == 302
    assert client.get(f"/workbench/cases/{mine.pk}/").status_code in (302, 403, 404)


def test_a_wrong_contact_is_answered_as_the_right_one_and_gets_nothing(lecture, client):
    case = start_as_guest()
    followed(client, case)
    told = []
    for contact in (MAIL, "zhao@example.cn"):
        before = OutboxMessage.objects.count()
        answer = client.post(f"/follow/{case.pk}/own/", {"contact": contact})
        page = client.get(answer["Location"]).content.decode()
        told.append((answer.status_code, answer["Location"], OutboxMessage.objects.count() - before, len(page)))
    assert told[0] == told[1]
    deliver()
    assert [message.to for message in mail.outbox] == [[MAIL]]
    assert enter(client, "000000").status_code == 422


def test_who_has_an_account_proves_it_by_what_he_logs_in_with(office, lecture, client):
    case = start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": TOPIC})
    assert owned(client, case, office.account("plain").email)["Location"] == own(case)
    assert client.get(own(case)).status_code == 200
    assert not reaches_applicant(case.pk, Contact(email=office.account("editor").email))
    client.post(own(case, "notes"), {"submit_key": "a", "text": "请回电话"})
    assert CaseNote.objects.beyond("a test").get().by_name == office.person("plain").name


def test_it_ends_by_itself_and_when_one_says_so(lecture, client, monkeypatch):
    case = start_as_guest()
    owned(client, case)
    begun = clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + OWNS_FOR + timedelta(seconds=1))
    assert client.get(own(case)).status_code == 302
    monkeypatch.undo()
    owned(client, case)
    client.post("/follow/close/")
    assert client.get(own(case)).status_code == 302
    prove(client, "other@example.cn")
    client.post("/follow/close/")
    assert client.get(APPLY)["Location"] == CONTACT


def test_a_contact_is_not_asked_before_number_and_code(lecture, client, office):
    case = start_as_guest()
    assert client.get(f"/follow/{case.pk}/own/")["Location"] == "/follow/"
    assert client.post(f"/follow/{case.pk}/own/", {"contact": MAIL})["Location"] == "/follow/"
    assert office.client("plain").post(f"/follow/{case.pk}/own/", {"contact": MAIL}).status_code == 404
    assert office.client("editor").get(own(case)).status_code == 404
    assert not Proof.objects.exists()


#: A Tuesday at 23:00 in the city.
NIGHT = datetime(2026, 3, 10, 15, 0, tzinfo=AT.tzinfo)


def test_word_and_end_are_told_by_mail_without_what_they_are_about(office, lecture):
    case = start_as_guest()
    say(by=office.actor("editor"), at=AT, case_id=case.pk, text="请告诉我们几个班")
    case.refresh_from_db()
    stop(by=office.actor("reviewer"), at=AT, case_id=case.pk, seen=case.revision, reason="场地已关闭")
    deliver(AT + timedelta(minutes=1))
    subjects = [message.subject for message in mail.outbox]
    assert subjects == [f"办件{case.number}有新的留言", f"办件{case.number}已经办结"]
    for message in mail.outbox:
        assert message.to == [MAIL]
        assert "/follow/" in message.body
        for word in (NAME, "几个班", TOPIC, "场地", lecture.name):
            assert word not in message.body + message.subject


def test_what_is_asked_for_is_told_to_a_phone(office, lecture, gateway):
    case = start_as_guest()
    CaseContact.objects.beyond("a test").all().delete()
    note_contact(case, Contact(mobile="13800012345"), at=AT)
    accept = CaseTask.objects.open().get(case=case)
    complete(by=office.actor("editor"), at=AT, task_id=accept.pk, answers={"acceptance": "mend"})
    tell_new(at=AT)
    tell_new(at=AT)
    deliver(AT + timedelta(minutes=1))
    assert [(one["to"], "等您办理" in one["text"]) for one in gateway.inbox] == [("13800012345", True)]
    assert case.number in gateway.inbox[0]["text"]


def test_nothing_goes_out_at_night(office, lecture):
    case = start_as_guest()
    say(by=office.actor("editor"), at=NIGHT, case_id=case.pk, text="请告诉我们几个班")
    message = OutboxMessage.objects.get(topic="matters.contact")
    assert message.next_attempt_at == datetime(2026, 3, 10, 23, 0, tzinfo=AT.tzinfo)
    send_news(by=Visitor(), at=NIGHT, payload=message.payload)
    assert mail.outbox == []
    assert OutboxMessage.objects.filter(topic="matters.contact").count() == 2


def test_without_a_contact_nobody_is_told_and_one_that_is_forgotten_gets_nothing(office, lecture):
    start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": TOPIC})
    assert not OutboxMessage.objects.filter(topic="matters.contact").exists()
    send_news(by=Visitor(), at=AT, payload={"case": str(uuid4()), "what": "word"})
    assert mail.outbox == []


def test_what_guests_leave_unfinished_is_forgotten_after_a_day(office, lecture, client):
    prove(client)
    client.post(APPLY, {"seen": "0", "do": "save"})
    office.client("plain").post("/services/lecture/apply/", {"seen": "0", "do": "save"})
    at = clock.now()
    assert forget_guests(by=Visitor(), at=at) == 0
    assert forget_guests(by=Visitor(), at=at + timedelta(days=1, seconds=1)) == 1
    assert Draft.objects.get().account_id is not None


@given(st.text(max_size=20))
def test_whatever_is_typed_for_a_code_is_digits(typed):
    assert re.fullmatch(r"[0-9]*", digits_of(typed))


@given(st.booleans(), st.integers(0, 9), st.integers(-900, 900))
def test_a_code_is_stale_when_used_tried_or_old(used, tries, seconds):
    until = AT + timedelta(seconds=seconds)
    assert is_stale(used=used, tries=tries, until=until, at=AT) == (used or tries >= TRIES or seconds <= 0)


def test_pages_without_a_proof_lead_to_it(client, lecture):
    assert client.get(reverse("steward:take-code"))["Location"] == "/follow/"
    assert client.get("/services/nothing/guest/").status_code == 404
    assert client.get("/services/nothing/guest/contact/").status_code == 404
