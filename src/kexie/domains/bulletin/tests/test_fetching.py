"""Fetching mails from a real Dovecot: what is stored, what is moved, what happens when one of the two fails."""

from __future__ import annotations

import imaplib

import pytest
from django.core.management import call_command
from django.db import OperationalError

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.domains.bulletin import tasks
from kexie.domains.bulletin.actions import fetching
from kexie.domains.bulletin.actions.mailbox import Mailbox
from kexie.domains.bulletin.errors.mails import MailboxNotConfigured, MailboxUnreachable
from kexie.domains.bulletin.models import IncomingMail, MailState, MailVerdict, Submission
from kexie.domains.bulletin.tests.dovecot import BINARY, PASSWORD, USER, Dovecot, free_port
from kexie.domains.bulletin.tests.mailing import AT, TITLE, docx, in_gbk, mail, with_paper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(BINARY is None, reason="Dovecot is not installed (apt install dovecot-imapd)"),
]
HANDLED = "已收取"


@pytest.fixture(scope="module")
def running():
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def server(running, settings):
    """The server with an empty mailbox, and the settings that lead to it."""
    with running.box() as box:
        for info in box.folder.list():
            box.folder.set(info.name)
            box.delete(box.uids())
            if info.name != "INBOX":
                box.folder.set("INBOX")
                box.folder.delete(info.name)
    settings.KEXIE_MAILBOX_HOST, settings.KEXIE_MAILBOX_PORT = "127.0.0.1", running.port
    settings.KEXIE_MAILBOX_USER, settings.KEXIE_MAILBOX_PASSWORD = USER, PASSWORD
    settings.KEXIE_MAILBOX_TLS = "none"
    return running


def fetch(limit: int = 50) -> fetching.Fetched:
    return fetching.fetch_mails(by=Platform(), at=AT, limit=limit)


class TestTakingIn:
    def test_a_paper_becomes_a_draft_and_the_mail_is_moved_unread(self, cast, server):
        raw = with_paper()
        server.deliver(raw)
        told = fetch()
        assert (told.states, told.known, told.failed, told.left) == ({"drafted": 1}, 0, 0, 0)
        row = IncomingMail.objects.get()
        assert bytes(row.raw.content) == raw.replace(b"\n", b"\r\n")
        made = Submission.objects.get()
        assert (made.mail, made.title, made.unit, made.channel) == (row, TITLE, cast.unit("青溪区科协"), "mail")
        assert (server.held(), server.held(HANDLED), server.seen(HANDLED)) == ([], [TITLE], 0)

    def test_again_finds_nothing(self, cast, server):
        server.deliver(with_paper(), in_gbk())
        assert fetch().taken == 2
        assert (fetch().taken, IncomingMail.objects.count()) == (0, 2)

    def test_what_is_stored_already_is_moved_and_nothing_else(self, cast, server):
        """As after a crash between the two: the mail lies in the mailbox, and in the tables."""
        raw = with_paper()
        server.deliver(raw)
        fetching.take_mail(by=Platform(), at=AT, raw=raw.replace(b"\n", b"\r\n"))
        told = fetch()
        assert (told.taken, told.known) == (0, 1)
        assert (Submission.objects.count(), server.held(), server.held(HANDLED)) == (1, [], [TITLE])

    def test_a_mail_that_came_over_two_ways_is_one(self, cast, server):
        raw = with_paper()
        server.deliver(raw, b"Received: from list.example\n" + raw)
        told = fetch()
        assert (told.taken, told.known, Submission.objects.count()) == (1, 1, 1)

    def test_as_many_as_asked_for_the_oldest_first(self, cast, server):
        server.deliver(*(mail(subject=f"第{n}封", sender="somebody@elsewhere.example") for n in range(5)))
        told = fetch(limit=2)
        assert (told.taken, told.left) == (2, 3)
        assert server.held(HANDLED) == ["第0封", "第1封"]
        fetch()
        assert server.held() == []

    def test_of_too_large_a_mail_the_head_alone_is_taken(self, cast, server, monkeypatch):
        monkeypatch.setattr(fetching, "LARGEST", 1000)
        server.deliver(with_paper())
        fetch()
        row = IncomingMail.objects.get()
        assert (row.state, row.verdict, row.subject) == (MailState.TRAY, MailVerdict.UNREADABLE, TITLE)
        assert "超过上限" in row.detail
        assert len(row.raw.content) < 1000
        assert server.held(HANDLED) == [TITLE]

    def test_a_server_that_cannot_move_is_made_to(self, cast, server, monkeypatch):
        monkeypatch.setattr(imaplib.IMAP4, "capability", lambda self: ("OK", [b"IMAP4rev1"]))
        server.deliver(with_paper())
        assert fetch().taken == 1
        assert (server.held(), server.held(HANDLED)) == ([], [TITLE])


class TestTrouble:
    def test_a_line_that_breaks_before_the_move_loses_nothing(self, cast, server, monkeypatch):
        server.deliver(with_paper(), mail(subject="另一封", sender="x@elsewhere.example"))

        def broken(self, uid):
            raise ConnectionResetError

        with monkeypatch.context() as patch:
            patch.setattr(Mailbox, "put_aside", broken)
            with pytest.raises(MailboxUnreachable) as refusal:
                fetch()
        assert "不会重复" in refusal.value.message
        assert (IncomingMail.objects.count(), len(server.held())) == (1, 2)
        told = fetch()
        assert (told.taken, told.known, Submission.objects.count(), server.held()) == (1, 1, 1, [])

    def test_what_cannot_be_stored_stays_in_the_mailbox(self, cast, server, monkeypatch):
        server.deliver(with_paper())

        def locked(*_given, **_more):
            raise OperationalError

        with monkeypatch.context() as patch:
            patch.setattr(fetching, "keep_blob", locked)
            assert fetch().failed == 1
        assert (server.held(), IncomingMail.objects.count()) == ([TITLE], 0)
        assert fetch().taken == 1

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"KEXIE_MAILBOX_PASSWORD": "wrong"}, "不接受用户名或密码"),
            ({"KEXIE_MAILBOX_FOLDER": "没有的"}, "没有文件夹“没有的”"),
            ({"KEXIE_MAILBOX_PORT": free_port()}, "无法连接收信服务器127.0.0.1"),
            ({"KEXIE_MAILBOX_HOST": "mail.example"}, "不加密的收信连接只能用于本机"),
            ({"KEXIE_MAILBOX_TLS": "ssl"}, "加密连接没有建立"),
        ],
    )
    def test_a_mailbox_that_cannot_be_opened_says_what_to_look_at(self, db, server, settings, change, said):
        for name, value in change.items():
            setattr(settings, name, value)
        with pytest.raises(MailboxUnreachable) as refusal:
            fetch()
        assert said in refusal.value.message
        assert PASSWORD not in refusal.value.message

    @pytest.mark.parametrize(("tls", "secure"), [("ssl", True), ("starttls", False)])
    def test_the_line_is_encrypted_and_the_certificate_looked_at(
        self, cast, server, settings, monkeypatch, tls, secure
    ):
        settings.KEXIE_MAILBOX_TLS = tls
        settings.KEXIE_MAILBOX_PORT = server.secure if secure else server.port
        with pytest.raises(MailboxUnreachable):
            fetch()
        monkeypatch.setenv("SSL_CERT_FILE", str(server.home / "cert.pem"))
        server.deliver(with_paper())
        assert fetch().taken == 1


class TestDoors:
    def test_the_command_says_what_it_has_brought(self, cast, server, capsys):
        server.deliver(with_paper(), mail(subject="问", sender="x@elsewhere.example"))
        call_command("bulletin", "fetch", "--limit", "1")
        said = capsys.readouterr().out
        assert "收取新来信1封（已转为报送1）" in said
        assert "还有1封留待下次" in said

    def test_the_clock_fetches(self, cast, server):
        server.deliver(with_paper(docx("另一条", "5月22日，云台区科协举办科技工作者座谈会，三十余名代表参加并发言。")))
        tasks.fetch_mails(clock.now())
        assert IncomingMail.objects.count() == 1

    def test_the_clock_does_not_mind_a_server_that_is_away(self, db, server, settings):
        settings.KEXIE_MAILBOX_PORT = free_port()
        tasks.fetch_mails(clock.now())
        assert not IncomingMail.objects.exists()

    def test_without_a_mailbox_the_clock_does_nothing_and_the_command_says_how(self, db, settings, capsys):
        settings.KEXIE_MAILBOX_HOST = ""
        tasks.fetch_mails(clock.now())
        with pytest.raises(SystemExit):
            call_command("bulletin", "fetch")
        assert "KEXIE_MAILBOX_HOST" in capsys.readouterr().err
        with pytest.raises(MailboxNotConfigured):
            fetch()

    def test_nobody_else_fetches(self, cast):
        with pytest.raises(NotPermitted):
            fetching.fetch_mails(by=cast.actor("clerk_a"), at=AT)
