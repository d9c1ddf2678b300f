"""Moving references between rows (kernel.repointing), tried on persons and units, which is what it is for."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.base.kernel.access import Platform
from kexie.base.kernel.repointing import Changed, Moved, by_column, of_columns, put_back, references, referring, repoint
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


#: What is derived from a name is not moved by a merge, and not looked at here.
DERIVED = {"people.PersonSpelling.person"}


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
    assert [(field.name, len(keys)) for field, keys in referring(one, but=DERIVED)] == [("person", 1)]
    moved = repoint(one, other, but=DERIVED)
    assert _holders("办公室", cast) & {one.pk, other.pk} == {other.pk}
    put_back(moved, source=one, target=other)
    assert one.pk in _holders("办公室", cast)
    assert one.pk not in _holders("科普部", cast)


def test_a_row_whose_like_is_there_already_is_left(cast: Cast) -> None:
    one = _serving(cast, "白若溪", "办公室", role="clerk")
    other = _serving(cast, "白若溪", "办公室", role="clerk")
    moved = repoint(one, other, but=DERIVED)
    assert [row.left for row in moved] == [True]
    assert _holders("办公室", cast) >= {one.pk, other.pk}
    put_back(moved, source=one, target=other)
    assert _holders("办公室", cast) >= {one.pk, other.pk}


def test_what_has_changed_since_keeps_all_as_it_is(cast: Cast) -> None:
    one, other = _serving(cast, "白若溪", "办公室"), _serving(cast, "白若溪", "科普部")
    grant_post(
        by=Platform(), at=AT, person=one, organisation=cast.units["宣文部"], title="理事", begin=date(2020, 1, 1)
    )
    moved = repoint(one, other, but=DERIVED)
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


def _three_more(cast: Cast) -> None:
    for name in ("甘棠", "夏雨桐", "闻一诺"):
        _serving(cast, name, "科普部")


def test_many_rows_of_a_column_move_in_one_statement(cast: Cast, django_assert_max_num_queries) -> None:
    _three_more(cast)
    source, target = cast.units["科普部"], cast.units["宣文部"]
    columns = len(list(references(Organisation)))
    with CaptureQueriesContext(connection) as seen:
        moved = repoint(source, target)
    updates = [query["sql"] for query in seen.captured_queries if query["sql"].startswith('UPDATE "people_post"')]
    assert len(updates) == 1
    assert len([row for row in moved if row.model == "people.Post"]) >= 3
    with django_assert_max_num_queries(columns + 4 * len(by_column(moved))):
        assert put_back(moved, source=source, target=target) == moved


def test_one_row_that_cannot_move_does_not_keep_the_others(cast: Cast) -> None:
    one = _serving(cast, "白若溪", "办公室", role="clerk")
    free = grant_post(
        by=Platform(), at=AT, person=one, organisation=cast.units["宣文部"], title="理事", begin=date(2020, 1, 1)
    )
    other = _serving(cast, "白若溪", "办公室", role="clerk")
    moved = repoint(one, other, but=DERIVED)
    assert {row.key for row in moved if not row.left} == {str(free.pk)}
    assert len([row for row in moved if row.left]) == 1
    free.refresh_from_db()
    assert free.person == other


def test_in_part_what_still_stands_there_goes_back(cast: Cast) -> None:
    _three_more(cast)
    source, target = cast.units["科普部"], cast.units["宣文部"]
    moved = repoint(source, target)
    posts = [row for row in moved if row.model == "people.Post"]
    Post._base_manager.filter(pk=posts[0].key).delete()
    back = put_back(moved, source=source, target=target, whole=False)
    assert posts[0] not in back
    assert set(posts[1:]) <= set(back)
    assert Post._base_manager.filter(organisation=source).count() == len(posts) - 1


def test_in_part_what_has_its_like_there_again_stays(cast: Cast) -> None:
    one, other = _serving(cast, "白若溪", "办公室", role="clerk"), _serving(cast, "白若溪", "科普部")
    moved = repoint(one, other, but=DERIVED)
    grant_post(
        by=Platform(), at=AT, person=one, organisation=cast.units["办公室"], role="clerk", begin=date(2020, 1, 1)
    )
    assert put_back(moved, source=one, target=other, whole=False) == []
    assert Post._base_manager.get(pk=moved[0].key).person_id == other.pk


def test_a_column_that_is_no_more_is_passed_over_or_told(cast: Cast) -> None:
    gone = [Moved("people.Gone", "1", "organisation")]
    unit = cast.units["科普部"]
    assert put_back(gone, source=unit, target=unit, whole=False) == []
    with pytest.raises(Changed):
        put_back(gone, source=unit, target=unit)


def test_the_short_record_tells_the_same() -> None:
    moved = [Moved("a.B", "1", "c"), Moved("a.B", "2", "c"), Moved("a.B", "3", "d", left=True)]
    assert by_column(moved) == {"a.B.c": ["1", "2"]}
    assert of_columns(by_column(moved)) == moved[:2]
