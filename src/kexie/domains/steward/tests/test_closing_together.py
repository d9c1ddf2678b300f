"""Two at once after the end of a case: one counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.base.matters.tests.factories import AT
from kexie.base.people.tests.test_secrets_together import at_once
from kexie.domains.steward.actions import calling, excluding
from kexie.domains.steward.models import CallBack, Exclusion, ExclusionKind, Reopening
from kexie.domains.steward.tests.closings import BAD, GOOD, call_of, finish, man

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
DAY = timedelta(days=1)


@pytest.fixture
def closed(office, case):
    man(office)
    return finish(office, case)


def test_caller_and_applicant_at_once(office, closed):
    call = call_of(closed).pk
    caller, applicant = office.actor("sender"), office.actor("plain")
    ends = at_once(
        lambda: calling.take_answers(by=caller, at=AT + DAY, call_id=call, **GOOD) and None,
        lambda: calling.rate(by=applicant, at=AT + DAY, case_id=closed.pk, **BAD) and None,
    )
    assert sorted(type(end).__name__ for end in ends) == ["ClosingGone", "NoneType"]
    kept = CallBack.objects.beyond("test").get(case=closed)
    assert kept.way == ("call" if ends[0] is None else "own")
    assert Reopening.objects.beyond("test").exists() == (kept.way == "own")


def test_two_ask_and_two_decide_at_once(office, closed):
    asking = [office.actor("web_editor"), office.actor("reviewer")]
    said = {"kind": ExclusionKind.EXCLUDE, "ground": "twice", "reason": "同一件事"}
    ends = at_once(*(lambda by=by: excluding.ask(by=by, at=AT, case_id=closed.pk, **said) and None for by in asking))
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "WishOpen"]
    row = Exclusion.objects.beyond("test").get(case=closed)
    deciding = [office.actor("keeper"), office.actor("signer")]
    ends = at_once(
        *(
            lambda by=by: excluding.decide(by=by, at=AT, exclusion_id=row.pk, grant=True, reason="属实") and None
            for by in deciding
        )
    )
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "WishGone"]
    assert Exclusion.objects.beyond("test").in_force().count() == 1
