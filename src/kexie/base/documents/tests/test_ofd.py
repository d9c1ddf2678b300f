"""The OFD read back: by a reader of other makers, against the order of the standard, and against the PDF it comes from."""

from __future__ import annotations

import io
import itertools
import zipfile

import ofdkit
import pylopdf_fonts_zh_cn
import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.documents.model import Document, Heading, Paragraph
from kexie.base.documents.ofd import render_ofd
from kexie.base.documents.ofd_fonts import FontCase
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.pdf_drawing import Glyph, Run, marks, sheets
from kexie.base.documents.refusals import PictureUnreadable
from kexie.base.documents.tests.factories import RARE_NAMES, bulletin, everything, picture, png, small_face
from kexie.base.documents.tests.measuring import pages
from kexie.base.documents.tests.ofd_schema import NAMESPACE, faults, parts
from kexie.base.documents.tests.words import ofd_words, pdf_words, squeezed

SERIF = pylopdf_fonts_zh_cn.serif_path()


@pytest.fixture(scope="module")
def ofd() -> bytes:
    return render_ofd(everything())


def paper(*texts: str) -> Document:
    return Document(title="测试", parts=tuple(Paragraph(text=text) for text in texts))


def objects(data: bytes, kind: str) -> list[list[object]]:
    """The objects of a kind, by page."""
    found = parts(data)
    names = sorted(
        (name for name in found if name.endswith("Content.xml")), key=lambda name: int(name.split("_")[2][:-12])
    )
    return [list(found[name].iter(NAMESPACE + kind)) for name in names]


def placed(text) -> list[tuple[str, float, float]]:
    """Each character of a text object with its place on the page in mm."""
    code = text.find(NAMESPACE + "TextCode")
    left, top, _, _ = map(float, text.get("Boundary").split())
    steps = map(float, (code.get("DeltaX") or "").split())
    xs = itertools.accumulate(steps, initial=left + float(code.get("X")))
    return [(letter, x, top + float(code.get("Y"))) for letter, x in zip(code.text, xs, strict=True)]


def fonts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if name.endswith(".ttf")}


def outline(font: TTFont, letter: str) -> tuple[float, ...]:
    """Edges, area and advance of a glyph, by which one character is told from another."""
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[ord(letter)]
    bounds, area = BoundsPen(glyphs), AreaPen(glyphs)
    glyphs[name].draw(bounds)
    glyphs[name].draw(area)
    return (*bounds.bounds, abs(area.value) ** 0.5, glyphs[name].width)


@pytest.mark.parametrize("document", [bulletin(), everything(), paper()], ids=["bulletin", "everything", "empty"])
def test_it_is_in_the_order_of_the_standard(document):
    assert faults(render_ofd(document)) == []


def test_the_check_of_the_order_finds_faults(ofd):
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ofd)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'Font="', b'Colour="', 1))
    assert any("lacks Font" in fault for fault in faults(result.getvalue()))


@pytest.mark.parametrize("document", [bulletin(), everything()], ids=["bulletin", "everything"])
def test_another_reader_finds_the_words_of_the_pdf(document):
    data = render_ofd(document)
    assert ofd_words(data) == pdf_words(render_pdf(document))
    with ofdkit.open(data) as file:
        assert file.warnings == []
        assert len(file.pages) == len(pages(render_pdf(document)))
        assert {(page.width, page.height) for page in file.pages} == {(210, 297)}


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet=st.sampled_from("云川喆祎赟镕頔，。“”‘’（）—…#$*_<>&@/\"'=-+~%;:!?0aZfil é 𬭊"), max_size=40))
def test_any_text_reads_back(text):
    document = paper(text)
    assert (
        ofd_words(render_ofd(document), numbers=False)
        == squeezed(text)
        == pdf_words(render_pdf(document), numbers=False)
    )


def test_every_character_stands_where_the_pdf_has_it():
    document = bulletin()
    for texts, page in zip(objects(render_ofd(document), "TextObject"), pages(render_pdf(document)), strict=True):
        told = [place for text in texts for place in placed(text) if place[0].strip()]
        assert [letter for letter, _, _ in told] == [glyph.text for glyph in page.glyphs]
        for (_, x, y), glyph in zip(told, page.glyphs, strict=True):
            assert (x, y) == (pytest.approx(glyph.x, abs=0.01), pytest.approx(glyph.baseline, abs=0.01))


def test_size_and_colour_are_kept(ofd):
    name, number = objects(ofd, "TextObject")[0][:2]
    assert name.find(NAMESPACE + "FillColor").get("Value") == "255 51 51"
    assert float(name.get("Size")) == pytest.approx(60 * 25.4 / 72, abs=0.001)
    assert float(number.get("Size")) == pytest.approx(15.75 * 25.4 / 72, abs=0.001)


def test_heavy_type_is_outlined(ofd):
    texts = {text.find(NAMESPACE + "TextCode").text: text for page in objects(ofd, "TextObject") for text in page}
    assert (texts["（一）学会服务"].get("Stroke"), texts["一、总体情况"].get("Stroke")) == ("true", None)


def test_rules_are_paths(ofd):
    first, last = objects(ofd, "PathObject")
    red = first[0]
    assert red.find(NAMESPACE + "StrokeColor").get("Value") == "255 51 51"
    assert float(red.get("LineWidth")) == pytest.approx(1.5 * 25.4 / 72, abs=0.001)
    assert [round(float(rule.get("LineWidth")), 2) for rule in last] == [0.35, 0.25, 0.35]
    left, top, width, height = map(float, last[-1].get("Boundary").split())
    assert (left + width / 2, top + height / 2) == (pytest.approx(106, abs=0.1), pytest.approx(262, abs=0.1))


def test_picture_is_kept_with_its_description(ofd):
    (image,) = [image for page in objects(ofd, "ImageObject") for image in page]
    assert image.get("Name") == "专家在田边查看水泵"
    _, _, width, height = map(float, image.get("Boundary").split())
    assert (round(width, 1), round(height, 1)) == (50.8, 33.9)
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        (name,) = [name for name in package.namelist() if name.endswith(".png")]
        assert package.read(name) == png()


def test_same_picture_twice_is_one_file_and_each_stands_in_its_place():
    other = picture(data=png(40, 40), alt="另一张")
    document = Document(title="图", parts=(picture(), other, picture(alt="又一次")))
    data = render_ofd(document)
    images = [image for page in objects(data, "ImageObject") for image in page]
    assert [image.get("Name") for image in images] == ["专家在田边查看水泵", "另一张", "又一次"]
    assert images[0].get("ResourceID") == images[2].get("ResourceID") != images[1].get("ResourceID")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert sum(name.endswith(".png") for name in package.namelist()) == 2


def test_bookmarks_lead_to_their_pages():
    document = bulletin()
    data = render_ofd(document)
    tree = parts(data)["Doc_0/Document.xml"]
    numbers = [page.get("ID") for page in tree.iter(NAMESPACE + "Page")]
    entries = list(tree.iter(NAMESPACE + "OutlineElem"))
    assert len(entries) == 5 + 9
    assert tree.find(NAMESPACE + "Outlines")[0].get("Title") == "【主题教育】"
    with ofdkit.open(data) as file:
        for entry in entries:
            page = numbers.index(entry.find(f".//{NAMESPACE}Dest").get("PageID"))
            assert squeezed(entry.get("Title")) in squeezed("".join(run.text for run in file.pages[page].runs))
    assert [mark.page for mark in marks(render_pdf(document))] == sorted(
        mark.page for mark in marks(render_pdf(document))
    )


def test_file_says_what_it_is():
    with ofdkit.open(render_ofd(bulletin())) as file:
        info = file.info
    assert (info.title, info.author, info.subject) == ("云川科协动态 2026年第9期", "云川市科协办公室", "每周动态")
    assert (info.creation_date, len(info.doc_id)) == ("2026-03-06", 32)


def test_same_document_gives_same_bytes(ofd):
    assert ofd == render_ofd(everything())
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        assert package.namelist()[0] == "OFD.xml"
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_fonts_hold_what_is_shown_and_no_more():
    data = render_ofd(paper(RARE_NAMES))
    (font,) = fonts(data).values()
    held = {chr(code) for code in TTFont(io.BytesIO(font)).getBestCmap()}
    assert held == set(RARE_NAMES) | set("—1 ")


def test_glyphs_look_like_those_of_the_font_they_come_from():
    (font,) = fonts(render_ofd(paper(RARE_NAMES + "云，"))).values()
    ours, source = TTFont(io.BytesIO(font)), TTFont(SERIF)
    for letter in "喆祎赟镕頔云，1—":
        assert outline(ours, letter) == pytest.approx(outline(source, letter), abs=1.5), letter
    assert outline(ours, "喆") != pytest.approx(outline(source, "祎"), abs=1.5)


def test_ligature_is_one_glyph_with_all_its_letters():
    data = render_ofd(paper("甲——乙"))
    changes = [change for page in objects(data, "CGTransform") for change in page]
    assert [(change.get("CodeCount"), change.get("GlyphCount")) for change in changes] == [("2", "1")]
    (font,) = fonts(data).values()
    glyph = int(changes[0].find(NAMESPACE + "Glyphs").text)
    shape = TTFont(io.BytesIO(font))
    assert shape["hmtx"][shape.getGlyphName(glyph)][0] == 2000
    assert "甲——乙" in ofd_words(data)


def test_second_shape_of_a_character_goes_into_a_second_font():
    (run, *_) = (thing for thing in sheets(render_pdf(paper("云川")))[0].drawn if isinstance(thing, Run))
    numbers = itertools.count(7)
    case = FontCase(lambda: next(numbers))
    first, second = run.glyphs
    found = [case.take(run.font, glyph) for glyph in (first, Glyph("云", second.code, 0), first, second)]
    assert [(face.name, number) for face, number in found] == [
        ("NotoSerifSC", 1),
        ("NotoSerifSC-2", 1),
        ("NotoSerifSC", 1),
        ("NotoSerifSC", 2),
    ]
    assert [face.id for face in case.faces] == [7, 8]


def test_mounted_truetype_face_goes_along(settings, tmp_path):
    (tmp_path / "fang.ttf").write_bytes(small_face("云川市", name="FangSong"))
    settings.KEXIE_FONT_PATHS = [tmp_path]
    data = render_ofd(paper("云川市喆祎"))
    assert "云川市喆祎" in ofd_words(data)
    assert faults(data) == []
    by_letters = {frozenset(map(chr, TTFont(io.BytesIO(font)).getBestCmap())): font for font in fonts(data).values()}
    assert frozenset("云川市") in by_letters
    assert any({"喆", "祎"} <= letters for letters in by_letters)
    mounted = TTFont(io.BytesIO(by_letters[frozenset("云川市")]))
    assert outline(mounted, "川") == pytest.approx(outline(TTFont(SERIF), "川"), abs=1.5)


def test_long_outline_and_skipped_levels():
    headings = tuple(Heading(text=f"第{number}项", level=1 + number % 3) for number in range(400))
    data = render_ofd(Document(title="长", parts=headings))
    assert faults(data) == []
    assert len(list(parts(data)["Doc_0/Document.xml"].iter(NAMESPACE + "OutlineElem"))) == 400


def test_damaged_picture_is_refused():
    with pytest.raises(PictureUnreadable):
        render_ofd(Document(title="图", parts=(picture(data=b"no picture"),)))
