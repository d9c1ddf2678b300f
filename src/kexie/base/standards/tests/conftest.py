"""What the process has taken in of published editions does not outlive a test."""

import pytest

from kexie.base.standards.queries import in_force


@pytest.fixture(autouse=True)
def forgotten():
    yield
    if in_force._taken.standard is not None:
        in_force.forget()
