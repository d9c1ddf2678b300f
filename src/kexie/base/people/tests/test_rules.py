"""Pure decisions: what reaches where, what excludes what, how a name is tidied."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.access import Ability, Reach, Role, Scope
from kexie.base.people import rules
from kexie.base.people.rules import Holding

NEAR, WIDE, FAR = Role("near", "近"), Role("wide", "宽"), Role("far", "远")
READ = Ability("test.read", "查阅", {NEAR: Scope.OWN_UNIT, WIDE: Scope.SUBTREE, FAR: Scope.ALL})
WRITE = Ability("test.write", "填写", {NEAR: Scope.OWN_UNIT})

paths = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=1, max_size=3).map("".join)
roles = st.sampled_from(["near", "wide", "far", "unknown"])
days = st.dates(date(2000, 1, 1), date(2050, 1, 1))


def covered_by_definition(holdings: list[Holding], path: str) -> bool:
    """The meaning of the scopes, said a second time."""
    return any(
        holding.role == "far"
        or (holding.role == "near" and path == holding.path)
        or (holding.role == "wide" and path.startswith(holding.path))
        for holding in holdings
    )


@given(st.lists(st.builds(Holding, roles, paths), max_size=4), paths)
def test_reach_is_what_the_scopes_say(holdings, path):
    assert rules.reach_of(READ, holdings).covers(path) == covered_by_definition(holdings, path)


@given(st.lists(st.builds(Holding, roles, paths), max_size=4), paths)
def test_another_post_never_takes_reach_away(holdings, path):
    more = [*holdings, Holding("near", "0003")]
    assert not rules.reach_of(READ, holdings).covers(path) or rules.reach_of(READ, more).covers(path)


def test_an_ability_that_a_role_lacks_reaches_nowhere():
    assert not rules.reach_of(WRITE, [Holding("wide", "0001"), Holding("far", "0001")])


@given(days, st.one_of(st.none(), st.integers(0, 400)), st.integers(-500, 500))
def test_a_post_is_held_from_its_first_to_its_last_day(begin, length, offset):
    end = None if length is None else begin + timedelta(days=length)
    held = rules.in_force(begin, end, begin + timedelta(days=offset))
    assert held == (offset >= 0 and (length is None or offset <= length))


@pytest.mark.parametrize("wanted", sorted(rules.EXCLUSIVE_ROLES))
def test_each_administrators_role_excludes_the_two_others(wanted):
    assert rules.excluded_roles(rules.EXCLUSIVE_ROLES, wanted) == rules.EXCLUSIVE_ROLES - {wanted}
    assert rules.excluded_roles({"clerk", wanted}, wanted) == set()
    assert rules.excluded_roles(rules.EXCLUSIVE_ROLES, "clerk") == set()


def test_a_role_reaches_everywhere_by_any_of_its_abilities():
    assert rules.reaches_everywhere("far", [WRITE, READ])
    assert not rules.reaches_everywhere("wide", [WRITE, READ])
    assert not rules.reaches_everywhere("unknown", [WRITE, READ])


def test_all_units_must_be_within_reach():
    reach = Reach(subtrees=frozenset({"0001"}))
    assert rules.covers_all(reach, ["0001", "00010002"])
    assert not rules.covers_all(reach, ["0001", "0002"])
    assert not rules.covers_all(reach, [])
    assert rules.covers_all(Reach(everywhere=True), [])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  云川市　农学会 ", "云川市 农学会"),
        ("云川市\u202e农学会\u0000", "云川市农学会"),
        ("云川市\n农学会", "云川市 农学会"),
        ("喆祎赟镕頔", "喆祎赟镕頔"),
        ("\u200b\u200b", ""),
    ],
)
def test_names_lose_what_cannot_be_seen(typed, kept):
    assert rules.tidy_name(typed) == kept


@given(st.text(max_size=40))
def test_tidying_twice_is_tidying_once(text):
    once = rules.tidy_name(text)
    assert rules.tidy_name(once) == once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("password", "strong"),
    [
        ("kexie12345", False),
        ("KEXIE-kexie-kexie", False),
        ("科协科协科协2023", False),
        ("kexie-lantern-77", True),
        ("aaaaaaaaaaaa", True),
        ("harbour-lantern", True),
    ],
)
def test_the_platforms_own_words_do_not_make_a_password(password, strong):
    assert rules.strong_without(password, ["kexie", "科协"]) is strong
