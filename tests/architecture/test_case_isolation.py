"""Nothing is done to a case of unit B by others, at any door that names the case or its task."""

from __future__ import annotations

import json
import re

import pytest

from architecture.addresses import other_addresses
from architecture.planted_case import plant_case
from kexie.base.matters.models import Case

WORDS = "珂珂鹮鹮"
PARAMETER_NAMES = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "plain", "visitor"])
def test_nothing_is_done_to_a_case_of_unit_b(cast, member):
    """It looks as if it were not there, and stands still."""
    samples = plant_case(cast, WORDS)
    client = cast.client(member)
    kept = Case.objects.beyond("a test").filter(pk=samples["case_id"]).values()
    before, asked = list(kept), 0
    words = {"submit_key": "k", "reason": WORDS, "text": WORDS, "seen": "1", "do": "send"}
    programs = {"Idempotency-Key": "k", "If-Match": '"1"'}
    for address in other_addresses():
        if not {"case_id", "task_id"} & set(PARAMETER_NAMES.findall(address.route)):
            continue
        path = address.path(samples)
        if path.startswith("/api/"):
            body: object = {"reason": WORDS} if "withdraw" in path else {"message": WORDS} if "messages" in path else {}
            answer = client.post(path, json.dumps(body), content_type="application/json", headers=programs)
            refused = {401} if member == "visitor" else {403, 404, 405}
        else:
            # A page that is read without a log-in takes nothing from anybody.
            answer, refused = client.post(path, words), {302, 405} if member == "visitor" else {403, 404, 405}
        asked += 1
        assert answer.status_code in refused, (path, answer.status_code)
    assert asked > 20
    assert list(kept.all()) == before
