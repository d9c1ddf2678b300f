"""Every output of a signed issue is read back, and all say the same: page, PDF, DOCX, OFD, plain text."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable

import docx
import pikepdf
import pytest
from lxml import html

from kexie.base.documents.model import Picture as PaperPicture
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.tests.factories import RARE_NAMES, SENTENCE, png
from kexie.base.documents.tests.measuring import pages
from kexie.base.documents.tests.ofd_schema import faults
from kexie.base.documents.tests.words import BULLETS, docx_words, ofd_words, pdf_words, squeezed, text_words
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions.pictures import keep_blob
from kexie.domains.bulletin.models import Issue, Picture
from kexie.domains.bulletin.queries import FORMATS
from kexie.domains.bulletin.rules.composition import compose
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodIssue, UnderstoodItem, UnderstoodPicture
from kexie.domains.bulletin.rules.understanding import understand
from kexie.domains.bulletin.tests.factories import AT, REAL, drafted, said, waive_all

KNOWN = frozenset({"主题教育", "数字科协", "科创工作", "科普工作", "基层动态"})


def public(cast, issue: Issue) -> Issue:
    """The draft signed by the persons who do that, whatever the checks say of its words."""
    """The draft signed by the persons who do that."""
    waive_all(cast, issue)
    steps: tuple[tuple[str, Callable[..., Issue]], ...] = (
        ("editor", actions.submit_for_review),
        ("reviewer", actions.approve),
        ("signer", actions.sign),
    )
    for who, step in steps:
        issue = step(by=cast.actor(who), at=AT, issue_id=issue.pk, seen=issue.version)
    return issue


def outputs(cast, issue: Issue) -> dict[str, bytes]:
    """What a visitor is given, by format."""
    found = {fmt: cast.as_("visitor").get(f"{issue.get_absolute_url()}download.{fmt}") for fmt in FORMATS}
    assert {response.status_code for response in found.values()} == {200}
    return {fmt: response.content for fmt, response in found.items()}


def page_words(cast, issue: Issue) -> str:
    """The words of the public page's paper, with the colons that its style sheet writes behind labels."""
    response = cast.as_("visitor").get(issue.get_absolute_url())
    (paper,) = html.fromstring(response.content.decode()).find_class("paper")
    for label in paper.iter("dt"):
        label.text += "："
    return squeezed(paper.text_content())


def check_all_say_the_same(cast, issue: Issue) -> str:
    """Read back each output of the public issue and compare; the words."""
    found = outputs(cast, issue)
    words = text_words(found["txt"].decode())
    bullets = dict.fromkeys(map(ord, BULLETS))
    assert docx_words(found["docx"]) == words
    assert pdf_words(found["pdf"], numbers=False).translate(bullets) == words
    assert ofd_words(found["ofd"], numbers=False).translate(bullets) == words
    assert page_words(cast, issue) == words
    assert faults(found["ofd"]) == []
    return words


@pytest.fixture
def long_draft(cast) -> Issue:
    """Several pages with rare names, long items and quotation marks."""
    items = tuple(
        UnderstoodItem(
            title=f"马喆、陈赟等{number}人到青溪镇 开展“重走春灌路”主题活动",
            paragraphs=tuple(f"5月{number}日，{RARE_NAMES}参加——{SENTENCE * 5}" for _ in range(number)),
            credits=("科普部", "青溪区科协")[: 1 + number % 2],
        )
        for number in range(1, 6)
    )
    columns = (UnderstoodColumn(name="科普工作", items=items[:3]), UnderstoodColumn(name="基层动态", items=items[3:]))
    return drafted(cast, columns=columns, highlights=(f"{RARE_NAMES}赴青溪镇",))


def test_all_outputs_of_a_long_issue_say_the_same(cast, long_draft):
    issue = public(cast, long_draft)
    words = check_all_say_the_same(cast, issue)
    assert words.count("马喆") == 1 + 5 + 15
    assert len(pages(outputs(cast, issue)["pdf"])) >= 6


def test_paragraphs_are_read_back_whole_from_the_docx(cast, long_draft):
    issue = public(cast, long_draft)
    blocks = read_blocks(outputs(cast, issue)["docx"], name="a.docx", isolated=False)
    again = understand(blocks, known_columns=KNOWN, unit="段")
    assert [column.items for column in again.columns] == [
        column.items for column in said(columns=again.columns).columns
    ]
    assert sum(len(item.paragraphs) for column in again.columns for item in column.items) == 15


def test_outputs_are_kept_under_their_hashes(cast, long_draft):
    issue = public(cast, long_draft)
    kept = {output.format: output.blob for output in issue.revisions.get().outputs.all()}
    assert set(kept) == set(FORMATS) == {"pdf", "docx", "ofd", "txt"}
    for fmt, data in outputs(cast, issue).items():
        assert kept[fmt].sha256 == hashlib.sha256(data).hexdigest()


def with_pictures(issue: Issue) -> Issue:
    """The draft with a picture before the first paragraph of its first item and one after the last of its second."""
    first, second = issue.items.all()[:2]
    for item, after, caption, data in ((first, 0, "图为青溪镇春灌现场", png(60, 40)), (second, 9, "", png(50, 40))):
        Picture.objects.create(
            item=item,
            blob=keep_blob(data, at=AT, media_type="image/png"),
            after=after,
            order=1,
            alt="专家查看水泵",
            caption=caption,
            width=60,
            height=40,
        )
    return issue


def test_papers_have_the_pictures_in_their_places(cast):
    issue = public(cast, with_pictures(drafted(cast)))
    found = outputs(cast, issue)
    lines = found["txt"].decode().split("\n")
    place = lines.index("图为青溪镇春灌现场")
    assert lines[place - 1] == "市科协领导到青溪区调研科普场馆建设"
    assert len(docx.Document(io.BytesIO(found["docx"])).inline_shapes) == 2
    assert sum(len(page.images) for page in pages(found["pdf"])) == 2
    words = text_words(found["txt"].decode())
    assert docx_words(found["docx"]) == page_words(cast, issue) == words
    assert ofd_words(found["ofd"], numbers=False) == pdf_words(found["pdf"], numbers=False)
    pdf = pikepdf.open(io.BytesIO(found["pdf"]))
    assert (pdf.open_metadata().pdfa_status, pdf.open_metadata().get("pdfuaid:part")) == ("2A", "1")


@pytest.mark.parametrize(
    ("after", "order"),
    [(0, "图甲乙"), (1, "甲图乙"), (2, "甲乙图"), (7, "甲乙图")],
    ids=["first", "between", "last", "beyond"],
)
def test_place_of_a_picture(after, order):
    shown = UnderstoodPicture(sha256="a", caption="图", after=after)
    item = UnderstoodItem(title="题", paragraphs=("甲", "乙"), credits=("科普部",), pictures=(shown,))
    issue = said(
        columns=(UnderstoodColumn(name="科普工作", items=(item,)),), highlights=(), mailbox="", editor="", reviewer=""
    )
    parts = compose(issue, {"a": png()}).parts[2:]
    assert "".join(part.caption if isinstance(part, PaperPicture) else part.text for part in parts) == order
    assert [part.credit for part in parts if not isinstance(part, PaperPicture)] == ["", "科普部"]
    assert not any(isinstance(part, PaperPicture) for part in compose(issue).parts)


def test_experimental_is_said_where_it_is_offered(cast):
    issue = public(cast, drafted(cast))
    page = cast.as_("visitor").get(issue.get_absolute_url()).content.decode()
    assert re.search(r'href="[^"]*download\.ofd"[^>]*>.*OFD（试验）', page)
    revision = cast.as_("editor").get(f"/workbench/bulletin/{issue.pk}/revisions/0/").content.decode()
    assert "OFD（试验）" in revision


@pytest.mark.skipif(not REAL.exists(), reason=f"the real issue is not at {REAL}; set KEXIE_SHARED")
class TestRealIssue:
    @pytest.fixture
    def source(self) -> UnderstoodIssue:
        return understand(read_blocks(REAL.read_bytes(), name=REAL.name), known_columns=KNOWN)

    def test_every_output_says_what_the_file_says(self, cast, source):
        issue = actions.import_issue(by=cast.actor("editor"), at=AT, understood=source, source_hash="f" * 64)
        words = check_all_say_the_same(cast, public(cast, issue))
        assert words == text_words(compose_text(source))
        place = 0
        for column in source.columns:
            for item in column.items:
                for text in (item.title, *item.paragraphs):
                    place = words.index(squeezed(text), place)


def compose_text(issue: UnderstoodIssue) -> str:
    return FORMATS["txt"].render(compose(issue)).decode()
