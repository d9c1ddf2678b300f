"""Markdown, plain text and DOCX are read into blocks; what cannot be read is refused with a reason and a line."""

from __future__ import annotations

import io
import time

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.documents import reading
from kexie.base.documents.model import Block, BlockKind
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.reading_limits import MAX_BLOCKS, limited
from kexie.base.documents.refusals import (
    BrokenEncoding,
    ControlCharacter,
    Damaged,
    FileTooLarge,
    NoText,
    NotText,
    TooManyBlocks,
    TooManyCharacters,
    UnknownType,
)
from kexie.base.documents.tests.factories import png

H, P, LI, HR, TR, PIC = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.RULE,
    BlockKind.TABLE_ROW,
    BlockKind.PICTURE,
)

MARKDOWN = """# 云川科协动态

2026年 第9期

---

## 目录提要

- 春灌服务走进青溪镇
- **重点**提要

## **科普大篷车开进山区小学**

3月2日，云川市科协
组织专家到校。See
also here.（科普部）

**云川市农机学会换届**

1. 第一件
2. 第二件

| 单位 | 场次 |
|---|---|
| 青溪区 | 12 |

![会场](a.png)

    缩进的一行

> 引用的话
"""


def kinds(blocks: list[Block]) -> list[BlockKind]:
    return [block.kind for block in blocks]


def markdown(text: str) -> list[Block]:
    return read_blocks(text.encode(), name="a.md")


def word_file(build) -> bytes:
    word = docx.Document()
    build(word)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def read_word(build) -> list[Block]:
    return read_blocks(word_file(build), name="a.docx", isolated=False)


def test_markdown_structures_in_order():
    blocks = markdown(MARKDOWN)
    assert kinds(blocks) == [H, P, HR, H, LI, LI, H, P, P, LI, LI, TR, TR, PIC, P, P]
    assert [block.level for block in blocks if block.kind is H] == [1, 2, 2]
    assert blocks[0] == Block(kind=H, text="云川科协动态", line=1, level=1)
    assert blocks[5].text == "重点提要"
    assert blocks[11].cells == ("单位", "场次")
    assert blocks[13].text == "会场"
    assert [block.text for block in blocks[-2:]] == ["缩进的一行", "引用的话"]


def test_markdown_lines_are_those_of_the_file():
    lines = MARKDOWN.split("\n")
    for block in markdown(MARKDOWN):
        assert block.kind in (HR, TR) or block.text[:2] in lines[block.line - 1]
    assert [block.line for block in markdown("一\n\n二\n\n\n# 三")] == [1, 3, 6]


def test_strong_means_all_of_it():
    strong = [block.text for block in markdown(MARKDOWN) if block.strong]
    assert strong == ["科普大篷车开进山区小学", "云川市农机学会换届"]


def test_the_line_breaks_of_a_paragraph_are_kept():
    text = next(block.text for block in markdown(MARKDOWN) if block.text.startswith("3月2日"))
    assert text == "3月2日，云川市科协\n组织专家到校。See\nalso here.（科普部）"


def test_numbers_of_ordered_items_are_kept():
    assert [block.text for block in markdown(MARKDOWN) if block.text.endswith("件")] == ["1. 第一件", "2. 第二件"]


def test_html_in_markdown_stays_text():
    assert markdown("# 题\n\n<script>alert(1)</script>")[1].text == "<script>alert(1)</script>"


def test_markdown_is_known_by_content_whatever_the_name():
    assert read_blocks("# 题\n\n文".encode(), name="附件.txt") == markdown("# 题\n\n文")
    assert read_blocks("# 题\n\n文".encode(), name="没有扩展名") == markdown("# 题\n\n文")


def test_plain_text_is_a_paragraph_for_each_line():
    blocks = read_blocks("　　云川科协动态\r\n\r\n3月6日\r\n———\r\n    （办公室）".encode(), name="a.txt")
    assert [(block.kind, block.text, block.line) for block in blocks] == [
        (P, "云川科协动态", 1),
        (P, "3月6日", 3),
        (HR, "", 4),
        (P, "（办公室）", 5),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_known_encodings_read_alike(encoding):
    text = "云川市科协召开座谈会，陈赟、郭镕到会。\n青溪镇“春灌”现场。"
    blocks = read_blocks(text.encode(encoding), name="a.txt")
    assert [block.text for block in blocks] == text.split("\n")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("第一行\n第二行".encode() + b"\xff\xff" + "\n第三行".encode(), 2),
        (("云川市科协" * 30 + "\n").encode() * 3 + b"\xe4\xba" + "\n完".encode(), 4),
        (b"caf\xe9 au lait\nligne", 1),
        (b"line\n\x81", 2),
    ],
)
def test_broken_encoding_is_refused_with_its_line(data, line):
    with pytest.raises(BrokenEncoding, match=f"第{line}行") as caught:
        read_blocks(data, name="a.md")
    assert caught.value.data == {"line": line}


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"---\n\n---", "\ufeff".encode(), "　".encode()])
def test_nothing_to_read_is_refused(data):
    with pytest.raises(NoText):
        read_blocks(data, name="a.md")


@pytest.mark.parametrize(
    "data",
    [png(), b"%PDF-1.7\n%x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"MZ\x00\x00", b"PK\x03\x04 no zip"],
)
def test_other_types_are_refused_by_content(data):
    with pytest.raises(UnknownType, match="请提交以下类型的文件"):
        read_blocks(data, name="报告.docx")


def test_large_text_is_refused_before_it_is_read():
    with pytest.raises(FileTooLarge, match="5 MB"):
        read_blocks(b"a" * (5 * 1024 * 1024 + 1), name="a.txt")


def test_a_thousand_pages_are_refused_with_the_limit():
    page = "\n\n".join("云川市科协组织专家到青溪镇开展春灌服务。" * 4 for _ in range(7))
    with pytest.raises(TooManyCharacters, match=r"第\d+行.*300000字（约487页）"):
        markdown("# 题\n\n" + "\n\n".join([page] * 1000))


def test_too_many_blocks_are_refused_where_the_limit_is_passed():
    blocks = (Block(kind=P, text="文", line=number) for number in range(1, MAX_BLOCKS + 100))
    with pytest.raises(TooManyBlocks) as caught:
        list(limited(blocks))
    assert caught.value.data == {"limit": MAX_BLOCKS, "line": MAX_BLOCKS + 1}


@pytest.mark.parametrize("text", ["[" * 20_000, "*a " * 20_000, "> " * 5_000 + "a", "`" * 30_000, "- " * 4_000 + "a"])
def test_text_made_to_be_slow_is_read_soon(text):
    began = time.process_time()
    read_blocks(("# 题\n\n" + text).encode(), name="a.md")
    assert time.process_time() - began < 10


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        blocks = read_blocks(text.encode("utf-8", "replace"), name="a.md")
    except (NoText, NotText, ControlCharacter):
        return
    assert all(block.line >= 1 for block in blocks)


def test_docx_headings_by_style_and_outline():
    def build(word):
        word.add_heading("一级", 1)
        word.add_heading("三级", 3)
        word.add_paragraph("题名", style="Title")
        outlined = word.add_paragraph("大纲级别")
        outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
        style = word.styles.add_style("栏目", 1)
        style.base_style = word.styles["Heading 2"]
        word.add_paragraph("由样式继承", style="栏目")
        body = word.add_paragraph("正文级别", style="Heading 1")
        body._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="9"/>'))

    assert [(block.text, block.level) for block in read_word(build)] == [
        ("一级", 1),
        ("三级", 3),
        ("题名", 1),
        ("大纲级别", 2),
        ("由样式继承", 2),
        ("正文级别", 0),
    ]


def test_docx_strong_items_tables_and_pictures():
    def build(word):
        bold = word.add_paragraph()
        bold.add_run("全部").bold = True
        bold.add_run("加粗").bold = True
        half = word.add_paragraph("一半")
        half.add_run("加粗").bold = True
        word.add_paragraph("条目", style="List Bullet")
        table = word.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
        table.cell(1, 2).text = "值"
        word.add_picture(io.BytesIO(png()))
        word.add_paragraph("")
        word.add_paragraph("末段")

    blocks = read_word(build)
    assert kinds(blocks) == [P, P, LI, TR, TR, PIC, P]
    assert [block.strong for block in blocks[:2]] == [True, False]
    assert [block.cells for block in blocks[3:5]] == [("合并", ""), ("", "", "值")]
    assert [block.line for block in blocks] == [1, 2, 3, 4, 5, 6, 8]


def test_docx_takes_insertions_and_leaves_deletions():
    inner = (
        '<w:r><w:t>原文</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>插入</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>删去</w:delText></w:r></w:del>'
        "<w:hyperlink><w:r><w:t>链接</w:t><w:tab/><w:t>后</w:t><w:br/><w:t>行</w:t></w:r></w:hyperlink>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    )

    def build(word):
        word.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))

    assert [block.text for block in read_word(build)] == ["原文插入链接 后\n行"]


def test_docx_reads_content_controls_and_text_boxes():
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    control = "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"

    def build(word):
        word.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>正文</w:t></w:r>{box}</w:p>"))
        word.element.body.insert(1, parse_xml(control.replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1)))

    assert [block.text for block in read_word(build)] == ["正文", "框内", "控件"]


def test_docx_in_a_child_process_reads_the_same():
    data = word_file(lambda word: word.add_heading("云川科协动态", 1))
    assert read_blocks(data, name="a.docx") == read_blocks(data, name="a.docx", isolated=False)
    assert read_blocks(data, name="a.bin")[0] == Block(kind=H, text="云川科协动态", line=1, level=1, strong=True)


def test_refusals_of_the_child_are_those_of_the_reader():
    long = word_file(lambda word: [word.add_paragraph("云川" * 50_000) for _ in range(4)])
    with pytest.raises(TooManyCharacters) as caught:
        read_blocks(long, name="a.docx")
    assert caught.value.data["line"] == 4
    with pytest.raises(NoText):
        read_blocks(word_file(lambda word: None), name="a.docx")


def test_docx_with_a_broken_part_is_refused():
    data = word_file(lambda word: word.add_paragraph("文"))
    with pytest.raises(Damaged, match=r"a\.docx"):
        read_blocks(data.replace(b"word/styles.xml", b"word/stylex.xml"), name="a.docx")


def test_large_docx_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(reading, "DOCX_MEGABYTES", 0)
    with pytest.raises(FileTooLarge, match="0 MB"):
        read_blocks(word_file(lambda word: word.add_paragraph("文")), name="a.docx")
