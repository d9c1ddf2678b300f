"""Pictures on paper and on screen: every kind of file keeps the standards, is described, and carries its caption below."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pikepdf
import pytest
from PIL import Image

from kexie.base.documents.docx import render_docx
from kexie.base.documents.html import render_html
from kexie.base.documents.model import Document, Paragraph, Picture
from kexie.base.documents.ofd import render_ofd
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.pictures import printed
from kexie.base.documents.refusals import PictureUnreadable
from kexie.base.documents.tests.factories import picture, png
from kexie.base.documents.tests.measuring import MM, pages
from kexie.base.documents.text import render_text

LINE = 225 / 22


def image(mode: str, kind: str, **options: object) -> bytes:
    """A shaded picture in a mode of Pillow's."""
    shade = Image.radial_gradient("L").resize((120, 80))
    colours = Image.merge("RGB", (shade, shade.transpose(Image.Transpose.FLIP_TOP_BOTTOM), shade))
    file = io.BytesIO()
    (shade if mode in ("1", "L", "I;16", "LA") else colours).convert(mode).save(file, kind, **options)
    return file.getvalue()


KINDS = {
    "colours": image("RGB", "JPEG"),
    "progressive": image("RGB", "JPEG", progressive=True),
    "printing inks": image("CMYK", "JPEG"),
    "grey photo": image("L", "JPEG"),
    "palette": image("P", "PNG"),
    "palette with a hole": image("P", "PNG", transparency=3),
    "see-through": image("RGBA", "PNG"),
    "see-through grey": image("LA", "PNG"),
    "fine grey": image("I;16", "PNG"),
    "black and white": image("1", "PNG"),
}


def paper(*pictures: Picture) -> Document:
    return Document(title="图", parts=(Paragraph(text="走访青溪镇。"), *pictures, Paragraph(text="现场答复。")))


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_every_kind_keeps_the_standards_and_is_a_figure_with_a_caption(data):
    pdf = pikepdf.open(io.BytesIO(render_pdf(paper(picture(data=data)))))
    metadata = pdf.open_metadata()
    assert (metadata.pdfa_status, metadata.get("pdfuaid:part")) == ("2A", "1")
    elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item]
    (figure,) = [item for item in elements if item.S == "/Figure"]
    assert str(figure.Alt) == "专家在田边查看水泵"
    assert "/Caption" in {str(item.S) for item in elements}


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_every_kind_is_drawn_by_word_and_ofd(data):
    document = paper(picture(data=data))
    assert len(docx.Document(io.BytesIO(render_docx(document))).inline_shapes) == 1
    assert render_ofd(document)[:2] == b"PK"


def test_printing_inks_become_light():
    result = printed(picture(data=KINDS["printing inks"]))
    with Image.open(io.BytesIO(result.data)) as drawn, Image.open(io.BytesIO(KINDS["printing inks"])) as source:
        assert (drawn.mode, drawn.size) == ("RGB", source.size)
        for place in ((0, 0), (60, 40), (10, 70)):
            near = pytest.approx(source.convert("RGB").getpixel(place), abs=12)
            assert drawn.getpixel(place) == near
    assert printed(picture()).data == png()


@pytest.mark.parametrize(
    ("alt", "caption", "spoken"),
    [("查看水泵", "春灌现场", "查看水泵"), ("", "春灌现场", "春灌现场"), (" ", "", "图片"), ("一\n二", "", "一 二")],
)
def test_who_cannot_see_it_hears_words(alt, caption, spoken):
    document = paper(picture(alt=alt, caption=caption))
    pdf = pikepdf.open(io.BytesIO(render_pdf(document)))
    assert [str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item] == [
        spoken
    ]
    assert pdf.open_metadata().get("pdfuaid:part") == "1"
    (shape,) = docx.Document(io.BytesIO(render_docx(document))).inline_shapes
    assert shape._inline.docPr.get("descr") == spoken
    assert f'aria-label="{spoken}"' in render_html(document)
    assert f'alt="{spoken}"' in render_html(document, picture_url=lambda picture: "/p/1.png")
    assert f'Name="{spoken}"'.encode() in _page(render_ofd(document))


def _page(ofd: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        return package.read("Doc_0/Pages/Page_0/Content.xml")


def test_caption_stands_below_in_the_middle():
    (page,) = pages(render_pdf(paper(picture())))
    (frame,) = page.images
    line = next(line for line in page.lines if line[0].text == "图")
    assert "".join(glyph.text for glyph in line) == "图为青溪镇春灌现场"
    assert (line[0].x + line[-1].right) / 2 == pytest.approx(106, abs=0.2)
    assert frame[0] + frame[1] / 2 == pytest.approx(106, abs=0.2)
    first, last = (next(row for row in page.lines if row[0].text == letter) for letter in "走现")
    assert first[0].baseline < line[0].baseline < last[0].baseline
    assert {round(glyph.size) for glyph in line} == {14}


def test_text_below_a_picture_stays_on_the_grid():
    document = paper(picture(data=png(300, 211)), picture(data=png(100, 77), caption=""))
    (page,) = pages(render_pdf(document))
    first, last = (next(row for row in page.lines if row[0].text == letter)[0].baseline for letter in "走现")
    lines = (last - first) / LINE
    assert lines == pytest.approx(round(lines), abs=0.01)
    assert round(lines) > 5


@pytest.mark.parametrize(
    ("size", "printed_as"), [((3000, 400), (156, 20.8)), ((400, 3000), (24, 180)), ((300, 200), (50.8, 33.87))]
)
def test_picture_fits_the_text_block(size, printed_as):
    result = printed(picture(data=png(*size)))
    assert (result.width, result.height) == printed_as
    found = pages(render_pdf(paper(picture(data=png(*size)))))
    (frame,) = [frame for page in found for frame in page.images]
    assert frame[1] == pytest.approx(printed_as[0], abs=0.05)
    assert all(line[-1].baseline < 262 for page in found for line in page.lines[:-1])


def test_page_reserves_the_room_of_a_picture():
    fragment = render_html(paper(picture()), picture_url=lambda picture: "/p/1.png")
    assert re.search(r'<img [^>]*width="300" height="200"', fragment)
    assert "<figcaption>图为青溪镇春灌现场</figcaption>" in fragment
    assert "\n图为青溪镇春灌现场\n" in render_text(paper(picture()))


@pytest.mark.parametrize("render", [render_pdf, render_docx, render_ofd])
@pytest.mark.parametrize("data", [KINDS["colours"][:900], png()[:60], b"", b"GIF89a"])
def test_half_a_picture_is_refused(render, data):
    with pytest.raises(PictureUnreadable, match="水泵"):
        render(paper(picture(data=data)))


def test_size_is_told_in_millimetres():
    (page,) = pages(render_pdf(paper(picture())))
    assert page.images[0][1] == pytest.approx(300 / 150 * 72 * MM, abs=0.05)
