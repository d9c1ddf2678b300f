"""Each output is read back, and all of them say the same words: page, PDF, DOCX, OFD, plain text."""

from __future__ import annotations

import ofdkit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.documents.docx import render_docx
from kexie.base.documents.html import render_html
from kexie.base.documents.model import Closing, Contents, Document, Heading, Paragraph, Part, Picture, Table
from kexie.base.documents.ofd import render_ofd
from kexie.base.documents.pdf import missing_characters, render_pdf
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.tests.factories import (
    IMPRINT,
    MASTHEAD,
    RARE_NAMES,
    SENTENCE,
    bulletin,
    everything,
    picture,
    png,
)
from kexie.base.documents.tests.measuring import pages
from kexie.base.documents.tests.words import BULLETS, docx_words, html_words, ofd_words, pdf_words, text_words
from kexie.base.documents.text import render_text


def long_issue() -> Document:
    """Several pages: an item longer than a page, pictures with and without captions, rare names everywhere."""
    parts: list[Part] = [Contents(title="目录提要", entries=(f"{RARE_NAMES}赴青溪镇", "第二条——“引号”与《书名》"))]
    for number in range(1, 6):
        parts.append(Heading(text=f"【栏目{number}】", level=1))
        parts.append(Heading(text=f"{RARE_NAMES[:2]}等{number}人到青溪镇 开展“重走春灌路”主题活动", level=2))
        parts += [Paragraph(text=f"3月{number}日，{SENTENCE * (number * 6)}") for _ in range(2)]
        parts.append(
            picture(data=png(200 + number, 150), caption=f"图{number}为{RARE_NAMES}在现场" if number % 2 else "")
        )
        parts.append(Paragraph(text=SENTENCE, credit=f"科普部、第{number}区科协"))
    return Document(title="长刊", masthead=MASTHEAD, parts=tuple(parts), imprint=IMPRINT)


def check_all_say_the_same(document: Document) -> None:
    """Read every output of ``document`` back and compare."""
    expected = text_words(render_text(document))
    assert html_words(render_html(document)) == expected
    assert docx_words(render_docx(document)) == expected
    bullets = dict.fromkeys(map(ord, BULLETS))
    pdf = render_pdf(document)
    assert pdf_words(pdf, numbers=False).translate(bullets) == expected
    ofd = render_ofd(document)
    assert ofd_words(ofd, numbers=False).translate(bullets) == expected
    assert ofd_words(ofd) == pdf_words(pdf)


@pytest.mark.parametrize(
    "document", [bulletin(), everything(), long_issue()], ids=["bulletin", "everything", "long issue"]
)
def test_all_outputs_say_the_same(document):
    check_all_say_the_same(document)
    assert missing_characters(document) == frozenset()


def test_long_issue_is_long_and_has_its_pictures():
    document = long_issue()
    found = pages(render_pdf(document))
    assert len(found) >= 5
    assert sum(len(page.images) for page in found) == 5
    with ofdkit.open(render_ofd(document)) as file:
        assert len(file.pages) == len(found)
    for name in RARE_NAMES.split("、"):
        assert name in text_words(render_text(document))


def test_paragraphs_are_read_back_from_the_docx_one_by_one():
    document = long_issue()
    read = [block.text for block in read_blocks(render_docx(document), name="a.docx", isolated=False)]
    for part in document.parts:
        if isinstance(part, Paragraph):
            assert any(text.startswith(part.text) for text in read)


WORDS = st.text(
    alphabet=st.sampled_from("云川市科协喆祎赟镕頔，。、；：？！“”‘’（）《》——……·123aBc %/-.@&<>"),
    min_size=1,
    max_size=80,
).filter(lambda text: not text.strip().startswith("·"))  # in plain text it would be read as a bullet
PARTS = st.one_of(
    st.builds(Heading, text=WORDS, level=st.integers(1, 4)),
    st.builds(Paragraph, text=WORDS, credit=st.one_of(st.just(""), WORDS)),
    st.builds(Contents, title=WORDS, entries=st.lists(WORDS, min_size=1, max_size=3).map(tuple)),
    st.builds(Table, head=st.tuples(WORDS, WORDS), rows=st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(Picture, data=st.just(png(60, 40)), alt=WORDS, caption=st.one_of(st.just(""), WORDS)),
    st.builds(Closing, lines=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple)),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(PARTS, min_size=1, max_size=8).map(tuple))
def test_any_document_says_the_same(parts):
    check_all_say_the_same(Document(title="任意", parts=parts))
