"""What is in the PDF: every character embedded and readable, tags, bookmarks, and no word taken for markup."""

from __future__ import annotations

import io
import logging
import threading
import time

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.documents.docx import render_docx
from kexie.base.documents.html import render_html
from kexie.base.documents.model import Closing, Contents, Document, Heading, Imprint, Masthead, Paragraph, Table
from kexie.base.documents.pdf import missing_characters, render_pdf
from kexie.base.documents.refusals import PictureUnreadable
from kexie.base.documents.tests.factories import RARE_NAMES, bulletin, everything, picture
from kexie.base.documents.tests.words import pdf_words, squeezed
from kexie.base.documents.text import render_text

INJECTIONS = (
    '#eval("1+1")',
    '#import "x": *',
    "$ sum x^2 $",
    "*重* _斜_ `码`",
    "\\ \\u{41} \\#",
    "= 标题",
    "- 项 + 项 / 项: 值",
    "<标签> @引用 // 注 /* 注 */",
    "\"引\" '号' ~ -- ---",
    "{code} [content] #let a = 1",
    "https://yunchuan.example/?a=1&b=2",
)


def paper(text: str) -> Document:
    return Document(title="测试", parts=(Paragraph(text=text),))


def fonts_of(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]


def shown_codes(pdf: pikepdf.Pdf) -> set[int]:
    """The two-byte glyph codes that are shown anywhere."""
    codes: set[int] = set()
    for page in pdf.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            strings = operands[0] if str(operator) == "TJ" else operands if str(operator) in ("Tj", "'", '"') else []
            for string in strings:
                if isinstance(string, pikepdf.String):
                    raw = bytes(string)
                    codes.update(int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2))
    return codes


def test_every_font_is_embedded_with_its_meaning():
    pdf = pikepdf.open(io.BytesIO(render_pdf(everything())))
    fonts = fonts_of(pdf)
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
        assert "/ToUnicode" in font


def test_rare_names_have_glyphs_and_read_back():
    data = render_pdf(paper(RARE_NAMES))
    assert squeezed(RARE_NAMES) in pdf_words(data)
    codes = shown_codes(pikepdf.open(io.BytesIO(data)))
    assert 0 not in codes  # the glyph of a missing character
    assert len(codes) >= len(set(RARE_NAMES))


def test_whole_issue_has_no_missing_glyph():
    assert 0 not in shown_codes(pikepdf.open(io.BytesIO(render_pdf(bulletin()))))
    assert missing_characters(bulletin()) == frozenset()


def test_character_without_glyph_is_marked_and_named(caplog):
    document = paper("会场😀里\ue123有人")
    with caplog.at_level(logging.WARNING):
        data = render_pdf(document)
    assert "会场〓里〓有人" in pdf_words(data)
    assert missing_characters(document) >= {"😀", "\ue123"}
    assert "U+1F600" in caplog.text
    assert 0 not in shown_codes(pikepdf.open(io.BytesIO(data)))
    assert b"pdfaid" in data


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_is_printed_as_it_stands(text):
    document = Document(
        title=text, author=text, parts=(Heading(text=text, level=1), Paragraph(text=f"始{text}终", credit=text))
    )
    words = pdf_words(render_pdf(document))
    assert words.count(squeezed(text)) >= 3
    assert squeezed(f"始{text}终（{text}）") in words


@given(st.text(alphabet=st.sampled_from("云川，。“”（）#$*_`\\{}[]<>@/\"'=-+~%&;:^|!?0aZ "), max_size=40))
def test_any_text_reads_back_from_the_pdf(text):
    assert squeezed(text) == pdf_words(render_pdf(paper(text)), numbers=False)


def test_standards_tags_title_and_language():
    data = render_pdf(everything())
    pdf = pikepdf.open(io.BytesIO(data))
    metadata = pdf.open_metadata()
    assert metadata.pdfa_status == "2A"
    assert metadata.get("pdfuaid:part") == "1"
    assert metadata.get("dc:title") == "各种样式"
    assert str(pdf.Root.Lang) == "zh-CN"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_structure_has_headings_list_table_and_described_picture():
    pdf = pikepdf.open(io.BytesIO(render_pdf(everything())))
    kinds = [
        str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
    ]
    assert {"/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= set(kinds)
    alts = [str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert alts == ["专家在田边查看水泵"]


def test_bookmarks_follow_the_headings():
    with pikepdf.open(io.BytesIO(render_pdf(bulletin()))).open_outline() as outline:
        columns = [entry.title for entry in outline.root]
        assert columns == ["【主题教育】", "【数字科协】", "【科创工作】", "【科普工作】", "【基层动态】"]
        assert outline.root[0].children[0].title == "第1支科技小分队到青溪镇开展春灌服务"


def test_levels_that_skip_are_set_right():
    parts = tuple(Heading(text=f"标题{level}", level=level) for level in (3, 1, 4, 2))
    data = render_pdf(Document(title="跳级", parts=parts))
    assert pikepdf.open(io.BytesIO(data)).open_metadata().get("pdfuaid:part") == "1"


def test_same_document_gives_same_bytes():
    assert render_pdf(everything()) == render_pdf(everything())


def test_empty_document_is_a_page():
    assert len(pikepdf.open(io.BytesIO(render_pdf(Document(title="", parts=())))).pages) == 1


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n broken"])
def test_damaged_picture_is_refused(data):
    with pytest.raises(PictureUnreadable, match="水泵"):
        render_pdf(Document(title="图", parts=(picture(data=data),)))


def test_threads_share_the_press():
    texts = [f"第{number}组" for number in range(8)]
    results: dict[str, str] = {}
    threads = [
        threading.Thread(target=lambda t=text: results.update({t: pdf_words(render_pdf(paper(t)))})) for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(text in results[text] for text in texts)


def test_kept_press_renders_a_real_issue_fast():
    render_pdf(bulletin(1))
    began = time.process_time()
    render_pdf(bulletin(8))
    assert time.process_time() - began < 1.0  # 0.02 s on an idle machine; the promise of 0.1 s is kept by the benchmark


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("zh-CN", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("en", "en"),
        ("en-GB", "en-GB"),
        ("", "zh"),
        ("中文", "zh"),
        ("x-#", "zh"),
    ],
)
def test_language_is_written_into_the_file(lang, written):
    data = render_pdf(Document(title="Report", parts=(Paragraph(text="Hello, 云川"),), lang=lang))
    assert str(pikepdf.open(io.BytesIO(data)).Root.Lang) == written


def test_date_of_the_masthead_is_the_date_of_the_file():
    with pikepdf.open(io.BytesIO(render_pdf(bulletin(1)))) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20260306")
        assert str(pdf.docinfo.Author) == "云川市科协办公室"


def test_parts_without_words_do_not_break_the_paper():
    document = Document(
        title="空",
        masthead=Masthead(name="", number_line=""),
        parts=(
            Heading(text=""),
            Paragraph(text=""),
            Contents(title="", entries=()),
            Table(head=(), rows=()),
            Table(head=("",), rows=((),)),
            Closing(lines=()),
        ),
        imprint=Imprint(label="", lines=()),
    )
    assert pdf_words(render_pdf(document), numbers=False).strip("◆") == ""
    assert render_docx(document)[:2] == b"PK"
    assert "doc-masthead" in render_html(document)
    assert squeezed(render_text(document)).strip("─｜") == ""
