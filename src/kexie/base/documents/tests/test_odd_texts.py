"""Files named as text that are in another encoding, spoilt, too large, or no text at all: each hears its own reason."""

from __future__ import annotations

import random

import pytest

from kexie.base.documents.intake import Kind, take_in
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.refusals import BrokenEncoding, ControlCharacter, NotText, TextTooLarge, UnknownType

WORDS = "# 云川科协动态\n\n三月二日，科普大篷车到校。\n"
RANDOM = random.Random(7).randbytes(4000)


def both(data: bytes, name: str = "a.md"):
    """What is read of a file that was taken in."""
    take_in(data, name=name, accept=frozenset(Kind))
    return read_blocks(data, name=name)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_utf_16_with_its_mark_is_text(mark, encoding, name):
    blocks = both(mark + WORDS.encode(encoding), name)
    assert [block.text for block in blocks] == ["云川科协动态", "三月二日，科普大篷车到校。"]


def test_broken_utf_16_is_a_matter_of_encoding():
    with pytest.raises(BrokenEncoding, match="编码"):
        both(b"\xff\xfe" + "云".encode("utf-16-le") + b"\x00\xd8a\x00")


@pytest.mark.parametrize("take", [both, lambda data: read_blocks(data, name="a.md")])
def test_nul_names_its_line(take):
    with pytest.raises(ControlCharacter, match=r"^第3行含有不能使用的控制字符"):
        take(WORDS.replace("三月", "三\0月").encode())


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_bytes_that_are_no_text_are_called_so(name):
    with pytest.raises(NotText, match="不是文字"):
        both(RANDOM, name)
    with pytest.raises(NotText):
        both(bytes(100), name)


def test_other_names_stay_unknown():
    with pytest.raises(UnknownType):
        both(RANDOM, "a.bin")


def test_a_large_text_is_not_told_to_shrink_its_pictures():
    with pytest.raises(TextTooLarge, match="5 MB") as caught:
        both(b"a\n" * 3_000_000)
    assert "图片" not in caught.value.message
