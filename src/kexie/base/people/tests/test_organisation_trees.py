"""The tree stays a tree: after random changes, and when two change it at once."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.people.actions.organisation_closing import close_organisation, reopen_organisation
from kexie.base.people.actions.organisation_merging import merge_organisation, unmerge_organisation
from kexie.base.people.actions.organisation_moving import move_organisation
from kexie.base.people.actions.organisations import add_organisation
from kexie.base.people.models import Organisation

AT = datetime(2023, 5, 23, 1, 0, tzinfo=UTC)
BY = {"by": Platform(), "at": AT}
UNITS = 8


def whole() -> bool:
    return Organisation.find_problems() == ([], [], [], [], [])


def planted() -> list[int]:
    top = add_organisation(**BY, name="云川市科学技术协会", kind="city")
    units = [add_organisation(**BY, name=f"单位{number}", kind="grass_roots", parent=top) for number in range(UNITS)]
    return [top.pk, *(unit.pk for unit in units)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "merge", "unmerge", "close", "reopen", "add"]),
        st.integers(0, UNITS),
        st.integers(0, UNITS),
    ),
    max_size=12,
)


def do(step: tuple[str, int, int], keys: list[int], number: int) -> None:
    verb, one, two = step
    unit, other = (Organisation.objects.get(pk=keys[place]) for place in (one, two))
    verbs = {
        "move": lambda: move_organisation(**BY, organisation=unit, parent=other),
        "merge": lambda: merge_organisation(**BY, organisation=unit, into=other),
        "unmerge": lambda: unmerge_organisation(**BY, organisation=unit),
        "close": lambda: close_organisation(**BY, organisation=unit),
        "reopen": lambda: reopen_organisation(**BY, organisation=unit),
        "add": lambda: add_organisation(**BY, name=f"新增{number}", kind="grass_roots", parent=other),
    }
    verbs[verb]()


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_is_done_leaves_a_tree_of_which_no_open_unit_hangs_below_a_closed_one(steps):
    with transaction.atomic():
        keys = planted()
        for number, step in enumerate(steps):
            with suppress(Refusal):
                do(step, keys, number)
        assert whole()
        closed = list(Organisation.objects.filter(closed_on__isnull=False))
        for unit in closed:
            assert not unit.get_descendants().filter(closed_on=None).exists(), unit
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_leave_a_tree():
    """A below B and B below A at the same moment: one of them is refused or waits, neither tears the tree."""
    keys = planted()
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def move(one: int, two: int) -> None:
        try:
            start.wait(10)
            for _again in range(5):
                with suppress(Refusal):
                    move_organisation(
                        **BY,
                        organisation=Organisation.objects.get(pk=one),
                        parent=Organisation.objects.get(pk=two),
                    )
                with suppress(Refusal):
                    move_organisation(
                        **BY,
                        organisation=Organisation.objects.get(pk=one),
                        parent=Organisation.objects.get(pk=keys[0]),
                    )
        except OperationalError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=pair) for pair in ((keys[1], keys[2]), (keys[2], keys[1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not refused
    assert whole()
    assert Organisation.objects.count() == UNITS + 1
    assert connection.is_usable()
