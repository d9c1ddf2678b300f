"""What a sheet of units would do: new ones in any order, updates shown, the second time nothing, faults by cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.people.rules.organisation_import import Known, plan

CODE, OTHER = "51110105000000011X", "51110105000000012Y"


def unit(
    key: str, name: str, kind: str = "society", parent: str | None = "c", *also: str, closed=False, **facts
) -> Known:
    told = {"short_name": "", "kind": kind, "credit_code": "", **facts}
    names = frozenset({name, told["short_name"], *also}) - {""}
    return Known(key, name, names, kind, parent, told, closed)


CITY = unit("c", "云川市科学技术协会", "city", None, short_name="云川市科协")
FARM = unit("f", "云川市农学会", credit_code=CODE, address="青溪路1号")
OLD = unit("o", "云川市旧学会", closed=True)
KNOWN = [CITY, FARM, OLD]


def row(number: int, name: str, parent: str = "云川市科协", kind: str = "society", **values):
    return number, {"name": name, "parent": parent, "kind": kind, **values}


def faults(*rows, known=KNOWN) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.why) for fault in plan(rows, known).faults]


def test_a_unit_above_may_come_later_and_be_named_by_short_name_or_code():
    rows = [
        row(2, "柳湾街道科协", "青溪区科协", "grass_roots"),
        row(3, "柳湾一社", OTHER, "grass_roots"),
        row(4, "青溪区科学技术协会", kind="district", short_name="青溪区科协", credit_code=OTHER),
    ]
    made = plan(rows, KNOWN)
    assert made.faults == ()
    assert [(one.row, one.parent, one.parent_row) for one in made.additions] == [
        (4, "c", None),
        (2, None, 4),
        (3, None, 4),
    ]


def test_what_is_known_is_updated_where_a_cell_differs_and_an_empty_cell_changes_nothing():
    made = plan([row(2, "云川市农学会", "", "society", address="青溪路2号", telephone="")], KNOWN)
    [update] = made.updates
    assert (update.key, dict(update.changes)) == ("f", {"address": ("青溪路1号", "青溪路2号")})
    assert made.additions == ()


def test_the_same_sheet_again_changes_nothing():
    made = plan([row(2, "云川市农学会", credit_code=CODE, address="青溪路1号")], KNOWN)
    assert (made.additions, made.updates, made.unchanged) == ((), (), 1)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(2, "新学会", "没有的单位")], [(2, "parent", "unknown_parent")]),
        ([row(2, "新学会", "")], [(2, "parent", "parent_needed")]),
        ([row(2, "新学会", kind="")], [(2, "kind", "kind_needed")]),
        ([row(2, "新学会", kind="unknown")], [(2, "kind", "kind_open")]),
        ([row(2, "云川市农学会", "", "unknown")], [(2, "kind", "kind_open")]),
        ([row(2, "新学会"), row(3, "新学会")], [(3, "name", "twice")]),
        ([row(2, "甲", credit_code=OTHER), row(3, "乙", credit_code=OTHER)], [(3, "credit_code", "twice")]),
        ([row(2, "云川市农学会"), row(3, "云川市农学会")], [(3, "name", "twice")]),
        ([row(2, "新学会", credit_code=CODE)], [(2, "name", "other_name")]),
        ([row(2, "云川市科学技术协会", "", "city", credit_code=CODE)], [(2, "credit_code", "code_of_another")]),
        ([row(2, "云川市旧学会")], [(2, "name", "closed")]),
        ([row(2, "新学会", "云川市旧学会")], [(2, "parent", "closed")]),
        ([row(2, "云川市农学会", "云川市旧学会")], [(2, "parent", "closed"), (2, "parent", "moves")]),
        ([row(2, "甲", "乙"), row(3, "乙", "甲")], [(2, "parent", "ring"), (3, "parent", "ring")]),
        ([row(2, "甲", "甲")], [(2, "parent", "ring")]),
        ([row(2, "又一个市科协", kind="city")], [(2, "parent", "never_there")]),
    ],
)
def test_faults_are_told_by_cell(rows, expected):
    made = plan(rows, KNOWN)
    assert [(fault.row, fault.column, fault.why) for fault in made.faults] == expected
    assert (made.additions, made.updates) == ((), ())


def test_a_name_that_several_have_is_not_guessed():
    known = [CITY, unit("a", "甲学会", "society", "c", short_name="学会"), unit("b", "乙学会", short_name="学会")]
    assert faults(row(2, "学会"), known=known) == [(2, "name", "ambiguous")]
    assert faults(row(2, "新组", "学会"), known=known) == [(2, "parent", "ambiguous")]


def test_a_former_name_leads_to_its_unit_unless_it_is_anothers_own():
    known = [CITY, unit("a", "新名", "society", "c", "旧名"), unit("b", "旧名")]
    assert [update.key for update in plan([row(2, "旧名", "", address="路")], known).updates] == ["b"]
    assert [update.key for update in plan([row(2, "旧名", "", address="路")], known[:2]).updates] == ["a"]


def test_what_an_import_has_named_may_stay_open():
    known = [CITY, unit("a", "某基层组织", "unknown", None)]
    assert faults(row(2, "某基层组织", "", "unknown"), known=known) == []


def test_an_unusual_place_is_said():
    made = plan([row(2, "新部", "云川市农学会", "department")], KNOWN)
    assert [one.unusual for one in made.additions] == [True]


@given(st.permutations([row(n, f"u{n}", f"u{n - 1}" if n > 2 else "云川市科协", "grass_roots") for n in range(2, 12)]))
def test_the_order_of_rows_is_of_no_matter(rows):
    made = plan(rows, KNOWN)
    assert [one.name for one in made.additions] == [f"u{number}" for number in range(2, 12)]
    assert not made.faults
