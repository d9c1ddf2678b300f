from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.highlights import item_of

ITEMS = [
    ("市科协领导带队到青溪区 调研科普场馆", "座谈会研究了开放时间。"),
    ("共促科技文化融合 市科协与市文联签订合作协议", "双方将办好科学影像展。"),
    ("市科协与云川大学签署共建协议", "双方将共建科学家精神教育基地。"),
]


@pytest.mark.parametrize(
    ("highlight", "place"),
    [
        ("市科协领导到青溪区调研科普场馆", 0),
        ("市科协与市文联签订合作协议", 1),
        ("市科协与云川大学共建科学家精神教育基地", 2),
        ("航空学会进校园", None),
        ("市科协", None),
        ("", None),
        ("！？", None),
    ],
)
def test_a_highlight_leads_to_the_item_that_it_speaks_of(highlight, place):
    assert item_of(highlight, ITEMS) == place


def test_of_two_that_are_alike_neither_is_chosen():
    assert item_of("学会换届", [("农学会换届", ""), ("航空学会换届", "")]) is None


def test_without_items_there_is_nothing_to_lead_to():
    assert item_of("学会换届", []) is None


@given(st.lists(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=6, max_size=20), min_size=1, max_size=6, unique=True))
def test_a_title_itself_leads_to_its_item_or_nowhere(titles):
    items = [(title, "") for title in titles]
    for place, title in enumerate(titles):
        assert item_of(title, items) in (place, None)
