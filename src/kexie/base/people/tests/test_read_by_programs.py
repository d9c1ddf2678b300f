"""Reading persons by programs ends where taking them away alone ends."""

from __future__ import annotations

from kexie.base.kernel.models import AuditEvent, Outcome

REST = "/api/v1/persons/"


def test_more_persons_than_one_may_export_alone_are_refused_and_audited(cast, settings):
    settings.KEXIE_EXPORT_ALONE = 3
    client = cast.client("unit_admin_a")
    assert len(client.get(REST, {"page_size": 2}).json()["results"]) == 2
    refused = client.get(REST, {"page_size": 2, "page": 1})
    assert refused.status_code == 403
    assert "申请导出" in refused.content.decode()
    assert "林知遥" not in refused.content.decode()
    [read] = AuditEvent.objects.filter(action="person.read")
    assert (read.data, read.target) == ({"count": 2}, "register:people.persons")
    last = AuditEvent.objects.first()
    assert (last.action, last.outcome) == ("access.refuse", Outcome.REFUSED)
    assert client.get(REST, {"page_size": 1}).status_code == 200
    assert cast.client("clerk_a").get(REST, {"page_size": 1}).status_code == 200


def test_nobody_found_is_nothing_read(cast, settings):
    settings.KEXIE_EXPORT_ALONE = 0
    assert cast.client("clerk_a").get(REST, {"q": "查无此人"}).status_code == 200
    assert not AuditEvent.objects.filter(action="person.read").exists()
