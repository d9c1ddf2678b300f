"""Packages whose directory is whole and whose content is not, or whose parts declare what readers leave out."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.documents.docx import render_docx
from kexie.base.documents.intake import Kind, take_in
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.reading_docx import read_docx
from kexie.base.documents.refusals import Damaged, DeclaresEntities, FileRefusal
from kexie.base.documents.tests.factories import everything

DATA = render_docx(everything())


def flipped(part: str, *, at: int = 10, count: int = 20) -> bytes:
    """The DOCX with bytes of a packed part turned over; its directory is untouched."""
    with zipfile.ZipFile(io.BytesIO(DATA)) as package:
        begin = package.getinfo(part).header_offset + 30 + len(part) + at
    return DATA[:begin] + bytes(byte ^ 0xFF for byte in DATA[begin : begin + count]) + DATA[begin + count :]


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize("isolated", [True, False])
def test_a_part_with_flipped_bytes_is_refused_like_a_truncated_file(part, isolated):
    with pytest.raises(Damaged, match=r"a\.docx"):
        read_blocks(flipped(part), name="a.docx", isolated=isolated)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_a_damaged_package_is_not_taken_in(part):
    with pytest.raises(Damaged):
        take_in(flipped(part), name="a.docx", accept=frozenset(Kind))


@settings(max_examples=60, deadline=None)
@given(st.integers(30, len(DATA) - 30), st.integers(1, 60))
def test_wherever_bytes_are_flipped_the_file_is_read_or_refused(begin, count):
    broken = DATA[:begin] + bytes(byte ^ 0xFF for byte in DATA[begin : begin + count]) + DATA[begin + count :]
    with contextlib.suppress(FileRefusal):
        take_in(broken, name="a.docx", accept=frozenset(Kind))
    with contextlib.suppress(FileRefusal):
        read_blocks(broken, name="a.docx", isolated=False)


def declaring(part: str, *, encoding: str = "utf-8", before: str = "", renamed: str = "") -> bytes:
    """The DOCX with a DOCTYPE and an entity in one of its parts, which may be moved elsewhere."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DATA)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                begin = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
                said = f'<?xml version="1.0" encoding="{encoding}"?>{before}<!DOCTYPE a [<!ENTITY b "c">]>'
                content = (said + content[begin:].decode().replace("</w:t>", "&b;尾</w:t>")).encode(encoding)
            if renamed:
                content = content.replace(part.rpartition("/")[2].encode(), renamed.encode())
                name = name.replace(part.rpartition("/")[2], renamed) if name == part else name
            new.writestr(name, content)
        if renamed:
            new.writestr(part, "<a/>")
    return result.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", "<!-- " + "x" * 9000 + " -->", "<?a b?>"], ids=["plain", "comment", "pi"])
def test_a_doctype_is_refused_so_that_no_words_are_lost(encoding, before):
    data = declaring("word/document.xml", encoding=encoding, before=before)
    for read in (take_in, read_blocks):
        options = {"accept": frozenset(Kind)} if read is take_in else {}
        with pytest.raises(DeclaresEntities, match="重新另存"):
            read(data, name="a.docx", **options)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "word/_rels/document.xml.rels", "word/styles.xml"])
def test_a_doctype_in_any_part_is_refused(part):
    with pytest.raises(DeclaresEntities):
        take_in(declaring(part), name="a.docx", accept=frozenset(Kind))


def test_a_doctype_under_another_name_is_refused_by_the_reader():
    data = declaring("word/document.xml", renamed="document.bin")
    with pytest.raises(DeclaresEntities):
        read_docx(data, name="a.docx")


def test_a_part_that_is_no_xml_is_damaged():
    with zipfile.ZipFile(io.BytesIO(DATA)) as package:
        assert package.read("word/styles.xml")
    file = io.BytesIO(DATA)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/more.xml", "no angle bracket")
    with pytest.raises(Damaged):
        read_blocks(file.getvalue(), name="a.docx")
