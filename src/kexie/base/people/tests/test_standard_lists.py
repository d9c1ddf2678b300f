"""What `people` keeps in its columns is what the data standard lists."""

from __future__ import annotations

from kexie.base.people.models import OrganisationKind
from kexie.base.standards import api as standards


def test_organisation_kinds_are_those_of_the_standard():
    listed = standards.codes_of(standards.definition("organisation_kind"))
    assert {code.value: code.name for code in listed.codes} == {
        kind.value: str(kind.label) for kind in OrganisationKind
    }
