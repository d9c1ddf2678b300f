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
from kexie.base.documents.refusals import Damaged, FileRefusal
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
