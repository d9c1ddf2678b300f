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
