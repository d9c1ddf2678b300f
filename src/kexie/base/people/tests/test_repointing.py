"""Moving references between rows (kernel.repointing), tried on persons and units, which is what it is for."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.base.kernel.access import Platform
from kexie.base.kernel.repointing import Changed, Moved, put_back, references, referring, repoint
from kexie.base.people.actions.posts import add_person, grant_post
from kexie.base.people.models import Organisation, Person, Post
from kexie.base.people.tests.cast import AT, Cast


def _serving(cast: Cast, name: str, unit: str, role: str = "", title: str = "理事") -> Person:
    person = add_person(by=Platform(), at=AT, name=name)
    grant_post(
        by=Platform(),
        at=AT,
        person=person,
        organisation=cast.units[unit],
        role=role,
        title=title,
        begin=date(2020, 1, 1),
    )
    return person


def _holders(unit: str, cast: Cast) -> set:
    return set(Post._base_manager.filter(organisation=cast.units[unit]).values_list("person_id", flat=True))


def test_json_round_trip() -> None:
    moved = Moved("people.Post", "1", "person", left=True)
    assert Moved.of(moved.as_json()) == moved


def test_references_from_other_apps_are_found_although_their_names_are_hidden() -> None:
    found = {f"{field.model._meta.label}.{field.name}" for field in references(Person)}
    assert {"people.Post.person", "people.Account.person", "ledger.EntryPerson.person"} <= found
    assert "people.Post.person" not in {
        f"{field.model._meta.label}.{field.name}" for field in references(Person, but={"people.Post.person"})
    }


def test_all_that_refers_moves_and_comes_back(cast: Cast) -> None:
    one, other = _serving(cast, "白若溪", "办公室"), _serving(cast, "白若溪", "科普部")
    assert [(field.name, len(keys)) for field, keys in referring(one)] == [("person", 1)]
    moved = repoint(one, other)
    assert _holders("办公室", cast) & {one.pk, other.pk} == {other.pk}
    put_back(moved, source=one, target=other)
    assert one.pk in _holders("办公室", cast)
    assert one.pk not in _holders("科普部", cast)


def test_a_row_whose_like_is_there_already_is_left(cast: Cast) -> None:
    one = _serving(cast, "白若溪", "办公室", role="clerk")
    other = _serving(cast, "白若溪", "办公室", role="clerk")
    moved = repoint(one, other)
    assert [row.left for row in moved] == [True]
    assert _holders("办公室", cast) >= {one.pk, other.pk}
    put_back(moved, source=one, target=other)
    assert _holders("办公室", cast) >= {one.pk, other.pk}


def test_what_has_changed_since_keeps_all_as_it_is(cast: Cast) -> None:
    one, other = _serving(cast, "白若溪", "办公室"), _serving(cast, "白若溪", "科普部")
    grant_post(
        by=Platform(), at=AT, person=one, organisation=cast.units["宣文部"], title="理事", begin=date(2020, 1, 1)
    )
    moved = repoint(one, other)
    Post._base_manager.filter(pk=moved[0].key).delete()
    with pytest.raises(Changed) as caught:
        put_back(moved, source=one, target=other)
    assert [row.key for row in caught.value.moved] == [moved[0].key]
    assert not Post._base_manager.filter(person=one).exists()


def test_units_move_as_persons_do(cast: Cast) -> None:
    _serving(cast, "白若溪", "科普部")
    source, target = cast.units["科普部"], cast.units["宣文部"]
    moved = repoint(source, target)
    assert not Post._base_manager.filter(organisation=source).exists()
    put_back(moved, source=source, target=target)
    assert Post._base_manager.filter(organisation=source).exists()
    assert isinstance(source, Organisation)
