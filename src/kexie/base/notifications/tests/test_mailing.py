"""Mail through a real SMTP conversation: taken, refused for now, refused for good, dropped in the middle."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kexie.base.kernel import outbox
from kexie.base.kernel.models import OutboxMessage, OutboxState
from kexie.base.kernel.topics import Undeliverable, delay_after, topics
from kexie.base.notifications import api
from kexie.base.notifications.actions import mailing
from kexie.base.notifications.models import Notice
from kexie.base.notifications.tests.sink import Sink
from kexie.base.people.models import Account

AT = datetime(2023, 5, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    settings.DEFAULT_FROM_EMAIL = "云川市科协 <kexie@yunchuan.example>"
    yield sink
    mailing.hang_up()
    sink.stop()


def tell(cast, *members: str, at: datetime = AT, **changes: object) -> None:
    said = {"kind": "tests", "title": "第17期待审核", "body": "请在今天办结。", "url": "/workbench/", "key": "tests:1"}
    api.notify(at=at, persons=[cast.person(name) for name in members], **(said | changes))


def states() -> list[str]:
    return sorted(OutboxMessage.objects.filter(topic="mail").values_list("state", flat=True))


def test_a_mail_says_what_the_notice_says(cast, sink, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://kexie.yunchuan.example/"
    tell(cast, "editor")
    assert outbox.deliver_due(at=AT) == 1
    (mail,) = sink.taken
    assert mail["Subject"] == "第17期待审核"
    assert mail["To"] == "editor@yunchuan.example"
    assert "云川市科协" in mail["From"]
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "请在今天办结。" in text
    assert "https://kexie.yunchuan.example/workbench/" in text


def test_each_recipient_has_a_mail_of_ones_own_over_one_connection(cast, sink):
    tell(cast, "editor", "reviewer", "signer")
    assert outbox.deliver_due(at=AT) == 3
    assert {mail["To"] for mail in sink.taken} == {
        f"{name}@yunchuan.example" for name in ("editor", "reviewer", "signer")
    }
    assert len({mail["Message-ID"] for mail in sink.taken}) == 3
    assert sink.connections == 1


def test_a_connection_is_made_anew_after_its_share(cast, sink, monkeypatch):
    monkeypatch.setattr(mailing, "PER_CONNECTION", 2)
    tell(cast, "editor", "reviewer", "signer")
    outbox.deliver_due(at=AT)
    assert (len(sink.taken), sink.connections) == (3, 2)


def test_a_line_that_the_server_has_hung_up_is_made_anew(cast, sink):
    tell(cast, "editor")
    outbox.deliver_due(at=AT)
    sink.hang_up()
    tell(cast, "editor", key="tests:2")
    assert outbox.deliver_due(at=AT) == 1
    assert (len(sink.taken), sink.connections) == (2, 2)


@pytest.mark.parametrize("verb", ["CONNECT", "MAIL", "RCPT", "DATA", "."])
def test_refused_for_now_is_tried_again_later(cast, sink, verb):
    tell(cast, "editor")
    sink.replies[verb] = "451 try again later"
    assert outbox.deliver_due(at=AT) == 0
    assert states() == [OutboxState.PENDING]
    assert OutboxMessage.objects.get().next_attempt_at == AT + delay_after(1)
    sink.replies.clear()
    assert outbox.deliver_due(at=AT + delay_after(1)) == 1
    assert len(sink.taken) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
def test_refused_for_good_is_laid_aside_at_once(cast, sink, verb):
    tell(cast, "editor")
    sink.replies[verb] = "550 no such box"
    outbox.deliver_due(at=AT)
    assert states() == [OutboxState.DEAD]
    assert sink.taken == []


def test_one_refusal_does_not_hold_up_the_others(cast, sink):
    tell(cast, "editor")
    sink.replies["RCPT"] = "550 no such box"
    outbox.deliver_due(at=AT)
    sink.replies.clear()
    tell(cast, "reviewer")
    outbox.deliver_due(at=AT)
    assert states() == [OutboxState.DEAD, OutboxState.DONE]


def test_a_server_that_does_not_want_us_at_all_kills_no_mail(cast, sink):
    tell(cast, "editor")
    sink.replies["CONNECT"] = "554 no service here"
    outbox.deliver_due(at=AT)
    assert states() == [OutboxState.PENDING]


def test_dropped_after_data_is_sent_again_under_the_same_message_id(cast, sink):
    tell(cast, "editor")
    sink.replies["."] = None
    assert outbox.deliver_due(at=AT) == 0
    assert states() == [OutboxState.PENDING]
    sink.replies.clear()
    assert outbox.deliver_due(at=AT + delay_after(1)) == 1
    first, second = sink.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@yunchuan.example>")


def test_no_server_at_all_is_tried_again(cast, sink, settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unused.getsockname()[1]
        tell(cast, "editor")
        outbox.deliver_due(at=AT)
    assert states() == [OutboxState.PENDING]


def test_it_is_given_up_at_last(cast, sink):
    tell(cast, "editor")
    sink.replies["MAIL"] = "421 too busy"
    for _attempt in range(topics["mail"].attempts):
        pending = OutboxMessage.objects.filter(state=OutboxState.PENDING).first()
        assert pending is not None
        mail_at = max(pending.next_attempt_at, AT)
        outbox.deliver_due(at=mail_at, limit=1)
    assert states() == [OutboxState.DEAD]


def test_a_mail_that_failed_in_the_evening_waits_for_the_morning(cast, sink):
    evening = datetime(2023, 5, 23, 13, 59, 50, tzinfo=UTC)
    morning = datetime(2023, 5, 23, 23, 0, tzinfo=UTC)
    tell(cast, "editor", at=evening)
    sink.replies["MAIL"] = "451 later"
    outbox.deliver_due(at=evening)
    sink.replies.clear()
    outbox.deliver_due(at=evening + delay_after(1))
    assert sink.taken == []
    waiting = OutboxMessage.objects.get(state=OutboxState.PENDING)
    assert waiting.next_attempt_at == morning
    assert outbox.deliver_due(at=morning) == 1
    assert len(sink.taken) == 1


def test_the_address_is_that_of_the_moment_of_sending(cast, sink):
    tell(cast, "editor", "reviewer")
    Account.objects.filter(pk=cast.account("editor").pk).update(email="moved@yunchuan.example")
    Account.objects.filter(pk=cast.account("reviewer").pk).update(is_active=False)
    outbox.deliver_due(at=AT)
    assert [mail["To"] for mail in sink.taken] == ["moved@yunchuan.example"]
    assert states() == [OutboxState.DONE, OutboxState.DONE]


def test_a_header_cannot_be_smuggled_in_past_the_action(cast, sink):
    tell(cast, "editor")
    Notice.objects.update(title="主题\r\nBcc: all@yunchuan.example")
    outbox.deliver_due(at=AT)
    assert states() == [OutboxState.DEAD]
    assert sink.taken == []


def test_no_address_name_or_word_of_it_is_in_the_log(cast, sink, caplog):
    caplog.set_level("DEBUG")
    tell(cast, "editor")
    sink.replies["RCPT"] = "550 editor@yunchuan.example is unknown"
    outbox.deliver_due(at=AT)
    sink.replies.clear()
    tell(cast, "reviewer")
    outbox.deliver_due(at=AT)
    assert "message_dead" in caplog.text
    for secret in ("yunchuan.example", "周青禾", "沈一诺", "请在今天办结", "待审核"):
        assert secret not in caplog.text
    assert "yunchuan.example" not in OutboxMessage.objects.get(state=OutboxState.DEAD).last_error


def test_a_refusal_carries_no_address_in_its_chain(cast, sink):
    tell(cast, "editor")
    sink.replies["RCPT"] = "550 editor@yunchuan.example is unknown"
    with pytest.raises(Undeliverable) as refused:
        mailing.mail_notice(at=AT, notice_id=Notice.objects.get().pk)
    assert refused.value.__suppress_context__
    assert "yunchuan" not in str(refused.value)


def test_a_notice_that_is_gone_is_not_mailed(cast, sink):
    tell(cast, "editor")
    Notice.objects.all().delete()
    assert outbox.deliver_due(at=AT + timedelta(minutes=1)) == 1
    assert sink.taken == []
