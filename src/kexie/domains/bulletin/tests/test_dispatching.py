"""Sending an issue out: to each address once, whatever the server or the worker does."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from kexie.base.kernel import outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent, OutboxMessage, OutboxState
from kexie.base.notifications import api as notifications
from kexie.base.notifications.tests.sink import Sink
from kexie.domains.bulletin.actions import dispatching as actions
from kexie.domains.bulletin.actions import lists as list_actions
from kexie.domains.bulletin.actions.dispatching import TOPIC, Letter
from kexie.domains.bulletin.errors import DispatchRefused, RecipientsChanged
from kexie.domains.bulletin.models import Dispatch, DispatchState, Recipient, RecipientState
from kexie.domains.bulletin.queries import dispatching as queries
from kexie.domains.bulletin.rules.dispatching import MOST_ATTEMPTS, Named
from kexie.domains.bulletin.tests.factories import approved, signed

#: A day on which mail goes out at once: half past nine in the morning.
AT = datetime(2023, 5, 26, 1, 30, tzinfo=UTC)
NIGHT = datetime(2023, 5, 26, 15, 0, tzinfo=UTC)
LETTER = Letter(subject="科协每周动态 2023年第17期", note="请查收。")


@pytest.fixture(autouse=True)
def _papers(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    settings.DEFAULT_FROM_EMAIL = "云川市科协 <kexie@yunchuan.example>"
    yield sink
    notifications.hang_up()
    sink.stop()


def people_called(count: int, name: str = "reader") -> list[Named]:
    return [Named(f"{name}{number}@readers.example", f"读者{number}") for number in range(count)]


def listed(cast, named, name="各单位"):
    row = list_actions.make_list(by=cast.actor("keeper"), at=AT, name=name)
    list_actions.add_addresses(by=cast.actor("keeper"), at=AT, list_id=row.pk, named=named)
    return row


def begun(cast, issue, *, lists=(), extra=(), at=AT, letter=LETTER, member="sender") -> Dispatch:
    OutboxMessage.objects.filter(topic="mail").delete()  # the notices of the sign-off
    revision = queries.latest_revision(cast.actor(member), issue.pk)
    shown = queries.preview(cast.actor(member), revision, lists=lists, extra=extra, on=at.date())
    return actions.begin_dispatch(
        by=cast.actor(member),
        at=at,
        issue_id=issue.pk,
        lists=lists,
        extra=extra,
        letter=letter,
        seen=shown.resolved.digest,
    )


def states(dispatch) -> Counter:
    return Counter(dispatch.recipients.values_list("state", flat=True))


def received(sink) -> Counter:
    return Counter(mail["To"] for mail in sink.taken)


@pytest.mark.django_db
class TestBeginning:
    @pytest.mark.parametrize("member", ["editor", "reviewer", "signer", "keeper", "clerk_a", "system_admin"])
    def test_only_who_sends_sends(self, cast, member):
        issue = signed(cast)
        with pytest.raises(NotPermitted):
            actions.begin_dispatch(
                by=cast.actor(member),
                at=AT,
                issue_id=issue.pk,
                lists=[],
                extra=people_called(1),
                letter=LETTER,
                seen="",
            )
        assert not Dispatch.objects.exists()

    def test_what_is_not_signed_is_not_sent(self, cast):
        issue = approved(cast)
        with pytest.raises(NotFound):
            queries.latest_revision(cast.actor("sender"), issue.pk)
        with pytest.raises(NotFound):
            actions.begin_dispatch(
                by=cast.actor("sender"), at=AT, issue_id=issue.pk, lists=[], extra=(), letter=LETTER, seen=""
            )

    def test_the_recipients_are_fixed_when_it_begins(self, cast):
        row = listed(cast, people_called(3))
        dispatch = begun(cast, signed(cast), lists=[row], extra=[Named("one@more.example")])
        list_actions.add_addresses(by=cast.actor("keeper"), at=AT, list_id=row.pk, named=people_called(5, "late"))
        assert dispatch.recipients.count() == 4
        assert dispatch.lists == ["各单位"]
        event = AuditEvent.objects.get(action="bulletin.dispatch")
        assert event.data["count"] == 4

    def test_a_list_that_changed_since_it_was_shown_sends_nothing(self, cast):
        row, issue = listed(cast, people_called(3)), signed(cast)
        revision = queries.latest_revision(cast.actor("sender"), issue.pk)
        shown = queries.preview(cast.actor("sender"), revision, lists=[row], extra=(), on=AT.date())
        list_actions.add_addresses(by=cast.actor("keeper"), at=AT, list_id=row.pk, named=people_called(1, "late"))
        with pytest.raises(RecipientsChanged):
            actions.begin_dispatch(
                by=cast.actor("sender"),
                at=AT,
                issue_id=issue.pk,
                lists=[row],
                extra=(),
                letter=LETTER,
                seen=shown.resolved.digest,
            )
        assert not Dispatch.objects.exists()
        assert not OutboxMessage.objects.filter(topic=TOPIC).exists()

    @pytest.mark.parametrize(
        ("letter", "field"),
        [
            (replace(LETTER, subject=" "), "subject"),
            (replace(LETTER, subject="长" * 201), "subject"),
            (replace(LETTER, note="长" * 2001), "note"),
        ],
    )
    def test_a_letter_that_will_not_do(self, cast, letter, field):
        with pytest.raises(DispatchRefused) as caught:
            begun(cast, signed(cast), extra=people_called(1), letter=letter)
        assert set(caught.value.errors) == {field}

    def test_who_has_had_it_does_not_get_it_again(self, cast):
        issue = signed(cast)
        begun(cast, issue, extra=people_called(3))
        second = begun(cast, issue, extra=people_called(4))
        assert [one.address for one in second.recipients.all()] == ["reader3@readers.example"]
        with pytest.raises(DispatchRefused, match="都已收到"):
            begun(cast, issue, extra=people_called(4))

    def test_who_was_refused_may_get_it_in_another_dispatch(self, cast):
        issue = signed(cast)
        first = begun(cast, issue, extra=people_called(2))
        first.recipients.update(state=RecipientState.BOUNCED)
        assert begun(cast, issue, extra=people_called(2)).recipients.count() == 2

    def test_batches_of_fifty(self, cast):
        dispatch = begun(cast, signed(cast), extra=people_called(120))
        messages = OutboxMessage.objects.filter(topic=TOPIC)
        assert sorted(len(message.payload["recipients"]) for message in messages) == [20, 50, 50]
        assert {message.key.split(":")[0] for message in messages} == {str(dispatch.pk)}

    def test_by_night_it_waits_for_the_morning(self, cast):
        begun(cast, signed(cast), extra=people_called(1), at=NIGHT)
        message = OutboxMessage.objects.get(topic=TOPIC)
        assert message.next_attempt_at == datetime(2023, 5, 26, 23, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestGoingOut:
    def test_everybody_gets_one_mail_of_his_own(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(60), letter=replace(LETTER, formats=("pdf", "docx")))
        outbox.deliver_due(at=AT)
        dispatch.refresh_from_db()
        assert (dispatch.state, dispatch.done_at) == (DispatchState.DONE, AT)
        assert states(dispatch) == {RecipientState.SENT: 60}
        assert set(received(sink).values()) == {1}
        assert len({mail["Message-ID"] for mail in sink.taken}) == 60
        mail = sink.taken[0]
        assert mail["Subject"] == LETTER.subject
        assert mail["Auto-Submitted"] == "auto-generated"
        names = [part.get_filename() for part in mail.iter_attachments()]
        assert [name.rpartition(".")[2] for name in names] == ["pdf", "docx"]
        assert next(mail.iter_attachments()).get_content().startswith(b"%PDF")
        body = mail.get_body().get_content()
        assert body.startswith("请查收。")
        assert "/bulletin/2023/17/" in body
        assert sink.connections == 2

    def test_a_header_cannot_be_smuggled_in(self, cast, sink):
        begun(cast, signed(cast), extra=people_called(1), letter=replace(LETTER, subject="动态\nBcc: a@b.cn"))
        outbox.deliver_due(at=AT)
        assert sink.taken[0]["Subject"] == "动态 Bcc: a@b.cn"
        assert sink.taken[0]["Bcc"] is None

    def test_refused_for_good_fails_at_once_and_hurts_nobody_else(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(2))
        sink.replies["RCPT"] = "550 no such user"
        outbox.deliver_due(at=AT)
        dispatch.refresh_from_db()
        assert states(dispatch) == {RecipientState.FAILED: 2}
        assert dispatch.state == DispatchState.DONE
        del sink.replies["RCPT"]
        actions.resume_dispatch(by=cast.actor("sender"), at=AT, dispatch_id=dispatch.pk)
        outbox.deliver_due(at=AT)
        assert states(dispatch) == {RecipientState.SENT: 2}

    def test_refused_for_now_is_tried_again_until_it_is_enough(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(1))
        sink.replies["RCPT"] = "451 greylisted"
        at, turns = AT, 0
        while dispatch.recipients.get().state == RecipientState.WAITING and turns < 30:
            outbox.deliver_due(at=at)
            at, turns = at + timedelta(hours=1), turns + 1
        recipient = dispatch.recipients.get()
        assert (recipient.state, recipient.attempts) == (RecipientState.FAILED, MOST_ATTEMPTS)
        assert "451" in recipient.detail

    def test_greylisted_once_arrives_once(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(3))
        sink.replies["RCPT"] = "451 greylisted"
        outbox.deliver_due(at=AT)
        del sink.replies["RCPT"]
        outbox.deliver_due(at=AT + timedelta(hours=2))
        assert states(dispatch) == {RecipientState.SENT: 3}
        assert set(received(sink).values()) == {1}

    def test_no_server_uses_up_no_address(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(2))
        sink.replies["CONNECT"] = "421 busy"
        assert outbox.deliver_due(at=AT) == 0
        assert states(dispatch) == {RecipientState.WAITING: 2}
        assert OutboxMessage.objects.get(topic=TOPIC).state == OutboxState.PENDING
        del sink.replies["CONNECT"]
        outbox.deliver_due(at=AT + timedelta(hours=1))
        assert states(dispatch) == {RecipientState.SENT: 2}

    def test_a_line_that_drops_after_the_mail_leaves_it_open(self, cast, sink):
        """The server may have taken it: never again by itself, a person decides."""
        dispatch = begun(cast, signed(cast), extra=people_called(1))
        sink.replies["."] = None
        outbox.deliver_due(at=AT)
        assert states(dispatch) == {RecipientState.HANDED: 1}
        del sink.replies["."]
        later = AT + timedelta(hours=3)
        outbox.deliver_due(at=later)
        assert len(sink.taken) == 1
        assert queries.uncertain(dispatch, at=later).count() == 1
        assert queries.troubled(cast.actor("sender"), at=later) == [dispatch]

    @pytest.mark.parametrize(("again", "mails"), [(True, 2), (False, 1)])
    def test_the_person_decides(self, cast, sink, again, mails):
        dispatch = begun(cast, signed(cast), extra=people_called(1))
        sink.replies["."] = None
        outbox.deliver_due(at=AT)
        del sink.replies["."]
        later = AT + timedelta(hours=3)
        by = cast.actor("sender")
        assert actions.decide_uncertain(by=by, at=AT, dispatch_id=dispatch.pk, again=again) == 0, "a worker may have it"
        assert actions.decide_uncertain(by=by, at=later, dispatch_id=dispatch.pk, again=again) == 1
        outbox.deliver_due(at=later)
        assert len(sink.taken) == mails
        assert states(dispatch) == {RecipientState.SENT: 1}

    def test_stopped_nothing_more_goes_out_and_resumed_the_rest(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(3))
        by = cast.actor("sender")
        actions.stop_dispatch(by=by, at=AT, dispatch_id=dispatch.pk)
        outbox.deliver_due(at=AT)
        assert not sink.taken
        actions.resume_dispatch(by=by, at=AT, dispatch_id=dispatch.pk)
        actions.resume_dispatch(by=by, at=AT, dispatch_id=dispatch.pk)
        outbox.deliver_due(at=AT)
        assert set(received(sink).values()) == {1}
        assert states(dispatch) == {RecipientState.SENT: 3}

    def test_a_bounce_is_noted_once_and_by_the_last_try(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(2))
        outbox.deliver_due(at=AT)
        message_id = sink.taken[0]["Message-ID"]
        for _turn in range(2):
            actions.take_bounce(by=Platform(), at=AT, message_id=message_id, detail="邮箱已满")
        assert states(dispatch) == {RecipientState.SENT: 1, RecipientState.BOUNCED: 1}
        assert AuditEvent.objects.filter(action="bulletin.bounce").count() == 1
        assert actions.take_bounce(by=Platform(), at=AT, message_id="<other@x>", detail="") is None
        assert actions.take_bounce(by=Platform(), at=AT, message_id="", detail="") is None

    def test_a_dispatch_that_is_gone_is_no_error(self, sink):
        actions.deliver_batch(at=AT, dispatch_id=new_id(), recipient_ids=[new_id()])
        assert not sink.taken


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_two_workers_with_one_batch_send_each_mail_once(self, cast, sink):
        dispatch = begun(cast, signed(cast), extra=people_called(12))
        ids = list(dispatch.recipients.values_list("pk", flat=True))
        start, errors = threading.Barrier(2), []

        def work() -> None:
            try:
                start.wait()
                actions.deliver_batch(at=AT, dispatch_id=dispatch.pk, recipient_ids=ids)
            except actions.Unfinished:
                pass
            except Exception as error:
                errors.append(error)
            finally:
                notifications.hang_up()
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert received(sink) == {f"reader{number}@readers.example": 1 for number in range(12)}

    def test_two_who_press_at_once_send_to_each_once(self, cast):
        issue, extra = signed(cast), people_called(5)
        actor, start, ends = cast.actor("sender"), threading.Barrier(2), []
        revision = queries.latest_revision(actor, issue.pk)
        seen = queries.preview(actor, revision, lists=(), extra=extra, on=AT.date()).resolved.digest

        def press() -> None:
            try:
                start.wait()
                actions.begin_dispatch(
                    by=actor, at=AT, issue_id=issue.pk, lists=(), extra=extra, letter=LETTER, seen=seen
                )
                ends.append("sent")
            except DispatchRefused:
                ends.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ends) == ["refused", "sent"]
        assert Recipient.objects.count() == 5


def test_the_counts_name_every_state():
    nobody = SimpleNamespace(recipients=Recipient.objects.none())
    assert set(queries.counts(nobody)) == set(RecipientState.values)
