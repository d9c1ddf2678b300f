"""Which fonts are chosen: the official faces where they are mounted, the floor everywhere."""

from __future__ import annotations

import shutil

import pylopdf_fonts_zh_cn
import pytest

from kexie.base.documents.fonts import FACES, SANS_FLOOR, SERIF_FLOOR, chosen_faces, font_folders
from kexie.base.documents.model import Document, Paragraph
from kexie.base.documents.pdf import missing_characters, render_pdf

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


def test_changed_folders_are_seen_by_the_next_paper(settings, tmp_path):
    document = Document(title="字", parts=(Paragraph(text="云川"),))
    before = render_pdf(document)
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), tmp_path / "again.otf")
    settings.KEXIE_FONT_PATHS = [tmp_path]
    assert b"%PDF" in render_pdf(document)[:8]
    settings.KEXIE_FONT_PATHS = []
    assert render_pdf(document) == before
    assert missing_characters(document) == frozenset()
