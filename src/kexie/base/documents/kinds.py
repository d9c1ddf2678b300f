"""Types of files, told by their content: what the platform takes in and what it reads."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

import magic

from kexie.base.documents.packages import open_package
from kexie.base.documents.refusals import ControlCharacter, Damaged, NotText


class Kind(StrEnum):
    """A type of file that the platform knows."""

    TEXT = "text"
    MARKDOWN = "markdown"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class Traits:
    """What belongs to a kind: its words on screen, media type, extensions."""

    label: str
    media_type: str
    extensions: frozenset[str]


TRAITS: dict[Kind, Traits] = {
    Kind.TEXT: Traits("TXT", "text/plain", frozenset({".txt", ".text", ".csv"})),
    Kind.MARKDOWN: Traits("Markdown", "text/markdown", frozenset({".md", ".markdown"})),
    Kind.DOCX: Traits(
        "Word（.docx）",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        frozenset({".docx", ".docm"}),
    ),
    Kind.XLSX: Traits(
        "Excel（.xlsx）",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        frozenset({".xlsx", ".xlsm"}),
    ),
    Kind.PDF: Traits("PDF", "application/pdf", frozenset({".pdf"})),
    Kind.PNG: Traits("PNG", "image/png", frozenset({".png"})),
    Kind.JPEG: Traits("JPEG", "image/jpeg", frozenset({".jpg", ".jpeg"})),
}
IMAGES = frozenset({Kind.PNG, Kind.JPEG})
PACKAGES = frozenset({Kind.DOCX, Kind.XLSX})
_MAIN_PARTS = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_BY_MAGIC = {"application/pdf": Kind.PDF, "image/png": Kind.PNG, "image/jpeg": Kind.JPEG}
_NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\x0c\x1b")


def extension(name: str) -> str:
    """The last extension of a file name, in small letters, with its dot; or nothing."""
    return PurePath(name.replace("\\", "/")).suffix.lower()


def named(kinds: Collection[Kind]) -> str:
    """Kinds as a sentence lists them."""
    return "、".join(TRAITS[kind].label for kind in Kind if kind in kinds)


def kind_of(data: bytes, *, name: str) -> Kind | None:
    """The kind that the content shows, or None. The name only tells Markdown from other text.

    Raises UnpacksTooLarge for a package whose directory alone is too large to look at.
    """
    if data[:4] == b"PK\x03\x04":
        return _package(data, name)
    found = _BY_MAGIC.get(magic.from_buffer(data[:8192], mime=True))
    if found:
        return found
    if looks_like_text(data):
        return Kind.MARKDOWN if extension(name) in TRAITS[Kind.MARKDOWN].extensions else Kind.TEXT
    return None


def check_no_text_spoilt(data: bytes, *, name: str) -> None:
    """Say of content of no known kind that is named as text what is wrong with it: ControlCharacter with the line, where
    all else is good UTF-8 and but a few bytes are not, otherwise NotText; nothing for another name.
    """
    if extension(name) not in TRAITS[Kind.TEXT].extensions | TRAITS[Kind.MARKDOWN].extensions:
        return
    places = [place for place, byte in enumerate(data[:65536]) if byte in _NO_TEXT]
    with contextlib.suppress(UnicodeDecodeError):
        data.decode("utf-8")
        if places and len(places) * 20 < len(data[:65536]):
            raise ControlCharacter(line=data.count(b"\n", 0, places[0]) + 1)
    raise NotText(name=name)


def _package(data: bytes, name: str) -> Kind | None:
    try:
        with open_package(data, name=name) as package:
            names = set(package.namelist())
    except Damaged:
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)


def is_wide(data: bytes) -> bool:
    """Whether the content begins with the mark of UTF-16."""
    return data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def looks_like_text(data: bytes) -> bool:
    """Whether the first 64 kB hold no control bytes, as every encoding of text read here does, or begin with the mark of
    UTF-16; nothing at all is text.
    """
    return is_wide(data) or not _NO_TEXT.intersection(data[:65536])
