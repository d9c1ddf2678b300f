"""What was signed is kept as a revision that says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from kexie.domains.bulletin.models import Issue, Revision
from kexie.domains.bulletin.queries import as_understood
from kexie.domains.bulletin.rules.issue import UnderstoodPicture, as_json, from_json
from kexie.domains.bulletin.rules.snapshot import snapshot, understood_of
from kexie.domains.bulletin.tests.factories import SAID, approved, signed


def test_a_snapshot_says_what_the_issue_says():
    content = snapshot(SAID, [{"id": name} for name in "abc"])
    assert understood_of(content) == SAID
    assert [item["id"] for column in content["columns"] for item in column["items"]] == ["a", "b", "c"]


def test_every_item_has_its_identifier():
    with pytest.raises(ValueError, match="zip"):
        snapshot(SAID, [{"id": "a"}])


def test_pictures_go_along_and_leave_texts_alone():
    [first, *others] = SAID.columns
    picture = UnderstoodPicture(sha256="0" * 64, alt="展台", caption="展台一角", after=1)
    [item, *rest] = first.items
    shown = replace(SAID, columns=(replace(first, items=(replace(item, pictures=(picture,)), *rest)), *others))
    assert from_json(as_json(shown), name=shown.name) == shown
    assert "pictures" not in as_json(SAID)["columns"][0]["items"][0]


@pytest.mark.django_db
class TestSigning:
    def test_the_first_signature_makes_revision_nought(self, cast):
        issue = signed(cast)
        revision = issue.revisions.get()
        assert (revision.number, revision.content_hash) == (0, issue.content_hash)
        assert (revision.reviewed_name, revision.signed_name) == ("沈一诺", "陆承安")
        assert understood_of(revision.content) == as_understood(issue)
        assert issue.published_at == issue.signed_at

    def test_nothing_is_frozen_before(self, cast):
        assert approved(cast).published_at is None
        assert not Revision.objects.exists()

    def test_what_is_signed_is_published_in_the_database_too(self, cast):
        issue = signed(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Issue.objects.filter(pk=issue.pk).update(published_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Issue.objects.filter(pk=issue.pk).update(revision=1)
