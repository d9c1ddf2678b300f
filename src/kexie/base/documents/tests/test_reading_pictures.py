"""The pictures inside a DOCX come out drawn anew, in their places; a picture that is too large is made smaller."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from PIL import Image

from kexie.base.documents.intake import Kind, take_in
from kexie.base.documents.model import BlockKind
from kexie.base.documents.reading import read_paper
from kexie.base.documents.reading_docx_pictures import MOST_PICTURES
from kexie.base.documents.refusals import Damaged, NoText, UnknownType
from kexie.base.documents.tests.factories import png


def photo(width: int = 400, height: int = 300, **options: object) -> bytes:
    """A JPEG, with a place in it unless told otherwise."""
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "placed-by-camera"
    Image.new("RGB", (width, height), (200, 40, 40)).save(file, "JPEG", **({"exif": exif} | options))
    return file.getvalue()


def word_with(*parts: object) -> bytes:
    """A DOCX of texts (str) and pictures (bytes), in that order."""
    word = docx.Document()
    for part in parts:
        if isinstance(part, str):
            word.add_paragraph(part)
        else:
            word.add_picture(io.BytesIO(part))
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def with_media(data: bytes, ending: str, content: bytes) -> bytes:
    """The same package with the bytes of its first picture of this ending replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, content if entry.filename.endswith(ending) else old.read(entry))
    return out.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def test_pictures_come_in_the_order_of_their_blocks():
    paper = read_paper(word_with("标题", png(30, 20), "正文", photo(50, 40)), name="a.docx", longest=2000)
    assert [block.kind for block in paper.blocks] == [
        *(BlockKind.PARAGRAPH, BlockKind.PICTURE, BlockKind.PARAGRAPH, BlockKind.PICTURE),
    ]
    assert [(each.kind, each.width, each.height) for each in paper.pictures] == [
        (Kind.PNG, 30, 20),
        (Kind.JPEG, 50, 40),
    ]
    assert [size_of(each.data) for each in paper.pictures] == [(30, 20), (50, 40)]
    assert b"placed-by-camera" not in paper.pictures[1].data


def test_a_large_picture_is_made_smaller():
    paper = read_paper(word_with("正文", photo(3000, 1500)), name="a.docx", longest=600)
    assert [(each.width, each.height) for each in paper.pictures] == [(600, 300)]


@pytest.mark.parametrize("content", [b"", b"GIF89a rest", b"\x89PNG\r\n\x1a\n broken", b"<svg onload='x'/>"])
def test_what_is_no_good_picture_is_left_out(content):
    data = with_media(word_with("正文", png(30, 20), photo(50, 40)), ".png", content)
    paper = read_paper(data, name="a.docx", longest=2000)
    assert [each and each.kind for each in paper.pictures] == [None, Kind.JPEG]


def test_there_is_an_end_to_pictures():
    parts = [png(4, 4) for _ in range(MOST_PICTURES + 2)]
    pictures = read_paper(word_with("正文", *parts), name="a.docx", longest=100).pictures
    assert [each is None for each in pictures] == [False] * MOST_PICTURES + [True] * 2


def test_text_and_markdown_only_name_their_pictures():
    paper = read_paper("# 标题\n\n![会场](a.png)\n\n正文。\n".encode(), name="a.md", longest=100)
    assert paper.pictures == [None]
    assert read_paper("正文。".encode(), name="a.txt", longest=100).pictures == []


@pytest.mark.parametrize(("data", "refusal"), [(b"%PDF-1.4", UnknownType), (b"PK\x03\x04 broken", UnknownType)])
def test_what_cannot_be_read_is_refused(data, refusal):
    with pytest.raises(refusal):
        read_paper(data, name="a.docx", longest=100)


def test_a_paper_without_words_is_refused():
    with pytest.raises(NoText):
        read_paper(word_with(png(4, 4)), name="a.docx", longest=100)


class TestIntake:
    def test_it_keeps_the_proportions_and_never_enlarges(self):
        upload = take_in(photo(900, 300), name="a.jpg", accept=frozenset({Kind.JPEG}), longest=300)
        assert (upload.width, upload.height) == size_of(upload.data) == (300, 100)
        small = take_in(photo(90, 30), name="a.jpg", accept=frozenset({Kind.JPEG}), longest=300)
        assert (small.width, small.height) == (90, 30)

    def test_a_picture_turned_by_the_camera_is_turned_and_then_measured(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        upload = take_in(photo(900, 300, exif=exif), name="a.jpg", accept=frozenset({Kind.JPEG}), longest=300)
        assert (upload.width, upload.height) == (100, 300)

    @pytest.mark.parametrize("mode", ["P", "1", "L", "LA", "RGBA", "I;16"])
    def test_every_mode_of_a_png_can_be_made_smaller(self, mode):
        file = io.BytesIO()
        Image.new(mode, (800, 200)).save(file, "PNG")
        upload = take_in(file.getvalue(), name="a.png", accept=frozenset({Kind.PNG}), longest=200)
        assert size_of(upload.data) == (200, 50)

    def test_a_broken_one_is_refused(self):
        with pytest.raises(Damaged):
            take_in(photo()[:200], name="a.jpg", accept=frozenset({Kind.JPEG}), longest=200)
