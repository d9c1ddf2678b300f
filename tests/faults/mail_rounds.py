"""Rounds of killing whoever fetches the office's mails, run as a process of its own with a database and a Dovecot of its own.

Every round delivers mails, forks a fetch that is killed by SIGKILL at one named point or from outside, fetches again, and prints
one line of JSON: how often each mail is stored, drafted and answered, and where it lies on the server.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

from django.conf import settings
from rounds import ended, forked, tell

from kexie.base.kernel import audit, clock, scoping
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import OutboxMessage
from kexie.base.people.tests.cast import assemble
from kexie.domains.bulletin.actions.fetching import fetch_mails
from kexie.domains.bulletin.models import IncomingMail, Submission
from kexie.domains.bulletin.tests.dovecot import PASSWORD, USER, Dovecot
from kexie.domains.bulletin.tests.mailing import AT, docx, mail, with_paper

MAILS = 3


def fetch() -> None:
    fetch_mails(by=Platform(), at=AT)


def deliver(server: Dovecot, turn: int) -> list[str]:
    """Mails of one round, each with words of its own."""
    subjects = [f"第{turn}轮第{number}封" for number in range(MAILS)]
    for number, subject in enumerate(subjects):
        told = f"5月{turn % 28 + 1}日，青溪区科协开展第{turn}轮第{number}场科普活动，二百余名居民参加，现场气氛热烈。"
        identifier = f"<{turn}.{number}@mail.example>"
        # The first one brings a paper, which is read in a process of its own; the others are words.
        if number == 0:
            server.deliver(with_paper(docx(subject, told), subject=subject, Message_ID=identifier))
        else:
            server.deliver(mail(told, subject=subject, Message_ID=identifier))
    return subjects


def report(kind: str, end: str, subjects: list[str], server: Dovecot) -> None:
    stored = Counter(IncomingMail.objects.filter(subject__in=subjects).values_list("subject", flat=True))
    drafted = Counter(Submission.objects.filter(title__in=subjects).values_list("title", flat=True))
    rows = {str(key): subject for key, subject in IncomingMail.objects.values_list("pk", "subject")}
    asked = OutboxMessage.objects.filter(topic="bulletin.mail_answer").values_list("payload__mail", flat=True)
    answered = Counter(rows[key] for key in asked)
    moved = Counter(server.held(settings.KEXIE_MAILBOX_HANDLED))
    told = [(stored[each], drafted[each], moved[each]) for each in subjects]
    most = max(answered[each] for each in subjects)
    tell({"kind": kind, "end": end, "told": told, "answered": most, "left": len(server.held())})


def from_outside(wanted: int) -> str:
    """Killed as soon as ``wanted`` more mails are stored."""
    before = IncomingMail.objects.count()
    child = forked(fetch)
    while IncomingMail.objects.count() < before + wanted:
        pid, _status = os.waitpid(child, os.WNOHANG)
        if pid:
            return "0"
    os.kill(child, signal.SIGKILL)
    return ended(child)


@scoping.beyond("rounds of a test")
def main(rounds: int) -> None:
    server = Dovecot()
    settings.KEXIE_MAILBOX_HOST, settings.KEXIE_MAILBOX_PORT, settings.KEXIE_MAILBOX_TLS = (
        "127.0.0.1",
        server.port,
        "none",
    )
    settings.KEXIE_MAILBOX_USER, settings.KEXIE_MAILBOX_PASSWORD = USER, PASSWORD
    turn = 0
    try:
        with clock.fixed(AT):
            assemble()
            for point in ("mail.fetched", "mail.keeping", "mail.stored", "mail.moved") * rounds:
                turn += 1
                subjects = deliver(server, turn)
                end = ended(forked(fetch, point=point))
                fetch()
                report(point, end, subjects, server)
            for wanted in range(1, MAILS):
                turn += 1
                subjects = deliver(server, turn)
                end = from_outside(wanted)
                fetch()
                report("outside", end, subjects, server)
            tell({"kind": "audit", "holds": audit.verify().holds})
    finally:
        server.stop()
