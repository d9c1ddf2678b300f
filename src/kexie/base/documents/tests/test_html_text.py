"""HTML and text: nothing but words gets through; and say the same (the others: `test_same_words`)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.documents.html import render_html
from kexie.base.documents.model import (
    Closing,
    Contents,
    Document,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Picture,
    Table,
)
from kexie.base.documents.tests.factories import bulletin, everything, picture, png
from kexie.base.documents.tests.words import html_words, squeezed, text_words
from kexie.base.documents.text import RULE, render_text

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</p></article><svg/onload=alert(1)>",
    "&lt;script&gt;",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
    "<!--",
    "]]><a href='//evil.example'>",
)
ALLOWED = {
    *("article", "header", "footer", "section", "p", "span", "time", "h2", "h3", "h4", "h5", "ul", "li", "figure"),
    *("figcaption", "img", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "br"),
}
ATTRIBUTES = {"class", "lang", "datetime", "scope", "src", "alt", "loading", "role", "aria-label", "width", "height"}


class Tags(HTMLParser):
    """What elements and attributes a fragment really has, and whether they are closed in order."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def full_of(text: str) -> Document:
    """A document with ``text`` wherever a word can stand."""
    return Document(
        title=text,
        lang="zh-CN",
        masthead=Masthead(name=text, number_line=text, running_line=text, publisher=text),
        parts=(
            Contents(title=text, entries=(text,)),
            Heading(text=text, level=2),
            Paragraph(text=text, credit=text),
            Table(head=(text,), rows=((text,),), caption=text),
            Picture(data=png(), alt=text, caption=text),
            Closing(lines=((text, text),)),
        ),
        imprint=Imprint(label=text, lines=(text, text), print_run=text),
    )


@pytest.mark.parametrize("text", XSS)
@pytest.mark.parametrize("wrap", [str, SafeString])
def test_no_word_becomes_an_element(text, wrap):
    fragment = render_html(full_of(wrap(text)), picture_url=lambda picture: "/p/1.png")
    tags = Tags(fragment)
    assert set(tags.names) <= ALLOWED
    assert set(tags.attributes) <= ATTRIBUTES
    assert not tags.open
    assert tags.attributes["src"] == ["/p/1.png"]
    assert html_words(fragment).count(squeezed(text)) >= 15


def test_html_is_safe_and_semantic():
    fragment = render_html(everything(), picture_url=lambda picture: "/media/a.png?x=1&y=2")
    tags = Tags(fragment)
    assert isinstance(fragment, SafeString)
    assert tags.names[0] == "article"
    assert [name for name in tags.names if name in ("h1", "h2", "h3", "h4", "h5")] == ["h2", "h2", "h3", "h4", "h5"]
    assert tags.attributes["scope"] == ["col"] * 3
    assert tags.attributes["datetime"] == ["2026-03-06"]
    assert tags.attributes["alt"] == ["专家在田边查看水泵"]
    assert tags.attributes["src"] == ["/media/a.png?x=1&y=2"]
    assert tags.attributes["class"].count("doc-number") == 2


def test_picture_without_address_keeps_its_description():
    tags = Tags(render_html(Document(title="图", parts=(picture(),))))
    assert tags.attributes["aria-label"] == ["专家在田边查看水泵"]
    assert "img" not in tags.names


def test_lines_of_a_paragraph_stay_lines():
    document = Document(title="行", parts=(Paragraph(text="甲\r\n乙<br>"),))
    assert "甲<br>乙&lt;br&gt;" in render_html(document)
    assert render_text(document) == "　　甲\n乙<br>\n"


def test_text_has_head_body_and_foot():
    lines = render_text(bulletin()).split("\n")
    assert lines[:6] == [
        "云川科协动态",
        "2026年 第9期",
        "（总第31期）",
        "云川市科协办公室　　2026年3月6日",
        RULE,
        "目录提要",
    ]
    assert lines[-6:] == [
        "分送：市科协主席、副主席、常委",
        "各市级学会，各区科协，高校和园区科协",
        "机关各部门、直属单位",
        "共印 120 份",
        RULE,
        "",
    ]
    assert any(line.startswith("　　3月1日，") for line in lines)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_says_the_same_in_html_and_text(text):
    document = Document(title="任意", parts=(Paragraph(text="首" + text + "尾"),))
    assert html_words(render_html(document)) == text_words(render_text(document))
