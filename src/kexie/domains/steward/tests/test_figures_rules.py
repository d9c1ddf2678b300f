"""Shares, the composite, periods, and small numbers that stay hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.steward.rules.figures import (
    MEASURE_LABELS,
    OF_RATE,
    RATE_LABELS,
    RATE_WORDS,
    WEIGHED,
    Figures,
    Measure,
    Rate,
    Share,
    Weights,
    composite,
    total,
)
from kexie.domains.steward.rules.open_figures import COUNTS, published, shown
from kexie.domains.steward.rules.periods import Period, PeriodKind
from kexie.domains.steward.rules.suppression import LEAST, Hidden, hide, is_small
from kexie.domains.steward.rules.trend import drawing

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
KINDS = st.sampled_from(list(PeriodKind))


class TestShare:
    @pytest.mark.parametrize(
        ("part", "whole", "said"),
        [
            (0, 0, "—"),
            (0, 3, "0.0%（0/3）"),
            (2, 3, "66.7%（2/3）"),
            (1, 8, "12.5%（1/8）"),
            (1, 16, "6.3%（1/16）"),  # 6.25: half up
            (3, 16, "18.8%（3/16）"),  # 18.75
            (1, 2000, "0.1%（1/2000）"),  # 0.05
            (1999, 2000, "100.0%（1999/2000）"),
            (7, 7, "100.0%（7/7）"),
        ],
    )
    def test_is_printed_half_up_with_what_it_was_counted_of(self, part, whole, said):
        assert str(Share(part, whole)) == said
        assert said.startswith(Share(part, whole).percent)

    @pytest.mark.parametrize(("part", "whole"), [(-1, 2), (3, 2), (1, 0)])
    def test_a_part_is_not_more_than_the_whole(self, part, whole):
        with pytest.raises(ValueError, match="part"):
            Share(part, whole)

    @pytest.mark.parametrize(
        ("now", "before", "said"),
        [
            ((2, 3), (1, 3), "+33.4"),
            ((1, 3), (2, 3), "-33.4"),
            ((1, 2), (2, 4), "0.0"),
            ((0, 0), (1, 2), "—"),
            ((1, 2), (0, 0), "—"),
        ],
    )
    def test_changes_as_far_as_is_printed(self, now, before, said):
        assert Share(*now).change(Share(*before)) == said


class TestComposite:
    def test_weighs_the_three_rates(self):
        figures = Figures(timed=10, responded=8, called=4, solved=2, satisfied=3, limited=9, kept=0)
        found = composite(figures, Weights())
        assert (found.value, found.percent, found.lacking) == (Fraction(6775, 10000), "67.8%", ())

    def test_what_is_empty_is_left_aside_and_named(self):
        figures = Figures(called=4, solved=2, satisfied=3)
        found = composite(figures, Weights())
        assert (found.value, found.lacking) == (Fraction(5, 8), (Rate.RESPONSE,))
        assert composite(Figures(timed=2, responded=1), Weights()).value == Fraction(1, 2)

    def test_without_any_rate_there_is_none(self):
        assert composite(Figures(received=3), Weights()).percent == "—"
        assert composite(Figures(timed=3, responded=3), Weights(0, 50, 50)).percent == "—"

    @given(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.integers(0, 100), st.integers(0, 100))
    def test_lies_between_the_rates(self, numbers, first, second):
        low, high = sorted((first, second))
        weights = Weights(low, high - low, 100 - high)
        responded, solved, satisfied = numbers
        figures = Figures(timed=50, responded=responded, called=50, solved=solved, satisfied=satisfied)
        value = composite(figures, weights).value
        assert value is not None
        assert Fraction(min(numbers), 50) <= value <= Fraction(max(numbers), 50)

    @pytest.mark.parametrize("of", [(30, 35, 36), (0, 0, 0), (-10, 60, 50)])
    def test_weights_are_a_hundred(self, of):
        with pytest.raises(ValueError, match="100"):
            Weights(*of)

    def test_everything_has_words(self):
        assert set(MEASURE_LABELS) == set(Measure)
        assert set(RATE_LABELS) == set(RATE_WORDS) == set(OF_RATE) == set(Rate) >= set(WEIGHED)
        assert str(Weights()) == "30/35/35"
        assert Figures().is_empty
        assert not total([Figures(closed=1), Figures()]).is_empty


class TestPeriod:
    @given(KINDS, DAYS)
    def test_holds_its_day_and_meets_its_neighbours(self, kind, day):
        period = Period.holding(kind, day)
        assert period.first <= day <= period.last
        assert period.before.end == period.first
        assert period.after.first == period.end
        assert period.after.before == period == Period.holding(kind, period.last)
        assert period.ends_at == period.after.begins_at

    @given(KINDS, DAYS, st.integers(1, 30))
    def test_goes_back_without_gaps(self, kind, day, count):
        found = Period.holding(kind, day).back(count)
        assert len(found) == count
        assert all(former.end == later.first for former, later in pairwise(found))

    @pytest.mark.parametrize(
        ("kind", "day", "said", "short"),
        [
            ("week", date(2026, 3, 15), "2026年3月9日至15日", "3/9"),
            ("week", date(2026, 4, 1), "2026年3月30日至4月5日", "3/30"),
            ("week", date(2026, 1, 1), "2025年12月29日至2026年1月4日", "12/29"),
            ("month", date(2026, 12, 31), "2026年12月", "26-12"),
            ("quarter", date(2026, 12, 31), "2026年第四季度", "26Q4"),
            ("quarter", date(2026, 1, 1), "2026年第一季度", "26Q1"),
            ("year", date(2026, 12, 31), "2026年", "2026"),
        ],
    )
    def test_is_spoken_of(self, kind, day, said, short):
        period = Period.holding(PeriodKind(kind), day)
        assert (period.label, period.short) == (said, short)

    def test_begins_at_midnight_of_the_association(self):
        period = Period.holding(PeriodKind.YEAR, date(2026, 5, 1))
        assert period.begins_at == datetime(2025, 12, 31, 16, tzinfo=UTC)
        assert period.ends_at - period.begins_at == timedelta(days=365)


class TestSmallNumbers:
    @pytest.mark.parametrize(
        ("numbers", "hidden", "total"),
        [
            ([], set(), False),
            ([0, 5, 9], set(), False),
            ([3, 5, 9], {0, 1}, False),
            ([3], {0}, True),
            ([1, 1, 9], {0, 1, 2}, False),
            ([4, 4, 9], {0, 1}, False),
            ([1, 0, 0], {0}, True),
            ([1, 1, 1, 1, 1, 7], {0, 1, 2, 3, 4, 5}, False),
        ],
    )
    def test_are_hidden_with_as_much_as_is_needed(self, numbers, hidden, total):
        assert hide([(number,) for number in numbers]) == Hidden(frozenset(hidden), total)

    @given(st.lists(st.integers(0, 12), max_size=5))
    def test_of_one_column_cannot_be_computed(self, numbers):
        found = hide([(number,) for number in numbers])
        for place, number in enumerate(numbers):
            assert not is_small(number) or place in found.rows
        if found.rows and not found.total:
            left = sum(numbers[place] for place in found.rows)
            assert left >= LEAST
            others = len(found.rows) - 1
            assert others, "one hidden number alone is the difference"
            # Even who knows that every hidden number is at least one finds two answers for each.
            assert left - others > 1


def figures_of(numbers) -> Figures:
    closed, timed, responded, called, solved, satisfied = numbers
    timed, responded = min(timed, closed), min(responded, timed, closed)
    return Figures(
        received=closed,
        closed=closed,
        timed=timed,
        responded=responded,
        limited=timed,
        kept=responded,
        called=called,
        solved=min(solved, called),
        satisfied=min(satisfied, called),
    )


ROWS = st.lists(st.tuples(*[st.integers(0, 11)] * 6).map(figures_of), min_size=1, max_size=4)


def answers(lines, rate):
    """All tables of (part, whole) of ``rate`` that agree with what was published."""
    *rows, last = lines
    choices = []
    for row in rows:
        part, whole = row[rate]
        wholes = [whole] if whole is not None else range(26)
        choices.append([(p, w) for w in wholes for p in ([part] if part is not None else range(w + 1))])
    part, whole = last[rate]
    for found in product(*choices):
        if part is not None and sum(p for p, _w in found) != part:
            continue
        if whole is not None and sum(w for _p, w in found) != whole:
            continue
        yield found


class TestPublished:
    def test_a_table(self):
        closing = ("closed", "timed", "responded", "limited", "kept", "called", "solved", "satisfied")

        def line(received, *numbers):
            return Figures(received=received, **dict(zip(closing, numbers, strict=True)))

        lines = [
            ("甲", line(40, 30, 30, 24, 30, 20, 20, 10, 14)),
            ("乙", line(3, 2, 2, 2, 2, 2, 0, 0, 0)),
            ("丙", line(12, 10, 10, 5, 10, 9, 6, 6, 0)),
        ]
        first, second, third, last = published(lines)
        assert [row["received"] for row in (first, second, third, last)] == [40, None, None, 55]
        assert (first["response"], second["response"], third["response"]) == ([24, 30], [None, None], [None, None])
        assert last["response"] == [31, 42]
        # Nine of ten were in time: the one that was not is hidden by its whole already.
        assert (first["solved"], second["solved"], third["solved"], last["solved"]) == (
            [10, 20],
            [0, 0],
            [6, 6],
            [16, 26],
        )
        assert shown(third["response"]).share is None
        assert shown(first["response"]).share == Share(24, 30)

    @given(ROWS)
    def test_no_small_number_is_told(self, rows):
        lines = published([(str(place), row) for place, row in enumerate(rows)])
        for line in lines:
            for name in COUNTS:
                assert not is_small(line[name] or 0)
            for rate in Rate:
                part, whole = line[rate]
                assert not is_small(whole or 0)
                if part is not None:
                    assert whole is not None
                    assert not is_small(part)
                    assert not is_small(whole - part)

    @given(ROWS.filter(lambda rows: len(rows) < 4), st.sampled_from(list(Rate)))
    def test_no_small_number_can_be_computed(self, rows, rate):
        """Whoever tries all tables that agree with what is told finds more than one answer for each number that is hidden."""
        lines = published([(str(place), row) for place, row in enumerate(rows)])
        if (
            all(line[rate] != [None, None] or True for line in lines)
            and sum(row.share(rate).whole for row in rows) > 25
        ):
            return
        open_places = {
            (place, kind)
            for place, row in enumerate(rows)
            for kind, number in enumerate((row.share(rate).part, row.share(rate).rest, row.share(rate).whole))
            if is_small(number)
        }
        seen: dict = {}
        for found in answers(lines, rate):
            for place, (part, whole) in enumerate(found):
                for kind, number in enumerate((part, whole - part, whole)):
                    if (place, kind) in open_places:
                        seen.setdefault((place, kind), set()).add(number)
            if all(len(seen.get(place, ())) > 1 for place in open_places):
                return
        assert not open_places, (lines, seen)


def test_lines_of_the_trend_break_where_there_is_nothing():
    shares = {rate: [Share(1, 2), Share(0, 0), Share(2, 2), Share(0, 3)] for rate in Rate}
    found = drawing(["1", "2", "3", "4"], shares)
    assert len({line.stroke for line in found.lines}) == len({line.mark for line in found.lines}) == len(Rate)
    for line in found.lines:
        assert (len(line.marks), len(line.runs)) == (3, 1)
        assert line.marks[0].words.endswith("50.0%（1/2）")
        assert line.marks[1].y < line.marks[0].y < line.marks[2].y
        assert bool(line.legend) == (line.mark != "circle")
        assert len(line.polygons) == 3
