"""HTML for programs: plain tags, whole addresses, and the same words as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.documents.clean_html import plain_html, plain_text


def whole(path: str) -> str:
    return f"https://kexie.example{path}"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<p class="lead" style="color:red">甲<b>乙</b></p>', "<p>甲<b>乙</b></p>"),
        ("<p>甲</p><script>alert(1)</script><style>p{}</style>", "<p>甲</p>"),
        ('<p onclick="x()">甲</p>', "<p>甲</p>"),
        ('<a href="javascript:x()">甲</a>', '<a rel="noopener">甲</a>'),
        ('<a href="/kepu/">甲</a>', '<a href="https://kexie.example/kepu/" rel="noopener">甲</a>'),
        ('<a href="//evil.example/">甲</a>', '<a href="//evil.example/" rel="noopener">甲</a>'),
        ('<img src="/media/a.jpg" alt="展厅" srcset="b">', '<img src="https://kexie.example/media/a.jpg" alt="展厅">'),
        ("<section><h2>附件</h2><svg><path/></svg>甲</section>", "<h2>附件</h2>甲"),
    ],
)
def test_what_is_left(html, clean):
    assert plain_html(html, whole) == clean


def test_the_words_a_line_for_each_paragraph():
    html = "<h2>开幕</h2><p>甲&amp;乙<br>丙  丁</p><ul><li>一</li><li>二</li></ul><blockquote><p>引文</p></blockquote>"
    assert plain_text(html).split("\n") == ["开幕", "甲&乙", "丙 丁", "一", "二", "引文"]


@given(st.text(max_size=200))
def test_nothing_runs_and_no_tag_is_left_in_the_text(html):
    clean = plain_html(f"<p>{html}</p>", whole)
    assert "<script" not in clean
    assert plain_html(clean, whole) == clean
    assert "<p>" not in plain_text(clean)
