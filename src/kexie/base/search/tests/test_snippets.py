from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kexie.base.search.snippets import marked, snippet


def test_hits_are_marked_and_everything_else_is_escaped():
    assert marked("<b>科普</b>大会", ["科普"]) == "&lt;b&gt;<mark>科普</mark>&lt;/b&gt;大会"
    assert marked('"><script>科普', ["script"]) == "&quot;&gt;&lt;<mark>script</mark>&gt;科普"


def test_full_width_spaces_and_case_do_not_matter():
    assert marked("举办 ＡＩ 科普", ["ai科普"]) == "举办 <mark>ＡＩ 科普</mark>"


def test_overlapping_hits_are_one_mark():
    assert marked("科学技术协会", ["科学技术", "技术协会"]) == "<mark>科学技术协会</mark>"


def test_a_snippet_stands_around_the_first_hit_and_begins_behind_a_full_stop():
    text = "开头的话。" * 60 + "活动在科技馆举行。" + "后面的话。" * 60
    shown = snippet(text, ["科技馆"], width=60)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "活动在<mark>科技馆</mark>举行。" in shown
    assert re.match(r"…(开头的话。)*活动在", shown)


def test_without_a_hit_the_beginning_is_shown():
    assert snippet("一二三四五六七八九十", ["科普"], width=5) == "一二三四五…"
    assert snippet("", ["科普"]) == ""


@given(
    text=st.text(max_size=200), words=st.lists(st.text(min_size=1, max_size=4), max_size=3), width=st.integers(5, 60)
)
def test_nothing_but_marks_is_markup_and_no_text_is_invented(text, words, width):
    shown = snippet(text, words, width=width)
    bare = re.sub("</?mark>", "", shown)
    assert "<" not in bare
    assert ">" not in bare
    assert shown.count("<mark>") == shown.count("</mark>")
