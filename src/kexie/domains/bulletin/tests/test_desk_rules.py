"""How the desk counts weeks, puts a reason together, and finds its way back to the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.desk import (
    AT_ONCE,
    KEYS,
    REASONS_OFFERED,
    TABS,
    frequent,
    monday_of,
    own_address,
    united,
    week_label,
    weeks,
    with_words,
)
from kexie.domains.bulletin.rules.submissions import NEEDS_REASON, STEPS, SubmissionState, SubmissionVerb

WEDNESDAY = date(2023, 5, 24)
LIST = "/workbench/bulletin/"
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


class TestWeeks:
    @given(DAYS)
    def test_a_week_begins_on_monday(self, day):
        monday = monday_of(day)
        assert monday.weekday() == 0
        assert monday <= day < monday + timedelta(days=7)

    @pytest.mark.parametrize(
        ("monday", "label"),
        [
            (date(2023, 5, 22), "本周（5月22日—28日）"),
            (date(2023, 5, 15), "上周（5月15日—21日）"),
            (date(2023, 5, 1), "5月1日—7日"),
            (date(2023, 4, 24), "4月24日—30日"),
            (date(2023, 3, 27), "3月27日—4月2日"),
            (date(2022, 12, 26), "2022年12月26日—1月1日"),
        ],
    )
    def test_it_is_called_as_people_do(self, monday, label):
        assert week_label(monday, today=WEDNESDAY) == label

    def test_the_filter_offers_this_week_first_and_each_once(self):
        offered = weeks(WEDNESDAY)
        assert offered[0] == ("2023-05-22", "本周（5月22日—28日）")
        assert len({value for value, _label in offered}) == len(offered) == 13


class TestVerbs:
    def test_what_needs_a_reason_is_not_done_at_one_press(self):
        assert not AT_ONCE & NEEDS_REASON
        assert set(KEYS) == AT_ONCE | NEEDS_REASON

    def test_each_verb_of_the_desk_has_a_key_of_its_own(self):
        assert {row.verb for row in STEPS if row.ability == "bulletin.handle"} == set(KEYS)
        assert len(set(KEYS.values()) | {"j", "k", "o", "d", "n"}) == len(KEYS) + 5

    def test_every_state_that_the_desk_sees_has_a_tab(self):
        assert set(TABS) == set(SubmissionState) - {SubmissionState.DRAFT, SubmissionState.WITHDRAWN}


class TestReasons:
    @pytest.mark.parametrize(
        ("chosen", "note", "reason"),
        [
            ([], "", ""),
            (["时效已过"], "", "时效已过。"),
            (["时效已过。"], "上周已报", "时效已过；上周已报。"),
            ([], "  请补充数据； ", "请补充数据。"),
            ([], "真的吗？", "真的吗？"),
        ],
    )
    def test_ticked_and_written_become_sentences(self, chosen, note, reason):
        assert with_words(chosen, note) == reason

    def test_what_was_said_often_comes_first_each_once(self):
        offered = frequent(["时效已过", "请改标题"], SubmissionVerb.REJECT)
        assert offered[:2] == ["时效已过", "请改标题"]
        assert len(offered) == len(set(offered)) <= REASONS_OFFERED


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "back"),
        [
            ("", LIST),
            (LIST, LIST),
            (f"{LIST}?state=sent&week=all", f"{LIST}?state=sent&week=all"),
            (f"{LIST}?state=sent&_open=1&_did=2", f"{LIST}?state=sent"),
            ("//evil.example/workbench/bulletin/?state=sent", LIST),
            ("https://evil.example/workbench/bulletin/?a=1", LIST),
            ("/workbench/persons/?state=sent", LIST),
            ("http://[bad", LIST),
        ],
    )
    def test_the_way_back_leads_to_the_list_alone(self, address, back):
        assert own_address(address, path=LIST) == back

    @given(st.text(max_size=80))
    def test_it_stays_on_the_list_whatever_is_sent(self, text):
        assert own_address(text, path=LIST).partition("?")[0] == LIST

    def test_changes_are_added(self):
        assert own_address(f"{LIST}?text=a&_open=9", path=LIST, _open="7", _did="") == f"{LIST}?text=a&_open=7"


def test_units_sign_in_order_each_once():
    assert united([["科普部", "青溪区科协"], ["云台区科协", "科普部"]]) == ("科普部", "青溪区科协", "云台区科协")
