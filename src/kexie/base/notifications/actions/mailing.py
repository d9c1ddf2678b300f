"""Sending the mail of a notice: one message per recipient, many over one connection."""

from __future__ import annotations

import smtplib
import threading
from contextlib import suppress
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import outbox
from kexie.base.kernel.topics import Undeliverable
from kexie.base.notifications import rules
from kexie.base.notifications.actions.telling import MAIL_TOPIC
from kexie.base.notifications.models import Notice
from kexie.base.notifications.queries import for_mail

#: Mails over one connection before it is made anew.
PER_CONNECTION: Final = 50

log = structlog.get_logger("kexie.mail")


def mail_notice(*, at: datetime, notice_id: UUID) -> None:
    """Mail a notice to the address that its person has now; at night only put it off until morning.

    Does nothing when the notice or the account is gone. Raises `Undeliverable` when the server refuses for good, and
    what went wrong otherwise; the outbox tries that again.
    """
    morning = rules.mail_time(at)
    if morning > at:
        _put_off(notice_id, at=at, until=morning)
        return
    found = for_mail(notice_id)
    if found is None:
        log.info("mail_dropped", notice=str(notice_id))
        return
    send(_message(*found))
    log.info("mail_sent", notice=str(notice_id))


def _put_off(notice_id: UUID, *, at: datetime, until: datetime) -> None:
    """A message of its own for the morning: waiting is no failure and uses up no attempt."""
    with transaction.atomic():
        outbox.put(
            topic=MAIL_TOPIC,
            key=f"notice:{notice_id}:{until.astimezone(rules.HOME):%Y%m%d}",
            payload={"notice": str(notice_id)},
            at=at,
            not_before=until,
        )


def _message(notice: Notice, address: str) -> EmailMessage:
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + notice.url if notice.url else ""
    footer = _("本邮件由系统自动发出，请勿直接回复。您也可以登录后在“我的消息”中查看。")
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject=notice.title,
        body="\n\n".join(part for part in (notice.title, notice.body, link, footer) if part) + "\n",
        from_email=sender,
        to=[address],
        headers={
            # The same for every delivery, so that a doubled one can be told (RFC 5322, 3.6.4).
            "Message-ID": rules.message_id(f"notice:{notice.pk}", domain),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
        },
    )


class Refused(Exception):
    """The server has refused a mail for now (RFC 5321, 4yz): it has not taken it, and may do so later."""


class _Line(threading.local):
    """The connection that this thread's worker keeps open between mails."""

    connection: Any = None
    sent: int = 0
    #: Asked whether it answers, and not used since.
    sure: bool = False

    def ready(self) -> Any:
        """An open connection: the one from before if it still answers."""
        if self.sure:
            return self.connection
        if self.connection is not None and (self.sent >= PER_CONNECTION or not self._answers()):
            self.close()
        if self.connection is None:
            self.connection, self.sent = get_connection(), 0
            self.connection.open()
        self.sure = True
        return self.connection

    def close(self) -> None:
        """Hang up; a line that is broken already is as good as closed."""
        connection, self.connection, self.sure = self.connection, None, False
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.close()

    def _answers(self) -> bool:
        smtp = getattr(self.connection, "connection", None)
        if smtp is None:  # a backend without a line, or one that has hung up: opened anew by its `open`
            return False
        try:
            return bool(smtp.noop()[0] == 250)
        except (smtplib.SMTPException, OSError):
            return False


_line = _Line()


def open_line() -> None:
    """Make sure that this thread has a connection that answers; raises what went wrong, before any mail is under way."""
    _line.ready()


def hang_up() -> None:
    """Close this thread's connection, if one is open."""
    _line.close()


def send(message: EmailMessage) -> None:
    """Send over this thread's line. The chain of errors is cut: their texts hold addresses.

    Raises `Undeliverable` when the server refuses for good, `Refused` when it refuses for now; anything else leaves open
    whether the mail has arrived.
    """
    try:
        connection, _line.sure = _line.ready(), False
        connection.send_messages([message])
        _line.sent += 1
    except (BadHeaderError, UnicodeError):
        raise Undeliverable("header") from None
    except (smtplib.SMTPException, OSError) as error:
        _line.close()
        codes = _refusals(error)
        if any(rules.is_permanent(code) for code in codes):
            raise Undeliverable("refused") from None
        if codes:
            raise Refused(str(codes[0])) from None
        raise


def _refusals(error: Exception) -> list[int]:
    """The replies with which the server refused this mail; none when it refused us (log-in, greeting) or hung up."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return [error.smtp_code]
    return []
