"""Which addresses a text names, how recipients are cut into batches, what the mail says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.dispatching import (
    BATCH,
    Named,
    batches,
    is_address,
    mail_text,
    normal,
    read_addresses,
    wait_after,
)
from kexie.domains.bulletin.rules.snapshot import snapshot
from kexie.domains.bulletin.tests.factories import SAID


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@b.cn", [Named("a@b.cn")]),
        ("  A@B.CN ", [Named("a@b.cn")]),
        ("张三 <a@b.cn>", [Named("a@b.cn", "张三")]),
        ("张三 a@b.cn", [Named("a@b.cn", "张三")]),
        ("张三：<a@b.cn>", [Named("a@b.cn", "张三")]),
        ("a@b.cn，c@d.cn；e@f.cn\ng@h.cn", [Named("a@b.cn"), Named("c@d.cn"), Named("e@f.cn"), Named("g@h.cn")]),
        ("a@b.cn\nA@b.cn", [Named("a@b.cn")]),
        ("", []),
        ("，；\n\n", []),
    ],
)
def test_addresses_are_read_as_people_write_them(text, found):
    assert read_addresses(text) == (found, [])


@pytest.mark.parametrize(
    "text", ["张三", "a@", "@b.cn", "a b@c", "a@b.cn\x00", "a@b..cn", "a@例子.cn", "x" * 300 + "@b.cn"]
)
def test_what_is_no_address_is_named(text):
    found, wrong = read_addresses(f"{text}，good@b.cn")
    assert [named.address for named in found] == ["good@b.cn"]
    assert wrong == [text]


@given(st.text(max_size=200))
def test_any_text_gives_addresses_that_are_some(text):
    found, _wrong = read_addresses(text)
    assert all(is_address(named.address) and named.address == normal(named.address) for named in found)
    assert len({named.address for named in found}) == len(found)
    assert not any("\n" in named.name or len(named.name) > 60 for named in found)


@given(st.lists(st.integers(), max_size=400), st.integers(1, 60))
def test_batches_keep_all_in_order(keys, size):
    cut = batches(keys, size)
    assert [key for run in cut for key in run] == keys
    assert all(0 < len(run) <= size for run in cut)


def test_a_batch_has_a_size():
    assert [len(run) for run in batches(range(120))] == [BATCH, BATCH, 20]


def test_waiting_grows_and_stays_bounded():
    waits = [wait_after(attempts) for attempts in range(12)]
    assert waits[0] == waits[1] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert waits[-1] < timedelta(days=1)


class TestLetter:
    CONTENT = snapshot(SAID, [{"id": name} for name in "abc"])

    def test_it_says_what_the_issue_holds_and_where_it_is(self):
        text = mail_text(self.CONTENT, address="https://kexie.example/bulletin/2023/17/", note="请各单位学习。")
        assert text.startswith("请各单位学习。\n\n科协每周动态2023年第17期（总第70期）已印发。")
        assert "· 市科协到青溪区调研科普场馆" in text
        assert "网页阅读：https://kexie.example/bulletin/2023/17/" in text
        assert "信息报送邮箱：news@yunchuan.example" in text
        assert "更正" not in text

    def test_titles_stand_in_for_missing_highlights(self):
        text = mail_text(self.CONTENT | {"highlights": [], "mailbox": ""}, address="https://kexie.example/")
        assert "· 柳湾街道办起科学集市" in text
        assert "邮箱" not in text

    def test_a_correction_says_so(self):
        text = mail_text(self.CONTENT, address="https://kexie.example/", correction="第二条人数有误。")
        assert "本期为更正稿，更正说明：第二条人数有误。" in text
