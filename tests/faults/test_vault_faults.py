"""A rotation of keys that is killed again and again: every value stays readable, none is lost, the next run goes on."""

from base64 import b64encode

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

#: At the named points, in turn; three more come from outside.
KILLS = 21
NEW, OLD = (b64encode(bytes(range(first, first + 64, 2))).decode() for first in (100, 130))


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported(
            "rotation_rounds",
            KILLS,
            folder=tmp_path_factory.mktemp("data"),
            KEXIE_VAULT_KEYS=f"k-new:{NEW},k-old:{OLD}",
        )


@pytest.mark.parametrize("kind", ["vault.read", "vault.written", "vault.committed", "outside"])
def test_after_each_kill_every_value_is_readable_and_the_next_run_goes_on(lines, kind):
    told = lines[kind]
    assert len(told) == (3 if kind == "outside" else KILLS // 3)
    for line in told:
        assert (line["end"], line["same"]) == ("killed", True)
        assert line["after"] < line["before"], "no progress"
    # From outside the moment is a matter of luck: the last kill may come when the last batch is written.
    assert kind == "outside" or told[-1]["after"] > 0, "nothing was left to kill"


def test_runs_beside_each_other_and_beside_readers_and_writers(lines):
    (told,) = lines["together"]
    assert told["ends"] == ["0"] * 5
    assert told["same"], "a value is lost, or a new one was overwritten"


def test_at_the_end_the_old_key_may_be_removed(lines):
    (told,) = lines["end"]
    assert (told["pending"], told["same"]) == (0, True)
    assert told["uses"] == {"k-new": [{"aes-gcm": 400}, False], "k-old": [{}, True]}
    assert lines["old key removed"] == [{"kind": "old key removed", "same": True}]


def test_the_same_way_leads_to_the_other_provider(lines):
    assert lines["other provider"] == [{"kind": "other provider", "sealed": 400, "same": True}]
