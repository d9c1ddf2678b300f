"""kill -9 of whoever fetches the office's mails, against a real Dovecot: no mail is lost, none becomes two submissions."""

from __future__ import annotations

import os

import pytest

from faults.campaign import reported
from kexie.domains.bulletin.tests.dovecot import BINARY

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(BINARY is None, reason="Dovecot is not installed (apt install dovecot-imapd)"),
]

#: Four kills each.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "2"))
ONCE = [[1, 1, 1]] * 3


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("mail_rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"), timeout_s=600)


@pytest.mark.parametrize("point", ["mail.fetched", "mail.keeping", "mail.stored", "mail.moved"])
def test_killed_at_any_point_each_mail_is_stored_drafted_and_moved_once(lines, point):
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["told"], line["left"]) == ("killed", ONCE, 0)
        assert line["answered"] <= 1


def test_killed_from_outside_too(lines):
    told = lines["outside"]
    assert len(told) == 2
    for line in told:
        assert (line["told"], line["left"]) == (ONCE, 0)
        assert line["answered"] <= 1


def test_after_all_that_the_audit_chain_holds(lines):
    [told] = lines["audit"]
    assert told["holds"] is True
