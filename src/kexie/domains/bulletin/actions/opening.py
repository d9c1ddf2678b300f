"""Opening an issue: it takes the next number of its year and in all, and the head of the one before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.search import api as search
from kexie.base.ui import dates
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.publishing import entries_of
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries.opening import last_issue, next_numbers
from kexie.domains.bulletin.rules.issue import DEFAULT_NAME
from kexie.domains.bulletin.rules.numbering import is_possible

#: The name of the lock on PostgreSQL: the digits are nobody else's.
_NUMBERS: Final = 7_202_305_017
#: How often two who open an issue at once are sorted out; each try but the last has been lost to somebody else.
_TRIES: Final = 8


def open_issue(*, by: Actor, at: datetime, on: date, first: tuple[int, int] | None = None) -> Issue:
    """A draft dated ``on`` with the next number of that year and the next running number, without gap or double.

    ``first`` gives both numbers of the very first issue, for an office whose series did not begin here.
    Raises NotPermitted, WordsMissing (a date before the last issue's, or numbers that are none).
    """
    check(by, EDIT)
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _opened(by=by, at=at, on=on, first=first)
        except IntegrityError:
            # Another editor has taken the numbers since we looked: look once more.
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def hold_numbers(*, by: Actor, at: datetime) -> None:
    """A step inside a verb: until its transaction ends, nobody else takes a number or gives one back.

    SQLite has one writer at a time as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])


def _opened(*, by: Actor, at: datetime, on: date, first: tuple[int, int] | None) -> Issue:
    hold_numbers(by=by, at=at)
    before = last_issue()
    if before is not None and on < before.date:
        sentence = _("上一期（%(label)s）的印发日期是%(date)s，新的一期不能更早。")
        raise WordsMissing({"date": sentence % {"label": before.label, "date": dates.day(before.date, year=True)}})
    number, total = first if first and before is None else next_numbers(on.year)
    if not is_possible(on.year, number, total):
        raise WordsMissing({"number": _("期号或总期号有误：期号为1至100，总期号不小于期号，请改正。")})
    head = (
        {
            "name": before.name,
            "publisher": before.publisher,
            "mailbox": before.mailbox,
            "editor": before.editor,
            "reviewer": before.reviewer,
            "distribution": list(before.distribution),
        }
        if before
        else {"name": DEFAULT_NAME}
    )
    issue = Issue.objects.create(
        year=on.year, number=number, total=total, date=on, created_at=at, drafted_by_id=by.person_id, **head
    )
    search.put(*entries_of(issue))
    target = f"bulletin.issue:{issue.pk}"
    audit.record(by=by, at=at, action="bulletin.open", target=target, year=issue.year, number=number, total=total)
    return issue
