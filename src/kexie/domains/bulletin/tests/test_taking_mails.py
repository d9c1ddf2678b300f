"""What becomes of a mail: a draft of the unit whose it is, or something that waits for a person; and who is answered."""

from __future__ import annotations

import threading
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail as outgoing
from django.db import connection

from kexie.base.kernel import outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent, OutboxMessage
from kexie.base.people.api import Organisation, edit_organisation
from kexie.domains.bulletin.actions import dispatching, fetching
from kexie.domains.bulletin.actions import mail_tray as tray
from kexie.domains.bulletin.actions.fetching import take_mail
from kexie.domains.bulletin.models import (
    Blob,
    IncomingMail,
    MailState,
    MailVerdict,
    Recipient,
    RecipientState,
    Submission,
)
from kexie.domains.bulletin.queries import dispatching as queries
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.rules.submissions import SubmissionState
from kexie.domains.bulletin.tests.factories import signed
from kexie.domains.bulletin.tests.mailing import (
    AT,
    CLERK,
    SECOND,
    TEXT,
    TITLE,
    bounce_of,
    docx,
    in_gbk,
    mail,
    picture,
    taken,
    with_paper,
)
from kexie.domains.bulletin.tests.submitting import sent_in, titles_told

pytestmark = pytest.mark.django_db
STRANGER = "somebody@elsewhere.example"
OTHER = "5月22日，青溪区科协举办科技工作者座谈会，三十余名代表参加，围绕学会服务基层提出建议二十条。"


def drafts() -> list[Submission]:
    return list(Submission.objects.order_by("created_at", "pk"))


def give_address(unit: Organisation, address: str) -> None:
    """The unit's own office address."""
    edit_organisation(by=Platform(), at=AT, organisation=unit, kind=unit.kind, facts={"email": address})


def answers(at=AT) -> list:
    """What goes out, after the outbox has worked."""
    outgoing.outbox.clear()
    outbox.deliver_due(at=at)
    return [each for each in outgoing.outbox if each.extra_headers.get("Auto-Submitted") == "auto-replied"]


class TestDrafting:
    def test_the_words_of_a_mail_become_a_draft_of_the_clerks_unit(self, cast):
        row = taken(mail())
        assert (row.state, row.verdict, row.sender, row.sender_name) == ("drafted", "fine", CLERK, "林知遥")
        [made] = drafts()
        assert (made.unit, made.author, made.channel, made.mail) == (
            cast.unit("青溪区科协"),
            cast.person("clerk_a"),
            "mail",
            row,
        )
        assert (made.title, made.paragraphs, made.credit_line) == (TITLE, (TEXT, SECOND), "青溪区科协")
        assert (made.state, made.version, made.event_on.isoformat()) == (SubmissionState.DRAFT, 0, "2023-05-23")
        assert AuditEvent.objects.filter(
            action="bulletin.mail_take", target=f"bulletin.incoming_mail:{row.pk}"
        ).exists()

    def test_a_paper_goes_before_the_words_and_its_pictures_come_along(self, cast):
        row = taken(
            mail(
                "请查收。",
                files=(("讲座.docx", docx(), "application/octet-stream"), ("现场.jpg", picture(), "image/jpeg")),
            )
        )
        [made] = drafts()
        assert (made.title, made.paragraphs) == (TITLE, (TEXT, SECOND))
        assert [each.after for each in made.pictures.all()] == [2]
        assert row.detail == ""

    def test_each_paper_is_a_submission(self, cast):
        raw = mail(
            "本周两条。",
            subject="信息两则",
            files=(
                ("一.docx", docx(), "application/octet-stream"),
                ("二.docx", docx("区科协座谈会", OTHER), "application/octet-stream"),
                ("现场.jpg", picture(), "image/jpeg"),
            ),
        )
        row = taken(raw)
        assert [made.title for made in row.submissions.order_by("created_at", "pk")] == [TITLE, "区科协座谈会"]
        assert "1张图片不知属于哪一条" in row.detail
        [answer] = answers()
        assert TITLE in answer.body
        assert "区科协座谈会" in answer.body

    def test_one_bad_paper_does_not_keep_the_other_away(self, cast):
        row = taken(
            mail(
                "x",
                files=(
                    ("坏.docx", b"PK\x03\x04" + b"x" * 500, "application/zip"),
                    ("好.docx", docx(), "application/zip"),
                ),
            )
        )
        assert row.state == MailState.DRAFTED
        assert "附件“坏.docx”没有读取" in row.detail
        assert [made.title for made in drafts()] == [TITLE]

    def test_an_old_charset(self, cast):
        taken(in_gbk())
        assert drafts()[0].title == TITLE

    def test_the_title_is_the_subject_where_the_text_has_none(self, cast):
        paper = docx("", TEXT, SECOND)
        taken(with_paper(paper, subject=f"转发：{TITLE}"))
        assert drafts()[0].title == TITLE

    @pytest.mark.parametrize(
        ("given_", "verdict", "said"),
        [
            ({"body": "收到，谢谢！"}, "unreadable", "正文也太短"),
            (
                {"body": "请查收", "files": (("信息.doc", b"\xd0\xcf\x11\xe0" + b"x" * 99, "application/msword"),)},
                "unreadable",
                "“信息.doc”",
            ),
            ({"body": "字" * 20_001}, "unreadable", "最多20000个字"),
            ({"body": "x", "files": (("坏.docx", b"no zip at all", "application/zip"),)}, "unreadable", "没有读取"),
        ],
    )
    def test_what_holds_nothing_waits_with_the_reason(self, cast, given_, verdict, said):
        row = taken(mail(**given_))
        assert (row.state, row.verdict) == (MailState.TRAY, verdict)
        assert said in row.detail
        assert drafts() == []

    def test_a_paper_with_a_macro_is_not_read(self, cast):
        out = BytesIO(docx())
        with zipfile.ZipFile(out, "a") as package:
            package.writestr("word/vbaProject.bin", b"macro")
        row = taken(with_paper(out.getvalue()))
        assert (row.state, row.verdict) == (MailState.TRAY, MailVerdict.DANGEROUS)
        assert drafts() == []

    def test_the_units_others_are_told_and_who_has_sent_it_gets_the_answer(self, cast):
        taken(mail(sender="unit_admin_a@yunchuan.example"))
        assert titles_told(cast, "clerk_a") == [f"来信已转为草稿“{TITLE}”"]
        assert titles_told(cast, "unit_admin_a") == []


class TestWhose:
    def test_an_address_that_was_registered_goes_first(self, cast):
        tray.add_sender(by=cast.actor("editor"), at=AT, address=CLERK.upper(), unit=cast.unit("云台区科协"))
        taken(mail())
        assert drafts()[0].unit == cast.unit("云台区科协")

    def test_a_units_own_address(self, cast):
        unit = cast.unit("云台区科协")
        give_address(unit, "office@yuntai.example")
        taken(mail(sender="Office@YunTai.example"))
        [made] = drafts()
        assert (made.unit, made.author, made.author_name) == (unit, None, "")
        assert titles_told(cast, "clerk_b")

    def test_one_address_of_two_units(self, cast):
        for name in ("青溪区科协", "云台区科协"):
            give_address(cast.unit(name), "both@districts.example")
        row = taken(mail(sender="both@districts.example"))
        assert (row.state, row.verdict, row.detail) == ("tray", "several_units", "青溪区科协、云台区科协")

    @pytest.mark.parametrize(
        "sender", [STRANGER, "plain@yunchuan.example", "disabled@yunchuan.example", "editor@yunchuan.example"]
    )
    def test_who_sends_in_for_nobody_waits(self, cast, sender):
        row = taken(mail(sender=sender))
        assert (row.state, row.verdict, drafts()) == (MailState.TRAY, MailVerdict.UNKNOWN_SENDER, [])

    def test_a_forged_looking_one_waits_though_the_address_is_known(self, cast, settings):
        row = taken(mail(Return_Path="<evil@elsewhere.example>"))
        assert (row.state, row.verdict, drafts()) == (MailState.TRAY, MailVerdict.FORGED, [])
        settings.KEXIE_MAILBOX_AUTHSERV = "mx.yunchuan.example"
        assert taken(mail("另一封", Authentication_Results="mx.yunchuan.example; dmarc=fail")).verdict == "forged"
        good = "mx.yunchuan.example; dmarc=pass header.from=yunchuan.example"
        assert taken(mail(Authentication_Results=good, Message_ID="<good@x>")).state == MailState.DRAFTED


class TestOnce:
    def test_the_same_bytes(self, cast):
        taken(mail())
        assert take_mail(by=Platform(), at=AT, raw=mail()) is None
        assert (IncomingMail.objects.count(), len(drafts()), Blob.objects.count()) == (1, 1, 1)

    def test_the_same_bytes_without_identifier(self, cast):
        taken(mail(Message_ID=""))
        assert take_mail(by=Platform(), at=AT, raw=mail(Message_ID="")) is None

    def test_one_identifier_for_two_contents_loses_neither(self, cast):
        taken(mail(Message_ID="<same@x>"))
        second = mail(f"{OTHER}\n{SECOND}", subject="另一条", Message_ID="<same@x>")
        row = taken(second)
        assert (row.state, row.verdict) == (MailState.TRAY, MailVerdict.DUPLICATE)
        assert take_mail(by=Platform(), at=AT, raw=second) is None
        assert len(drafts()) == 1

    def test_the_same_words_from_the_same_unit_within_days(self, cast):
        sent_in(cast, title="旧题", text=f"{TEXT}\n{SECOND}", at=AT - timedelta(days=2))
        row = taken(with_paper())
        assert (row.state, row.verdict) == (MailState.TRAY, MailVerdict.DUPLICATE)
        assert "“旧题”" in row.detail
        assert taken(with_paper(sender="clerk_b@yunchuan.example")).state == MailState.DRAFTED

    def test_the_same_words_long_after(self, cast):
        sent_in(cast, text=f"{TEXT}\n{SECOND}", at=AT - timedelta(days=8))
        assert taken(with_paper()).state == MailState.DRAFTED

    def test_a_mail_that_nothing_can_read_is_kept_for_a_person(self, cast, monkeypatch):
        def broken(*_given, **_more):
            raise RuntimeError

        monkeypatch.setattr(fetching, "read_mail", broken)
        row = taken(mail())
        assert (row.state, row.verdict, bytes(row.raw.content)) == (MailState.TRAY, MailVerdict.FORGED, mail())
        assert take_mail(by=Platform(), at=AT, raw=mail()) is None

    def test_a_mail_that_breaks_the_reading_of_its_paper_is_kept_for_a_person(self, cast, monkeypatch):
        def broken(*_given, **_more):
            raise RuntimeError

        monkeypatch.setattr(fetching, "prepare", broken)
        row = taken(mail())
        assert (row.state, row.verdict) == (MailState.TRAY, MailVerdict.UNREADABLE)


@pytest.mark.django_db(transaction=True)
def test_two_who_fetch_at_once_take_it_once(cast):
    raw, results, barrier = with_paper(), [], threading.Barrier(2)

    def fetch():
        try:
            barrier.wait()
            results.append(take_mail(by=Platform(), at=AT, raw=raw))
        finally:
            connection.close()

    threads = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(row is not None for row in results) == 1
    assert (len(results), IncomingMail.objects.count(), Submission.objects.count()) == (2, 1, 1)


class TestAnswers:
    def test_says_what_was_drafted_and_where_to_go_on(self, cast, settings):
        settings.WAGTAILADMIN_BASE_URL = "https://kexie.yunchuan.example"
        row = taken(mail(Message_ID="<a@x.example>", References="<z@x.example>"))
        [answer] = answers()
        assert answer.to == [CLERK]
        assert TITLE in answer.body
        assert f"https://kexie.yunchuan.example/workbench/bulletin/submissions/{drafts()[0].pk}/edit/" in answer.body
        head = answer.message()
        assert (head["In-Reply-To"], head["References"]) == ("<a@x.example>", "<z@x.example> <a@x.example>")
        assert head["Auto-Submitted"] == "auto-replied"
        assert fetching.why_automatic(fetching.read_mail(head.as_bytes()), own=())
        row.refresh_from_db()
        assert row.answered_at == AT
        assert answers() == []

    def test_at_night_in_the_morning(self, cast):
        night = AT.replace(hour=15)
        taken(mail(), at=night)
        assert answers(night) == []
        assert len(answers(night + timedelta(hours=9))) == 1

    def test_a_stranger_gets_one_short_receipt_that_tells_nothing(self, cast):
        taken(mail(sender=STRANGER))
        taken(mail("还有一封", sender=STRANGER))
        [answer] = answers()
        assert answer.to == [STRANGER]
        for secret in ("青溪", "未登记", "林知遥", TITLE, "workbench"):
            assert secret not in answer.body + answer.subject

    def test_known_or_not_the_receipt_is_the_same(self, cast):
        taken(mail(sender=STRANGER))
        give_address(cast.unit("青溪区科协"), "both@districts.example")
        give_address(cast.unit("云台区科协"), "both@districts.example")
        taken(mail(sender="both@districts.example"))
        one, other = answers()
        assert (one.subject, one.body) == (other.subject, other.body)

    def test_what_is_wrong_with_the_file_is_said(self, cast):
        taken(mail("请查收", files=(("信息.wps", b"x" * 99, "application/octet-stream"),)))
        [answer] = answers()
        assert "“信息.wps”没有读取，请另存为 .docx" in answer.body

    @pytest.mark.parametrize(
        "given_",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"Return_Path": "<>"},
            {"Return_Path": "<evil@elsewhere.example>"},
            {"sender": "a@x.cn, b@y.cn"},
            {"sender": "kexie@localhost.localdomain"},
            {"X_Kexie_Loop": "1"},
        ],
    )
    def test_machines_and_forgers_are_never_answered(self, cast, given_):
        taken(mail(**given_))
        assert answers() == []
        assert not OutboxMessage.objects.filter(topic="bulletin.mail_answer").exists()

    def test_so_many_a_day(self, cast):
        for number in range(8):
            taken(
                mail(
                    f"5月{number + 1}日，青溪区科协开展第{number}场活动，三百名居民参加，气氛十分热烈。",
                    subject=f"第{number}条",
                )
            )
        assert len(drafts()) == 8
        assert len(answers()) == 5
        later = AT + timedelta(days=1, minutes=1)
        taken(mail(f"{OTHER}{OTHER}", subject="次日"), at=later)
        assert len(answers(later)) == 1


class TestMachines:
    def test_automatic_mail_is_laid_aside(self, cast):
        row = taken(mail(Auto_Submitted="auto-replied"))
        assert (row.state, row.verdict) == (MailState.IGNORED, MailVerdict.AUTOMATIC)

    def test_a_paper_over_a_units_list_waits_for_a_person(self, cast):
        row = taken(with_paper(Precedence="list"))
        assert (row.state, row.verdict) == (MailState.TRAY, MailVerdict.AUTOMATIC)
        assert drafts() == []

    def test_a_bounce_marks_the_recipient(self, cast, dispatched):
        recipient = dispatched
        row = taken(bounce_of(recipient.message_id, recipient.address))
        recipient.refresh_from_db()
        assert (recipient.state, recipient.bounced_at) == (RecipientState.BOUNCED, AT)
        assert "5.1.1" in recipient.detail
        assert (row.state, row.verdict) == (MailState.BOUNCE, MailVerdict.BOUNCE)
        assert recipient.address in row.detail

    def test_a_bounce_of_no_mail_of_ours_is_kept(self, cast, dispatched):
        row = taken(bounce_of("<other@elsewhere.example>", "x@y.example"))
        assert (row.state, "不是动态发送的邮件" in row.detail) == (MailState.BOUNCE, True)
        dispatched.refresh_from_db()
        assert dispatched.state == RecipientState.SENT

    def test_a_delay_marks_nobody(self, cast, dispatched):
        row = taken(bounce_of(dispatched.message_id, dispatched.address, status="4.4.1", action="delayed"))
        dispatched.refresh_from_db()
        assert (row.state, dispatched.state) == (MailState.IGNORED, RecipientState.SENT)


@pytest.fixture
def dispatched(cast) -> Recipient:
    """An address to which an issue was sent."""
    issue, by, extra = signed(cast), cast.actor("sender"), [Named("reader@readers.example")]
    seen = queries.preview(by, queries.latest_revision(by, issue.pk), lists=(), extra=extra, on=AT.date())
    dispatching.begin_dispatch(
        by=by,
        at=AT,
        issue_id=issue.pk,
        lists=(),
        extra=extra,
        letter=dispatching.Letter(subject="动态"),
        seen=seen.resolved.digest,
    )
    outbox.deliver_due(at=AT + timedelta(days=5))
    found = Recipient.objects.get()
    assert found.state == RecipientState.SENT
    return found
