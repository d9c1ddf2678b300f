"""What a POST would refuse is not offered by a GET: no live button, no form."""

from __future__ import annotations

from itertools import product

import pytest

from kexie.domains.bulletin.tests.factories import approved, drafted, reviewing, signed
from kexie.domains.bulletin.tests.test_sign_off import ALLOWED, MAKE, also


@pytest.mark.parametrize("state", list(MAKE))
def test_a_step_is_asked_about_only_where_it_can_be_taken(cast, state):
    issue = MAKE[state](cast)
    for member, verb in product(["editor", "reviewer", "signer"], ["submit", "approve", "return", "sign"]):
        response = cast.as_(member).get(f"/workbench/bulletin/{issue.pk}/steps/{verb}/")
        allowed = (member, state, verb) in ALLOWED
        assert (response.status_code == 200) == allowed, (member, verb, response.status_code)
        assert response.status_code in (200, 403, 409)
        assert ('name="submit_key"' in response.content.decode()) == allowed


def test_who_has_reviewed_is_not_asked_to_sign(cast):
    also(cast, "reviewer", "bulletin.signer")
    issue = approved(cast)
    assert cast.as_("reviewer").get(f"/workbench/bulletin/{issue.pk}/steps/sign/").status_code == 409


@pytest.mark.parametrize("make", [reviewing, approved, signed])
def test_words_are_offered_for_change_only_in_a_draft(cast, make):
    issue = make(cast)
    client = cast.as_("editor")
    for tail in (f"items/{issue.items.first().pk}/", f"{issue.pk}/highlights/"):
        response = client.get(f"/workbench/bulletin/{tail}")
        assert response.status_code == 409
        assert 'name="seen"' not in response.content.decode()


def test_a_draft_is_offered(cast):
    issue = drafted(cast)
    assert cast.as_("editor").get(f"/workbench/bulletin/{issue.pk}/highlights/").status_code == 200
