"""Who sees which entry; totals."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from kexie.base.kernel.errors import NotFound
from kexie.base.ledger import api, queries
from kexie.base.ledger.tests.factories import write


@pytest.fixture
def entries(cast):
    """One entry of each of two districts, of a street below the first, a joint one, and a public one."""
    street = cast.unit("青溪区柳湾街道科学技术协会")
    a, b = cast.unit("青溪区科协"), cast.unit("云台区科协")
    return {
        "a": write(units=[a], source="tests.lecture:a", title="甲"),
        "b": write(units=[b], source="tests.lecture:b", title="乙"),
        "street": write(units=[street], source="tests.lecture:street", title="街道"),
        "joint": write(units=[b, a], source="tests.lecture:joint", title="联合"),
        "public": write(units=[b], source="tests.lecture:public", title="公开", public=True),
    }


@pytest.mark.parametrize(
    ("member", "seen"),
    [
        ("visitor", {"公开"}),
        ("plain", {"公开"}),
        ("disabled", {"公开"}),
        ("system_admin", {"公开"}),
        ("clerk_a", {"甲", "联合", "公开"}),
        ("unit_admin_a", {"甲", "街道", "联合", "公开"}),
        ("clerk_b", {"乙", "联合", "公开"}),
        ("unit_admin_b", {"乙", "联合", "公开"}),
        ("platform", {"甲", "乙", "街道", "联合", "公开"}),
    ],
)
def test_each_sees_own_entries_and_public_ones(cast, entries, member, seen):
    found = list(api.entries(cast.actor(member)))
    assert {entry.title for entry in found} == seen
    assert len(found) == len(seen)


def test_another_units_entry_does_not_exist_for_me(cast, entries):
    assert queries.entry_for(cast.actor("clerk_a"), entries["joint"].pk) == entries["joint"]
    for foreign in (entries["b"].pk, entries["street"].pk, uuid4()):
        with pytest.raises(NotFound):
            queries.entry_for(cast.actor("clerk_a"), foreign)


def test_what_is_inside_a_public_entry_is_its_units_own(cast, entries):
    entry = queries.entry_for(cast.actor("clerk_a"), entries["public"].pk)
    assert not queries.sees_inside(cast.actor("clerk_a"), entry)
    assert queries.sees_inside(cast.actor("clerk_b"), entry)


def test_entries_are_narrowed_by_unit_kind_and_days(cast, entries):
    everyone = cast.actor("platform")
    write(units=[cast.unit("科普部")], source="tests.lecture:june", title="六月", occurred_on=date(2023, 6, 1))
    assert {e.title for e in api.entries(everyone, unit=cast.unit("青溪区科协"))} == {"甲", "联合"}
    assert {e.title for e in api.entries(everyone, since=date(2023, 6, 1))} == {"六月"}
    assert "六月" not in {e.title for e in api.entries(everyone, until=date(2023, 5, 31))}
    assert next(e.title for e in api.entries(everyone)) == "六月"
    assert not api.entries(everyone, kind="tests.other").exists()


def test_totals_count_a_joint_entry_for_each_of_its_units(cast, entries):
    month = date(2023, 5, 1)
    totals = {(t.unit, t.kind, t.month): t.count for t in api.totals(cast.actor("platform"))}
    assert totals == {
        ("青溪区科学技术协会", "tests.lecture", month): 2,
        ("云台区科学技术协会", "tests.lecture", month): 3,
        ("青溪区柳湾街道科学技术协会", "tests.lecture", month): 1,
    }


def test_totals_obey_the_same_scope(cast, entries):
    totals = {t.unit: t.count for t in api.totals(cast.actor("clerk_a"))}
    assert totals == {"青溪区科学技术协会": 2, "云台区科学技术协会": 2}
    assert {t.unit: t.count for t in api.totals(cast.actor("visitor"))} == {"云台区科学技术协会": 1}
    assert api.totals(cast.actor("clerk_a"), since=date(2023, 6, 1)) == []


def test_totals_keep_months_apart(cast, entries):
    write(units=[cast.unit("青溪区科协")], source="tests.lecture:june", occurred_on=date(2023, 6, 30))
    months = [(t.month, t.count) for t in api.totals(cast.actor("clerk_a")) if t.unit == "青溪区科学技术协会"]
    assert months == [(date(2023, 5, 1), 2), (date(2023, 6, 1), 1)]


def test_measures_are_shown_in_the_words_of_the_standard():
    assert queries.measured({"participants_count": 120}) == [("参加人次", "120人次")]
    assert queries.measured({"gone_count": 3}) == [("gone_count", "3")]


def test_a_kind_whose_app_is_gone_keeps_its_code():
    assert queries.kind_label("gone.kind") == "gone.kind"
    assert queries.kind_label("tests.lecture") == "科普讲座"
