"""A draft is discarded by an editor, for good; what has been sent for review is not."""

from __future__ import annotations

import pytest

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import LogInFirst, NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.search import api as search
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import IssueChanged, VerbNotPossible
from kexie.domains.bulletin.models import Credit, Highlight, Issue, Item, SignOffStep
from kexie.domains.bulletin.tests.factories import AT, approved, drafted, reviewing, signed
from kexie.domains.bulletin.tests.test_views import key_in, text_of


def discard(cast, issue, member="editor", **changes):
    arguments = {"issue_id": issue.pk, "seen": issue.version} | changes
    actions.discard_draft(by=cast.actor(member), at=AT, **arguments)


def address(issue):
    return f"/workbench/bulletin/{issue.pk}/discard/"


def test_a_draft_is_gone_with_all_that_belongs_to_it(cast):
    discard(cast, drafted(cast))
    assert not any(table.objects.exists() for table in (Issue, Item, Credit, Highlight))
    assert search.find(cast.actor("editor"), "科学集市").total == 0


def test_the_audit_remembers_it(cast):
    issue = drafted(cast)
    said = queries.content_hash_of(issue)
    discard(cast, issue)
    event = AuditEvent.objects.get(action="bulletin.discard")
    assert event.target == f"bulletin.issue:{issue.pk}"
    assert event.person_id == cast.person("editor").pk
    assert (event.data["number"], event.data["total"], event.data["content_hash"]) == (17, 70, said)


def test_its_numbers_are_free_again_and_others_stay(cast):
    other, first = signed(cast, 16), drafted(cast, 17)
    discard(cast, first)
    again = drafted(cast, 17, publisher="另一个单位")
    assert set(Issue.objects.values_list("pk", flat=True)) == {other.pk, again.pk}
    assert search.find(cast.actor("visitor"), "科学集市").total == 2


def test_a_returned_draft_is_discarded_with_its_steps(cast):
    issue = reviewing(cast)
    issue = actions.return_(by=cast.actor("reviewer"), at=AT, issue_id=issue.pk, seen=issue.version, note="不用了")
    discard(cast, issue)
    assert not SignOffStep.objects.exists()


@pytest.mark.parametrize("make", [reviewing, approved, signed])
def test_only_a_draft_is_discarded(cast, make):
    issue = make(cast)
    with pytest.raises(VerbNotPossible, match="不能“删除草稿”"):
        discard(cast, issue)
    response = cast.as_("editor").get(address(issue))
    assert response.status_code == 409
    assert "确认删除草稿" not in text_of(response)
    assert Issue.objects.filter(pk=issue.pk).exists()


@pytest.mark.parametrize("member", ["reviewer", "signer", "clerk_a", "plain", "web_editor", "audit_admin", "disabled"])
def test_only_an_editor_discards(cast, member):
    issue = drafted(cast)
    with pytest.raises(NotPermitted):
        discard(cast, issue, member)
    if member != "disabled":
        client = cast.as_(member)
        for response in (client.get(address(issue)), client.post(address(issue), {"submit_key": "k", "seen": 1})):
            assert response.status_code == 403
        assert address(issue) not in client.get(issue.get_workbench_url()).content.decode()
    assert Issue.objects.exists()


def test_a_visitor_logs_in_first(cast):
    issue = drafted(cast)
    with pytest.raises(LogInFirst):
        discard(cast, issue, "visitor")
    assert cast.as_("visitor").post(address(issue), {"submit_key": "k", "seen": 1}).status_code == 302
    assert Issue.objects.exists()


def test_what_has_changed_meanwhile_or_is_not_there(cast):
    issue = drafted(cast)
    with pytest.raises(IssueChanged):
        discard(cast, issue, seen=issue.version + 1)
    with pytest.raises(NotFound):
        discard(cast, issue, issue_id=new_id())
    assert Issue.objects.exists()
    actions.discard_draft(by=Platform("测试"), at=AT, issue_id=issue.pk, seen=issue.version)
    assert not Issue.objects.exists()


def test_through_the_pages(cast):
    issue = drafted(cast)
    client = cast.as_("editor")
    assert address(issue) in client.get(issue.get_workbench_url()).content.decode()
    page = client.get(address(issue))
    assert "不能恢复" in text_of(page)
    assert 'class="button button--danger" type="submit">确认删除草稿' in page.content.decode()
    assert Issue.objects.exists(), "asking changes nothing"
    assert client.post(address(issue), {"submit_key": "k"}).status_code == 422
    form = {"submit_key": key_in(page), "seen": key_in(page, "seen")}
    assert client.post(address(issue), form).url == "/workbench/bulletin/issues/"
    assert not Issue.objects.exists()
    assert client.post(address(issue), form).status_code == 302, "the same click again is the same reply"
    assert client.get(address(issue)).status_code == 404
    assert AuditEvent.objects.filter(action="bulletin.discard").count() == 1
