"""Two clerks who register the same human being at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from kexie.base.kernel.access import Platform
from kexie.base.people.actions import persons
from kexie.base.people.errors.persons import PersonKnown
from kexie.base.people.models import Person, PersonSecret, PersonSpelling
from kexie.base.people.rules.spelling import spellings
from kexie.base.people.tests.cast import AT
from kexie.base.people.tests.test_persons import identity


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_with_one_identity_number_make_one_record():
    gate, results = threading.Barrier(2), []

    def register(name: str) -> None:
        gate.wait(10)
        try:
            persons.register_person(
                by=Platform(), at=AT, name=name, registered_in=None, details={}, identity_number=identity(7)
            )
            results.append("done")
        except PersonKnown:
            results.append("known")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register, args=(name,)) for name in ("谷一川", "谷二川")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == ["done", "known"]
    assert PersonSecret.objects.filter(element="identity_number").count() == 1
    [person] = Person.objects.filter(name__in=["谷一川", "谷二川"])
    assert set(PersonSpelling.objects.values_list("text", flat=True)) == set(spellings(person.name))
