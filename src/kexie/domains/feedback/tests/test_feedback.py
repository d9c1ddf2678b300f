"""The box of opinions: taken in once, answered, read by code, by the sender and by mail; what is kept about persons."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from kexie.base.kernel import clock, outbox, personal_rows, scoping, vault
from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.kernel.personal import Identity
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE, Cast
from kexie.domains.feedback import actions, queries, rules
from kexie.domains.feedback.errors import FeedbackClosed, FeedbackInvalid
from kexie.domains.feedback.models import Feedback, FeedbackContact, FeedbackEntry, FeedbackState

pytestmark = pytest.mark.django_db

SAID = {"kind": "fault", "text": "活动页面的地图打不开。", "page": "/organisations/", "submit_key": "k" * 32}
LEFT = {"name": "林知遥", "contact": "lin@yunchuan.example", "agreed": "on"}


@pytest.fixture(autouse=True)
def everything():
    with scoping.beyond("the tests look at all rows"):
        yield
    cache.clear()


@pytest.fixture
def office(cast: Cast):
    """The editor of the cast answers what people write."""
    grant_post(
        by=Platform(),
        at=clock.now(),
        person=cast.person("editor"),
        organisation=cast.unit("办公室"),
        role="feedback.officer",
        title="",
        begin=SINCE,
    )
    return cast


def receipt(text: str) -> tuple[str, str]:
    number = re.search(r"YJ\d{13}", text)
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text)
    assert number
    assert code
    return number[0], code[0]


def sent(client: Client, **changes) -> tuple[Feedback, str]:
    answer = client.post("/feedback/", SAID | changes)
    assert answer.status_code == 200, answer.content.decode()
    number, code = receipt(answer.content.decode())
    return Feedback.objects.get(number=number), code


def test_anybody_may_write_and_reads_the_answer_by_code(client, office):
    made, code = sent(client)
    assert (made.kind, made.page, made.person) == ("fault", "/organisations/", None)
    actions.reply(by=office.actor("editor"), at=clock.now(), feedback_id=made.pk, text="已经修好，谢谢。")
    actions.note(by=office.actor("editor"), at=clock.now(), feedback_id=made.pk, text="内部备注")
    text = client.post("/feedback/answer/", {"number": made.number, "code": code.lower()}).content.decode()
    assert "已经修好，谢谢。" in text
    assert "内部备注" not in text
    wrong = client.post("/feedback/answer/", {"number": made.number, "code": "AAAA-AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "不一致" in wrong.content.decode()


def test_the_same_form_sent_twice_is_one_opinion_with_one_receipt(client, cast):
    first, second = client.post("/feedback/", SAID), client.post("/feedback/", SAID)
    assert receipt(first.content.decode()) == receipt(second.content.decode())
    assert Feedback.objects.count() == 1
    assert "no-store" in first["Cache-Control"]


def test_a_changed_form_is_another_opinion(client, cast):
    sent(client)
    sent(client, text="还有一处错字。")
    assert Feedback.objects.count() == 2


def test_a_contact_needs_consent_and_is_sealed(client, cast):
    refused = client.post("/feedback/", SAID | {"name": "林知遥", "contact": "13812345678"})
    assert refused.status_code == 422
    assert "请勾选同意" in refused.content.decode()
    assert "活动页面的地图打不开。" in refused.content.decode()
    made, _code = sent(client, **LEFT)
    row = FeedbackContact.objects.get(feedback=made)
    assert "lin@" not in row.sealed
    assert row.agreed_edition == rules.EDITION
    assert queries.opened(row).contact == "lin@yunchuan.example"


def test_the_action_asks_for_consent_to_the_present_wording(cast):
    given = {"by": Visitor(), "at": clock.now(), "kind": "help", "text": "求助", "key": "k", "contact": "13812345678"}
    with pytest.raises(FeedbackInvalid):
        actions.give(**given)
    with pytest.raises(FeedbackInvalid):
        actions.give(**given, agreed_edition=rules.EDITION + 1)
    with pytest.raises(FeedbackInvalid):
        actions.give(**(given | {"text": " ", "contact": ""}))


def test_machines_that_fill_in_everything_are_told_so(client, cast):
    answer = client.post("/feedback/", SAID | {"website": "https://spam.example"})
    assert answer.status_code == 422
    assert "请把这一栏清空" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_ten_an_hour_from_one_address(client, cast):
    for number in range(10):
        sent(client, text=f"第{number}条")
    answer = client.post("/feedback/", SAID | {"text": "第十一条"})
    assert answer.status_code == 429
    assert Feedback.objects.count() == 10


def test_the_footer_leads_to_the_form_with_the_page_filled_in(client, cast):
    assert 'href="/feedback/?page=%2Forganisations%2F"' in client.get("/organisations/").content.decode()
    text = client.get("/feedback/?page=%2Forganisations%2F&kind=fault").content.decode()
    assert 'name="page" value="/organisations/"' in text


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "x", "/a\nb"])
def test_no_other_site_is_taken_for_a_page(address):
    assert rules.page_of(address) == ""


def test_who_is_known_is_filled_in_and_finds_it_under_mine(cast):
    client = cast.client("clerk_a")
    assert "林知遥" in client.get("/feedback/").content.decode()
    made, _code = sent(client)
    assert made.person == cast.person("clerk_a")
    assert "活动页面的地图打不开" in client.get("/me/feedback/").content.decode()
    assert client.get(f"/me/feedback/{made.pk}/").status_code == 200
    other = cast.client("clerk_b")
    assert "活动页面的地图打不开" not in other.get("/me/feedback/").content.decode()
    assert other.get(f"/me/feedback/{made.pk}/").status_code == 404


def test_the_office_has_a_to_do_answers_and_closes(client, office):
    made, _code = sent(client, **LEFT)
    desk = office.client("editor")
    assert "报错：活动页面的地图打不开。" in desk.get("/workbench/").content.decode()
    page = f"/workbench/feedback/{made.pk}/"
    assert desk.post(page, {"text": "", "verb": "reply", "submit_key": "a" * 32}).status_code == 422
    assert desk.post(page, {"text": "已修好。", "verb": "reply", "submit_key": "b" * 32}).status_code == 302
    made.refresh_from_db()
    assert made.state == FeedbackState.ANSWERED
    assert "报错：活动页面的地图打不开。" not in desk.get("/workbench/").content.decode()
    assert desk.post(page, {"text": "", "verb": "close", "submit_key": "c" * 32}).status_code == 302
    made.refresh_from_db()
    assert made.state == FeedbackState.CLOSED
    with pytest.raises(FeedbackClosed):
        actions.reply(by=office.actor("editor"), at=clock.now(), feedback_id=made.pk, text="再说一句")
    assert [entry.kind for entry in FeedbackEntry.objects.all()] == ["reply", "close"]


def test_nobody_else_sees_or_answers_it(client, cast):
    made, _code = sent(client)
    for member in ("clerk_a", "system_admin", "web_editor"):
        assert cast.client(member).get("/workbench/feedback/").status_code == 403
        assert cast.client(member).get(f"/workbench/feedback/{made.pk}/").status_code == 403
        with pytest.raises(NotPermitted):
            actions.reply(by=cast.actor(member), at=clock.now(), feedback_id=made.pk, text="越权")


def test_the_register_filters_and_exports_without_contacts(client, office):
    sent(client, **LEFT)
    sent(client, kind="suggestion", text="希望增加夜场。")
    desk = office.client("editor")
    text = desk.get("/workbench/feedback/", {"kind": "suggestion"}).content.decode()
    assert "希望增加夜场" in text
    assert "活动页面的地图打不开" not in text
    sheet = desk.get("/workbench/feedback/", {"_export": "csv"}).content.decode("utf-8-sig")
    assert "希望增加夜场。" in sheet
    assert "林知遥" not in sheet


def test_a_contact_is_masked_until_somebody_asks_which_is_audited(client, office):
    made, _code = sent(client, **LEFT)
    desk = office.client("editor")
    text = desk.get(f"/workbench/feedback/{made.pk}/").content.decode()
    assert "l***@yunchuan.example" in text
    assert "lin@yunchuan.example" not in text
    shown = desk.post(f"/workbench/feedback/{made.pk}/contact/").content.decode()
    assert "lin@yunchuan.example" in shown
    assert AuditEvent.objects.filter(action="feedback.show_contact").count() == 1


def test_a_reply_goes_by_mail_to_who_has_left_an_address(client, office):
    made, _code = sent(client, **LEFT)
    actions.reply(by=office.actor("editor"), at=clock.now(), feedback_id=made.pk, text="已经修好，谢谢。")
    outbox.deliver_due(at=clock.now())
    assert [message.to for message in mail.outbox] == [["lin@yunchuan.example"]]
    assert "已经修好，谢谢。" in mail.outbox[0].body
    assert made.number in mail.outbox[0].subject


def test_a_telephone_number_gets_no_mail(client, office):
    made, _code = sent(client, name="", contact="13812345678", agreed="on")
    actions.reply(by=office.actor("editor"), at=clock.now(), feedback_id=made.pk, text="已经修好。")
    outbox.deliver_due(at=clock.now())
    assert mail.outbox == []


def test_contacts_go_after_a_year_and_opinions_after_three(client, cast):
    made, _code = sent(client, **LEFT)
    personal_rows.purge(clock.now() + timedelta(days=rules.CONTACT_DAYS + 1))
    assert not FeedbackContact.objects.exists()
    assert Feedback.objects.filter(pk=made.pk).exists()
    personal_rows.purge(clock.now() + timedelta(days=rules.KEPT_DAYS + 1))
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("13812345678", "138****5678"), ("lin@a.example", "l***@a.example"), ("1234", "****")],
)
def test_a_contact_is_masked(contact, shown):
    assert rules.masked(contact) == shown


def test_who_is_erased_takes_the_opinion_along(cast):
    client = cast.client("clerk_a")
    made, _code = sent(client, **LEFT)
    with transaction.atomic():
        personal_rows.erase(Identity(person_ids=(cast.person("clerk_a").pk,)), at=clock.now())
    assert not Feedback.objects.filter(pk=made.pk).exists()
    assert not FeedbackContact.objects.exists()


def test_a_contact_moved_to_another_opinion_does_not_open(client, cast):
    made, _code = sent(client, **LEFT)
    other, _code = sent(client, text="另一条")
    FeedbackContact.objects.filter(feedback=made).update(feedback=other)
    with pytest.raises(vault.Unreadable):
        queries.opened(FeedbackContact.objects.get(feedback=other))
