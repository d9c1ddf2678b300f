"""The bulletin's public pages are kept, and exact from the signature on; what is done at the desk before it flushes nothing."""

from __future__ import annotations

import pytest

from kexie.base.kernel import edition_triggers
from kexie.base.kernel.tests.workers import two_workers
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.life_cycle import IssueVerb
from kexie.domains.bulletin.tests.factories import AT, drafted, signed, waive_all

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "/bulletin/2023/17/"


@pytest.fixture
def workers():
    edition_triggers.install()
    with two_workers() as pair:
        yield pair


def advance(cast, issue: Issue, *steps: tuple[str, str]) -> None:
    for member, verb in steps:
        issue.refresh_from_db()
        actions.advance(by=cast.actor(member), at=AT, issue_id=issue.pk, verb=IssueVerb(verb), seen=issue.version)


def test_an_issue_is_seen_everywhere_once_it_is_signed_and_not_while_it_is_made(workers, cast):
    first = signed(cast)
    item = f"{FIRST}{first.items.first().pk}/"
    addresses = ("/bulletin/", FIRST, item, "/bulletin/feed.atom")
    for worker in workers:
        assert [worker.ask(path, AT).status for path in addresses] == [200] * 4
    second = drafted(cast, 18)
    waive_all(cast, second)
    advance(cast, second, ("editor", "submit"), ("reviewer", "approve"))
    for worker in workers:
        assert [worker.ask(path, AT).made for path in addresses] == [False] * 4
        assert worker.ask("/bulletin/2023/18/", AT).status == 404
    advance(cast, second, ("signer", "sign"))
    for worker in workers:
        assert worker.ask("/bulletin/2023/18/", AT).status == 200
        assert all("第18期" in worker.ask(path, AT).text for path in ("/bulletin/", "/bulletin/feed.atom", FIRST))


def test_a_correction_is_seen_when_it_is_signed_and_a_withdrawn_row_at_once(workers, cast):
    issue = signed(cast)
    for worker in workers:
        assert "更正" not in worker.ask(FIRST, AT).text
    issue.refresh_from_db()
    actions.correct(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version, note="人数有误")
    Issue.objects.filter(pk=issue.pk).update(editor="另一位编辑")
    for worker in workers:
        assert not worker.ask(FIRST, AT).made
    waive_all(cast, issue)
    advance(cast, issue, ("editor", "submit"), ("reviewer", "approve"), ("signer", "sign"))
    for worker in workers:
        assert all(word in worker.ask(FIRST, AT).text for word in ("人数有误", "另一位编辑"))
    issue.revisions.update(current=False)
    for worker in workers:
        assert worker.ask(FIRST, AT).status == 404
