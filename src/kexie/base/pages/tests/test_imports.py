"""A Word file becomes a draft: every word, its look, its tables and pictures; bad files are told in plain sentences."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import Collection

from kexie.base.documents.model import Block, BlockKind
from kexie.base.documents.reading import RichPaper, Span, read_blocks, read_rich
from kexie.base.pages.models import ArticlePage, ColumnPage, PageImage
from kexie.base.pages.rules.imports import imported, rich_text
from kexie.base.pages.tests.staff import fields, readable

WORDS = "科学<素质>&提升"


def picture(size=(900, 600), kind="png"):
    data = io.BytesIO()
    Image.new("RGB", size, (30, 90, 150)).save(data, kind)
    return io.BytesIO(data.getvalue())


def linked(paragraph, text, address):
    """A hyperlink, which python-docx cannot write by itself."""
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link, run, words = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    link.set(qn("r:id"), key)
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)


def paper():
    """All that an article takes over."""
    word = docx.Document()
    word.add_heading("云川市举办全国科普日活动", 1)
    lead = word.add_paragraph("活动于")
    lead.add_run("9月19日").bold = True
    lead.add_run("举行，")
    lead.add_run("三万人").italic = True
    lead.add_run(f"参加。{WORDS}。")
    linked(lead, "活动安排", "https://example.org/plan?a=1&b=2")
    linked(lead, "危险", "javascript:alert(1)")
    word.add_heading("一、现场", 2)
    for item in ("机器人", "天文"):
        word.add_paragraph(item, style="List Bullet")
    for item in ("签到", "入场"):
        word.add_paragraph(item, style="List Number")
    table = word.add_table(rows=0, cols=2)
    for row in (("地点", "人数"), ("青溪区", "12000"), ("云台区", "18000")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    word.add_picture(picture(), width=Cm(10))
    word.add_paragraph("图1 孩子们在看机器人")
    word.add_picture(picture(kind="jpeg"), width=Cm(10))
    word.add_paragraph("活动到此结束。")
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def upload(client, data, name="活动.docx", column="kepu"):
    file = SimpleUploadedFile(name, data)
    return client.post("/editors/import/", {"column": ColumnPage.objects.get(slug=column).pk, "file": file})


def words_of(article):
    """All words of an article, without white space: title, body, captions, tables."""
    said = [article.title]
    for block in article.body:
        value = block.value
        if block.block_type == "paragraph":
            said.append(unescape(re.sub("<[^>]+>", "", value.source)))
        elif block.block_type == "heading":
            said.append(value)
        elif block.block_type == "table":
            said += [column["heading"] for column in value.columns]
            said += [cell.value for row in value.rows for cell in row]
        else:
            said.append(value["caption"])
    return re.sub(r"\s", "", "".join(said))


@pytest.fixture
def imported_article(staff, own_media):
    answer = upload(staff.client("writer_a"), paper())
    assert answer.status_code == 302, answer.content.decode()
    return ArticlePage.objects.get()


@pytest.mark.django_db
def test_nothing_of_the_paper_is_lost(imported_article):
    article = imported_article
    assert not article.live
    assert article.title == "云川市举办全国科普日活动"
    assert article.author == "白露"
    source = "".join(block.text for block in read_blocks(paper(), name="a.docx") if block.kind != BlockKind.PICTURE)
    assert words_of(article) == re.sub(r"\s", "", source)
    kinds = [block.block_type for block in article.body]
    assert kinds == ["paragraph", "heading", "paragraph", "table", "picture", "picture", "paragraph"]
    first, lists = article.body[0].value.source, article.body[2].value.source
    assert "<b>9月19日</b>" in first
    assert "<i>三万人</i>" in first
    assert '<a href="https://example.org/plan?a=1&amp;b=2">活动安排</a>' in first
    assert "javascript" not in first
    assert "科学&lt;素质&gt;&amp;提升" in first
    assert lists == "<ul><li>机器人</li><li>天文</li></ul><ol><li>签到</li><li>入场</li></ol>"
    assert article.body[4].value["caption"] == "图1 孩子们在看机器人"
    images = PageImage.objects.order_by("pk")
    assert [(image.width, image.height) for image in images] == [(900, 600), (900, 600)]
    assert {image.collection for image in images} == {Collection.objects.get(name__startswith="科普工作")}


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a temporary file open
def test_it_is_looked_at_described_and_only_then_may_be_sent_in(imported_article, staff):
    article, client = imported_article, staff.client("writer_a")
    page = client.get(f"/editors/import/{article.pk}/")
    assert page.status_code == 200
    assert "图2的说明（替代文字）" in page.content.decode()
    assert "三万人" in client.get(f"/editors/pages/{article.pk}/view_draft/").content.decode()
    wordless = {"title": article.title, "alt_0": "孩子们围着机器人", "caption_0": "图1", "alt_1": "", "caption_1": ""}
    assert client.post(f"/editors/import/{article.pk}/", wordless | {"decision": "keep"}).status_code == 302
    sent = picture_fields(ArticlePage.objects.get().get_latest_revision_as_object())
    refused = client.post(f"/editors/pages/{article.pk}/edit/", sent | {"action-submit": "1"})
    assert refused.status_code == 200
    assert "请用一句话写明图片里有什么" in readable(refused)
    assert not ArticlePage.objects.get().workflow_in_progress
    assert client.post(f"/editors/pages/{article.pk}/edit/", sent).status_code == 302  # a draft may do without
    for words in ({"body-1-value-alt": "夜空"}, {"body-1-value-decorative": "on"}):
        assert client.post(f"/editors/pages/{article.pk}/edit/", sent | words).status_code == 302
    both = sent | {"body-1-value-alt": "夜空", "body-1-value-decorative": "on", "action-submit": "1"}
    assert "装饰图片不写说明" in readable(client.post(f"/editors/pages/{article.pk}/edit/", both))
    good = sent | {"body-1-value-alt": "夜空", "action-submit": "1"}
    assert client.post(f"/editors/pages/{article.pk}/edit/", good).status_code == 302
    assert ArticlePage.objects.get().workflow_in_progress


def picture_fields(article):
    """The form of the article with nothing but its two pictures."""
    sent = fields(slug=article.slug, title=article.title) | {"body-count": "2"}
    pictures = [block.value for block in article.body if block.block_type == "picture"]
    for place, value in enumerate(pictures):
        sent |= {
            f"body-{place}-deleted": "",
            f"body-{place}-order": str(place),
            f"body-{place}-type": "picture",
            f"body-{place}-id": "",
            f"body-{place}-value-image": str(value["image"].pk),
            f"body-{place}-value-alt": value["alt"],
            f"body-{place}-value-caption": value["caption"],
        }
    del sent["body-0-value"]
    return sent


@pytest.mark.django_db
def test_it_may_be_thrown_away_with_its_pictures(imported_article, staff):
    client = staff.client("writer_a")
    assert staff.client("second_a").post(f"/editors/import/{imported_article.pk}/", {}).status_code == 404
    assert client.post(f"/editors/import/{imported_article.pk}/", {"decision": "discard"}).status_code == 302
    assert not ArticlePage.objects.exists()
    assert not PageImage.objects.exists()


@pytest.mark.django_db
def test_another_column_is_not_offered_and_not_taken(staff):
    client = staff.client("writer_a")
    assert "科创工作" not in client.get("/editors/import/").content.decode()
    assert upload(client, paper(), column="kechuang").status_code == 422
    assert not ArticlePage.objects.exists()


def with_macro(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/vbaProject.bin", b"macro")
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "空.docx", "空的"),
        (b"hello, world", "文字.docx", "不"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.doc", "docx"),
        (paper()[:2000], "断.docx", "。"),
        (with_macro(paper()), "宏.docx", "宏"),
    ],
)
def test_bad_files_are_told_in_plain_sentences(staff, data, name, said):
    answer = upload(staff.client("writer_a"), data, name)
    assert answer.status_code == 422
    page = answer.content.decode()
    error = re.search(r"error-message[^>]*>(.*?)</(?:div|p)>", page, re.S)
    assert error, page
    assert said in error[1]
    assert "Traceback" not in page
    assert not ArticlePage.objects.exists()


def test_the_spans_of_every_block_are_its_text():
    read = read_rich(paper(), name="a.docx", longest=2560)
    for block, spans in zip(read.blocks, read.spans, strict=True):
        if spans:
            assert "".join(span.text for span in spans) == block.text


text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)
kinds = st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM])


@given(st.lists(st.tuples(kinds, text, st.sampled_from(["", "1.", "一、", "•"])), min_size=1, max_size=12))
def test_no_word_is_lost_whatever_the_order(rows):
    blocks = [
        Block(kind=kind, text=words.strip(), line=n, number=number if kind is BlockKind.LIST_ITEM else "")
        for n, (kind, words, number) in enumerate(rows)
    ]
    ordered = [block.number[:1].isalnum() for block in blocks]
    read = imported(RichPaper(blocks, [[Span(text=block.text)] for block in blocks], ordered, []))
    said = "".join(unescape(re.sub("<[^>]+>", "", value)) for _kind, value in read.body) + read.title
    for block in blocks:
        for piece in block.text.split():
            assert piece in said


def test_numbers_that_a_page_would_count_differently_stand_as_text():
    rows = [(Block(kind=BlockKind.LIST_ITEM, text="现场", line=1, number="一、"), [], True)]
    assert rich_text(rows) == "<p>一、现场</p>"
