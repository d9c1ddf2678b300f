"""Points: exact to the cent, dealt out without rest, capped in the order of publication."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.figures import By, Figures, percent, tally, total
from kexie.domains.bulletin.rules.periods import Period, last_day, period_of
from kexie.domains.bulletin.rules.scoring import (
    NOTHING,
    Bonus,
    Instructed,
    InstructionKind,
    Joint,
    Missed,
    Printed,
    ScoringRules,
    Span,
    Table,
    Tables,
    What,
    rules_of,
    score,
    shown,
    split,
)
from kexie.domains.bulletin.rules.scoring_terms import told, wrong_terms

D = Decimal
POINTS = st.decimals(0, 1000, places=2)
DAYS = st.dates(date(2023, 1, 1), date(2023, 12, 31))
A, B, C = 1, 2, 3


def item(number: int, on: date, *units: int, column: int = 1, kind: int | None = None) -> Printed:
    return Printed(UUID(int=number), on, f"第{number}条", column, kind, units)


def by_one(rules: ScoringRules, since: date = date(2020, 1, 1)) -> Tables:
    return Tables((Table(1, since, rules),))


def points(lines, unit: int) -> Decimal:
    return sum((line.points for line in lines if line.unit == unit), NOTHING)


ITEMS = st.lists(
    st.tuples(DAYS, st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=3, unique=True)), max_size=25
).map(lambda rows: [item(number, on, *units) for number, (on, units) in enumerate(rows, start=1)])
RULES = st.builds(
    ScoringRules,
    default=POINTS,
    joint=st.sampled_from(Joint),
    cap=st.none() | POINTS,
    cap_span=st.sampled_from(Span),
)


class TestSplit:
    @pytest.mark.parametrize(
        ("whole", "among", "joint", "shares"),
        [
            ("1", 3, Joint.EQUALLY, ["0.34", "0.33", "0.33"]),
            ("2", 3, Joint.EQUALLY, ["0.67", "0.67", "0.66"]),
            ("3", 2, Joint.EQUALLY, ["1.50", "1.50"]),
            ("0.01", 2, Joint.EQUALLY, ["0.01", "0.00"]),
            ("3", 2, Joint.FULL, ["3", "3"]),
            ("3", 3, Joint.FIRST, ["3", "0.00", "0.00"]),
            ("3", 1, Joint.EQUALLY, ["3.00"]),
        ],
    )
    def test_shares(self, whole, among, joint, shares):
        assert split(D(whole), among, joint) == tuple(D(share) for share in shares)

    @given(POINTS, st.integers(1, 12))
    def test_equal_shares_sum_to_the_whole_and_differ_by_a_cent_at_most(self, whole, among):
        shares = split(whole, among, Joint.EQUALLY)
        assert sum(shares) == whole
        assert max(shares) - min(shares) <= D("0.01")
        assert list(shares) == sorted(shares, reverse=True)


class TestScore:
    def test_what_is_set_for_a_column_goes_before_the_kind(self):
        rules = ScoringRules(default=D(1), kinds={7: D(3)}, columns={2: D(5)})
        assert [rules.points(1, None), rules.points(1, 7), rules.points(1, 8), rules.points(2, 7)] == [1, 3, 1, 5]

    def test_an_item_counts_by_the_version_of_its_day(self):
        may, june = date(2023, 5, 31), date(2023, 6, 1)
        tables = Tables((Table(1, date(2023, 1, 1), ScoringRules()), Table(2, june, ScoringRules(default=D(4)))))
        lines = score([item(1, may, A), item(2, june, A), item(3, date(2022, 12, 31), A)], [], [], tables)
        assert [(line.table, line.points) for line in lines] == [(0, 0), (1, 1), (2, 4)]

    def test_the_cap_is_filled_in_the_order_of_publication(self):
        rules = ScoringRules(default=D(2), cap=D(3))
        days = [date(2023, 5, 5), date(2023, 5, 12), date(2023, 5, 19), date(2023, 6, 2)]
        lines = score([item(n, day, A) for n, day in enumerate(days)], [], [], by_one(rules))
        assert [(line.points, line.full) for line in lines] == [(2, 2), (1, 2), (0, 2), (2, 2)]
        quarter = ScoringRules(default=D(2), cap=D(3), cap_span=Span.QUARTER)
        assert points(score([item(n, day, A) for n, day in enumerate(days)], [], [], by_one(quarter)), A) == 3

    @pytest.mark.parametrize(("way", "first", "second"), [(Bonus.HIGHEST, 2, 3), (Bonus.SUM, 2, 5)])
    def test_a_higher_instruction_adds_what_it_is_more(self, way, first, second):
        bonus = {InstructionKind.ASSOCIATION: D(2), InstructionKind.CITY: D(5)}
        rules = ScoringRules(bonus=bonus, bonus_way=way, cap=D(1))
        told = [
            Instructed(UUID(int=1), date(2023, 6, 8), InstructionKind.CITY),
            Instructed(UUID(int=1), date(2023, 6, 1), InstructionKind.ASSOCIATION),
            Instructed(UUID(int=1), date(2023, 6, 9), InstructionKind.READ),
            Instructed(UUID(int=9), date(2023, 6, 9), InstructionKind.CITY),
        ]
        lines = score([item(1, date(2023, 5, 5), A, B)], told, [], by_one(rules))
        found = [(line.on, line.unit, line.points) for line in lines if line.what is What.BONUS]
        half = [D(first) / 2, D(second) / 2]
        days = [date(2023, 6, 1), date(2023, 6, 8)]
        assert found == [(day, unit, share) for day, share in zip(days, half, strict=True) for unit in (A, B)]

    def test_missed_commissions_take_points_away(self):
        rules = ScoringRules(missed=D("1.5"), late=D("0.5"))
        missed = [
            Missed(A, date(2023, 5, 8), "一", None, None),
            Missed(A, date(2023, 5, 9), "二", None, None, late=True),
        ]
        lines = score([], [], missed, by_one(rules))
        assert [(line.what, line.points) for line in lines] == [(What.MISSED, D("-1.5")), (What.LATE, D("-0.5"))]
        assert all(line.points == 0 for line in score([], [], missed, Tables()))

    @given(ITEMS, RULES)
    def test_no_unit_is_over_its_cap_and_nothing_counts_more_than_it_gives(self, items, rules):
        lines = score(items, [], [], by_one(rules))
        assert all(NOTHING <= line.points <= line.full for line in lines)
        if rules.cap is not None:
            spans: dict[tuple[int, int], Decimal] = {}
            for line in lines:
                span = line.on.month if rules.cap_span is Span.MONTH else (line.on.month - 1) // 3
                spans[line.unit, span] = spans.get((line.unit, span), NOTHING) + line.points
            assert all(value <= rules.cap for value in spans.values())

    @given(ITEMS, RULES, DAYS)
    def test_one_item_more_never_gives_less(self, items, rules, on):
        more = [*items, item(99, on, A)]
        before, after = (score(rows, [], [], by_one(rules)) for rows in (items, more))
        assert all(points(after, unit) >= points(before, unit) for unit in (A, B, C))

    @given(ITEMS, RULES, POINTS)
    def test_a_higher_cap_never_gives_less(self, items, rules, room):
        if rules.cap is None:
            return
        wider = rules_of(rules.as_json() | {"cap": str(rules.cap + room)})
        before, after = (score(items, [], [], by_one(one)) for one in (rules, wider))
        assert all(points(after, unit) >= points(before, unit) for unit in (A, B, C))

    @given(ITEMS, RULES)
    def test_months_columns_and_units_sum_to_the_same(self, items, rules):
        lines = score(items, [], [], by_one(rules))
        whole = total(lines).points
        for by in By:
            assert sum((row.points for row in tally(by, lines).values()), NOTHING) == whole

    @given(ITEMS, RULES.filter(lambda rules: rules.joint is Joint.EQUALLY and rules.cap is None))
    def test_joint_items_give_together_what_one_gives(self, items, rules):
        assert total(score(items, [], [], by_one(rules))).points == rules.default * len(items)


@given(RULES, st.dictionaries(st.integers(1, 9), POINTS), st.dictionaries(st.sampled_from(InstructionKind), POINTS))
def test_rules_are_stored_as_they_are(rules, kinds, bonus):
    stored = rules.as_json() | {
        "kinds": {str(key): str(value) for key, value in kinds.items()},
        "bonus": {key.value: str(value) for key, value in bonus.items()},
    }
    again = rules_of(stored)
    assert (again.kinds, again.bonus, again.cap) == (kinds, bonus, rules.cap)
    assert rules_of(again.as_json()) == again


@pytest.mark.parametrize(
    ("value", "words"),
    [("3", "3"), ("1.50", "1.5"), ("0.33", "0.33"), ("-0.50", "-0.5"), ("0", "0"), ("-0.00", "0"), ("100", "100")],
)
def test_points_as_printed(value, words):
    assert shown(D(value)) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "—"), (0, 3, "0.0%（0/3）"), (2, 3, "66.7%（2/3）"), (1, 3, "33.3%（1/3）"), (3, 3, "100.0%（3/3）")],
)
def test_rates_bear_both_figures(part, whole, words):
    assert percent(part, whole) == words


@pytest.mark.parametrize(
    ("asked", "since", "until", "label"),
    [
        ((2023,), date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        ((2024, "q1"), date(2024, 1, 1), date(2024, 3, 31), "2024年第一季度"),
        ((2024, "h2"), date(2024, 7, 1), date(2024, 12, 31), "2024年下半年"),
        ((2024, "q4", 2), date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ((2024, "year", 11, 3), date(2024, 3, 1), date(2024, 11, 30), "2024年3月至11月"),
        ((2024, "nothing"), date(2024, 1, 1), date(2024, 12, 31), "2024年"),
    ],
)
def test_periods(asked, since, until, label):
    period = period_of(*asked)
    assert (period.since, period.until, period.label) == (since, until, label)


@given(st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 12))
def test_quarters_hold_their_months(year, one, other):
    period = Period(year, min(one, other), max(one, other))
    quarters = period.in_quarters
    assert (quarters.first % 3, quarters.last % 3) == (1, 0)
    assert quarters.since <= period.since <= period.until <= quarters.until
    assert period.holds(period.since)
    assert not period.holds(period.until + timedelta(days=1))
    assert (last_day(year, period.last) + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"default": D("-1")}, "default"),
        ({"default": D("1.005")}, "default"),
        ({"default": D("NaN")}, "default"),
        ({"kinds": {3: D(1001)}}, "kind_3"),
        ({"columns": {3: D(-1)}}, "column_3"),
        ({"bonus": {InstructionKind.CITY: D(-1)}}, "bonus_city"),
        ({"cap": NOTHING}, "cap"),
        ({"missed": D("Infinity")}, "missed"),
    ],
)
def test_what_a_table_cannot_say(changes, field):
    assert list(wrong_terms(ScoringRules(**changes), date(2023, 1, 1), after=None)) == [field]


def test_a_version_comes_after_the_last():
    rules, day = ScoringRules(), date(2023, 1, 1)
    assert list(wrong_terms(rules, day, after=day)) == ["since"]
    assert wrong_terms(rules, day + timedelta(days=1), after=day) == {}


def test_rules_in_words():
    rules = ScoringRules(
        kinds={1: D(3)}, columns={5: D("0.5")}, bonus={InstructionKind.CITY: D(5)}, cap=D(20), missed=D(1)
    )
    words = dict(told(rules, {1: "经验做法", 2: "工作动态"}, {5: "基层动态", 6: "科普工作"}))
    assert words["经验做法"] == "3分"
    assert "工作动态" not in words
    assert words["【基层动态】（不分类别）"] == "0.5分"
    assert words["每个单位刊登得分上限（不含批示加分和扣分）"] == "每月20分"
    assert (words["约稿逾期未报"], words["约稿逾期后补报"]) == ("扣1分", "不扣分")
    assert dict(told(ScoringRules(), {}, {}))["每个单位刊登得分上限（不含批示加分和扣分）"] == "不设上限"


def test_empty_figures_are_empty():
    assert Figures().is_empty
    assert Figures().rate == "—"
