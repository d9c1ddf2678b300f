"""Pure rules on units: places, letters, credit codes, gains and losses, maps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.access import Ability, Role, Scope
from kexie.base.people.models import OrganisationKind
from kexie.base.people.rules import Holding, reach_of
from kexie.base.people.rules.district_map import WIDTH, Area, Shape, draw, middle, read_shapes, shade, tiles
from kexie.base.people.rules.organisations import (
    MOST_LETTERS,
    USUAL_PLACES,
    Fit,
    as_typed,
    fit,
    grouped_code,
    letters_of,
    name_on,
)
from kexie.base.people.rules.reach_changes import Held, Picture, digest_of, reach_changes


def test_every_kind_has_its_usual_places():
    assert set(USUAL_PLACES) == set(OrganisationKind.values)
    for kind, places in USUAL_PLACES.items():
        assert all(fit(kind, place) is Fit.USUAL for place in places)


@pytest.mark.parametrize(
    ("kind", "parent", "expected"),
    [
        ("city", None, Fit.USUAL),
        ("city", "district", Fit.NEVER),
        ("society", None, Fit.UNUSUAL),
        ("society", "city", Fit.USUAL),
        ("society", "venue", Fit.UNUSUAL),
        ("department", "city", Fit.USUAL),
        ("department", "society", Fit.UNUSUAL),
        ("grass_roots", "university", Fit.USUAL),
        ("enterprise", "unknown", Fit.NEVER),
        ("unknown", None, Fit.USUAL),
    ],
)
def test_what_stands_below_what(kind, parent, expected):
    assert fit(kind, parent) is expected


def test_letters_are_pinyin_and_initials_of_every_name_once():
    assert letters_of(["青溪区科协", "", "青溪区科协"]) == "qingxiqukexie qxqkx"
    assert letters_of(["科普部", "A 座"]) == "kepubu kpb azuo az"
    assert as_typed(" QX qkx ") == "qxqkx"


@given(st.lists(st.text(max_size=130), max_size=6))
def test_letters_always_fit_the_column(names):
    assert len(letters_of(names)) <= MOST_LETTERS


def test_a_credit_code_is_shown_in_its_parts():
    assert grouped_code("91110105000000011" + "0") == "91 110105 000000011 0"
    assert grouped_code("") == ""


def test_a_unit_was_called_by_the_name_of_the_day():
    names = [("乙", date(2020, 12, 31)), ("甲", date(2010, 12, 31))]
    assert [name_on(names, "丙", date(year, 6, 1)) for year in (2009, 2015, 2021)] == ["甲", "乙", "丙"]
    assert name_on(names, "丙", date(2020, 12, 31)) == "乙"


# Gains and losses

OWN, TREE, CITY = Role("own", "经办"), Role("tree", "管理"), Role("all", "系统")
ABILITIES = (
    Ability("a.see", "看", {OWN: Scope.OWN_UNIT, TREE: Scope.SUBTREE, CITY: Scope.ALL}),
    Ability("a.write", "写", {TREE: Scope.SUBTREE}),
    Ability("a.enter", "进", any_role=Scope.OWN_UNIT),
)


def held(person: str, role: str, unit: str) -> Held:
    return Held(person, person, role, unit)


PATHS = {"city": "1", "east": "1a", "west": "1b", "street": "1a1"}


def test_a_move_takes_from_one_side_and_gives_to_the_other():
    people = (
        held("东", "tree", "east"),
        held("西", "tree", "west"),
        held("人", "own", "street"),
        held("全", "all", "city"),
    )
    changes = reach_changes(Picture(PATHS, people), Picture(PATHS | {"street": "1b1"}, people), ABILITIES)
    assert [(row.name, row.gains, row.units, row.abilities, row.roles) for row in changes] == [
        ("东", False, ("street",), ("a.see", "a.write"), ("tree",)),
        ("西", True, ("street",), ("a.see", "a.write"), ("tree",)),
    ]


def test_what_another_holding_still_grants_is_no_loss():
    people = (held("东", "tree", "east"), held("东", "tree", "city"))
    assert reach_changes(Picture(PATHS, people), Picture(PATHS | {"street": "1b1"}, people), ABILITIES) == []


def test_who_moves_with_the_unit_keeps_his_own():
    people = (held("管", "tree", "street"),)
    assert reach_changes(Picture(PATHS, people), Picture(PATHS | {"street": "1b1"}, people), ABILITIES) == []


def test_a_holding_that_ends_takes_all_it_granted():
    people = (held("全", "all", "city"),)
    [loss] = reach_changes(Picture(PATHS, people), Picture(PATHS, ()), ABILITIES)
    assert (loss.gains, len(loss.units), loss.abilities) == (False, 4, ("a.enter", "a.see"))


UNITS = [f"u{number}" for number in range(6)]


@st.composite
def pictures(draw_from) -> Picture:
    paths: dict[str, str] = {}
    for number, unit in enumerate(UNITS):
        above = draw_from(st.sampled_from([None, *UNITS[:number]]))
        paths[unit] = (paths[above] if above else "") + f"{number:02d}"
    rows = draw_from(
        st.lists(
            st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["own", "tree", "all"]), st.sampled_from(UNITS)),
            max_size=6,
        )
    )
    return Picture(paths, tuple(held(*row) for row in rows))


@given(pictures(), pictures())
def test_gains_and_losses_are_those_that_every_single_question_would_give(before, after):
    """Against the rule by which rights are decided in service, asked for every person, ability and unit."""
    expected = set()
    for person in "甲乙丙":
        for ability in ABILITIES:
            can = [
                reach_of(
                    ability, [Holding(row.role, side.paths[row.unit]) for row in side.held if row.person == person]
                )
                for side in (before, after)
            ]
            for unit in UNITS:
                had, has = can[0].covers(before.paths[unit]), can[1].covers(after.paths[unit])
                if had != has:
                    expected.add((person, has, unit))
    found = {(row.person, row.gains, unit) for row in reach_changes(before, after, ABILITIES) for unit in row.units}
    assert found == expected


def test_a_digest_tells_previews_apart():
    assert digest_of("move", 1) == digest_of("move", 1)
    assert digest_of("move", 1) != digest_of("move", 2)


# Maps

SQUARE = {"type": "Polygon", "coordinates": [[[150, 25], [151, 25], [151, 26], [150, 26], [150, 25]]]}


def collection(**properties: str) -> dict:
    return {"type": "FeatureCollection", "features": [{"properties": properties, "geometry": SQUARE}]}


def test_shapes_are_read_from_geojson_and_nothing_else():
    [shape] = read_shapes(collection(code="990101", name="青溪区"))
    assert (shape.code, shape.name, len(shape.rings[0])) == ("990101", "青溪区", 5)
    for wrong in ({"type": "Feature"}, collection(code="990101")):
        with pytest.raises(ValueError, match=r"GeoJSON|district"):
            read_shapes(wrong)


def test_a_drawing_has_north_above_and_counts_in_place():
    south, north = ((150.0, 25.0), (151.0, 25.0), (151.0, 25.5), (150.0, 25.5), (150.0, 25.0)), None
    north = tuple((x, y + 0.5) for x, y in south)
    shapes = [Shape("1", "南区", (south,)), Shape("2", "北区", (north,))]
    drawing = draw(shapes, {"2": 7}, [((150.5, 25.2), "学会"), ((10.0, 10.0), "远方")])
    by_code = {area.code: area for area in drawing.areas}
    assert by_code["2"].y < by_code["1"].y
    assert (by_code["1"].count, by_code["2"].count) == (0, 7)
    assert [name for _, _, name in drawing.points] == ["学会"]
    assert drawing.width == WIDTH
    assert by_code["1"].path.startswith("M")


def test_without_shapes_every_district_has_a_tile():
    drawing = tiles({f"99{number:04d}": f"区{number}" for number in range(13)}, {"990000": 3})
    assert len(drawing.areas) == 13
    assert drawing.areas[0].count == 3
    assert all(area.x < drawing.width and area.y < drawing.height for area in drawing.areas)
    assert len({(area.x, area.y) for area in drawing.areas}) == 13


def test_the_middle_of_a_ring():
    assert middle([(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]) == (1.0, 1.0)
    assert middle([(0, 0), (2, 0), (0, 0)]) == (0.7, 0.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_shade_is_one_of_five_and_none_for_none(count, most):
    assert 0 <= shade(count, most) <= 4
    assert (shade(count, most) == 0) == (count == 0 or most == 0)
    assert most == 0 or shade(most, most) == 4


@pytest.mark.parametrize(
    ("name", "lines"),
    [("青溪区", ("青溪区",)), ("云台新城区", ("云台新城区",)), ("经济技术开发区", ("经济技术", "开发区"))],
)
def test_long_names_of_districts_stand_in_two_lines(name, lines):
    assert Area("000001", name, "", 0, 0).lines == lines
