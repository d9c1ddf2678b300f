"""Which fonts are chosen: the official faces where they are mounted, the floor everywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest

from kexie.base.documents.fonts import FACES, SANS_FLOOR, SERIF_FLOOR, chosen_faces, font_folders
from kexie.base.documents.model import Document, Heading, Paragraph
from kexie.base.documents.ofd import render_ofd
from kexie.base.documents.pdf import missing_characters, render_pdf
from kexie.base.documents.tests.factories import bulletin, small_face
from kexie.base.documents.tests.measuring import pages
from kexie.base.documents.tests.words import ofd_words, pdf_words

FLOOR = [SERIF_FLOOR, SANS_FLOOR]


def test_floor_alone_serves_every_use():
    faces = chosen_faces(FLOOR)
    assert set(faces) == set(FACES) == {"title", "fang", "hei", "kai", "song"}
    assert faces["fang"] == faces["title"] == FLOOR
    assert faces["hei"] == [SANS_FLOOR, SERIF_FLOOR]


@pytest.mark.parametrize(("use", "family"), [("fang", "仿宋_GB2312"), ("kai", "KaiTi"), ("title", "方正小标宋简体")])
def test_mounted_face_comes_first_with_the_floor_behind_it(use, family):
    faces = chosen_faces([family.upper(), *FLOOR])
    assert faces[use][0] == family
    assert SERIF_FLOOR in faces[use][1:]


def test_folders_come_from_the_setting(settings, tmp_path):
    settings.KEXIE_FONT_PATHS = [str(tmp_path)]
    assert font_folders() == [pylopdf_fonts_zh_cn.serif_path().parent, tmp_path]
    settings.KEXIE_FONT_PATHS = []
    assert len(font_folders()) == 1


def test_folder_that_is_not_there_is_passed_over(settings, tmp_path):
    settings.KEXIE_FONT_PATHS = [tmp_path / "none"]
    assert len(font_folders()) == 1
    assert render_pdf(Document(title="字", parts=(Paragraph(text="云川"),)))[:4] == b"%PDF"


@pytest.mark.parametrize(("family", "use"), [("FandolFang R", "fang"), ("FandolKai", "kai")])
def test_fetched_face_is_chosen_with_the_floor_behind_it(family, use):
    assert chosen_faces([family, *FLOOR])[use] == [family, *FLOOR]


def test_what_a_fangsong_lacks_comes_from_the_floor(settings, tmp_path):
    """As with FandolFang, that has none of 喆祎赟镕頔."""
    document = Document(title="字", parts=(Heading(text="云川", level=1), Paragraph(text="云川喆祎赟镕頔")))
    (tmp_path / "fang.ttf").write_bytes(small_face("云川", name="FangSong"))
    settings.KEXIE_FONT_PATHS = [tmp_path]
    (page,) = pages(render_pdf(document))
    faces = {glyph.text: glyph.font.split("+")[1] for glyph in page.lines[1]}
    assert faces["云"] == faces["川"] == "FangSong"
    assert {faces[letter] for letter in "喆祎赟镕頔"} == {"NotoSerifSC-Regular"}
    assert missing_characters(document) == frozenset()
    assert "云川喆祎赟镕頔" in pdf_words(render_pdf(document))


FETCHED = Path(__file__).parents[5] / "var" / "fonts" / "FandolFang-Regular.otf"


@pytest.mark.skipif(not FETCHED.is_file(), reason="`make fonts` has not been run")
def test_fetched_fangsong_sets_the_body(settings):
    settings.KEXIE_FONT_PATHS = [FETCHED.parent]
    document = bulletin()
    glyphs = [glyph for page in pages(render_pdf(document)) for line in page.lines for glyph in line]
    by_face = {face: "".join(g.text for g in glyphs if face in g.font) for face in ("FandolFang", "NotoSerifSC")}
    assert "科" in by_face["FandolFang"]
    assert set("喆祎赟镕頔") <= set(by_face["NotoSerifSC"]) - set(by_face["FandolFang"])
    assert missing_characters(document) == frozenset()
    assert ofd_words(render_ofd(document)) == pdf_words(render_pdf(document))


def test_changed_folders_are_seen_by_the_next_paper(settings, tmp_path):
    document = Document(title="字", parts=(Paragraph(text="云川"),))
    before = render_pdf(document)
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), tmp_path / "again.otf")
    settings.KEXIE_FONT_PATHS = [tmp_path]
    assert b"%PDF" in render_pdf(document)[:8]
    settings.KEXIE_FONT_PATHS = []
    assert render_pdf(document) == before
    assert missing_characters(document) == frozenset()
