"""What every test has: test mode, a fixed cast of people (see `kexie.base.people.tests.cast`), no network."""

import os

import pytest

os.environ["KEXIE_MODE"] = "test"

pytest_plugins = ["kexie.base.people.tests.cast"]


@pytest.fixture(autouse=True)
def _set_up_beyond():
    """What a test plants and looks up itself concerns all rows; a request, a job and `armed()` are guarded none the less."""
    from kexie.base.kernel import scoping

    with scoping.beyond("the set-up of a test"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_canary_in_any_log():
    """At the end of the suite no line that was logged, as production writes it, holds a canary (security.md, 26)."""
    from canary import watched_logs

    with watched_logs() as caught:
        yield
    if caught:
        pytest.fail(f"{len(caught)} log lines hold a canary, the first one of the logger {caught[0]!r}")
