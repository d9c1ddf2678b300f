"""Read Markdown, plain text and DOCX into blocks, in reading order, whatever the name of the file says."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from kexie.base.documents.kinds import Kind, check_no_text_spoilt, kind_of, named
from kexie.base.documents.model import Block, BlockKind
from kexie.base.documents.packages import check_package
from kexie.base.documents.reading_docx import read_docx
from kexie.base.documents.reading_limits import limited
from kexie.base.documents.reading_markdown import looks_like_markdown, markdown_blocks
from kexie.base.documents.reading_text import decoded, text_blocks
from kexie.base.documents.refusals import FileTooLarge, NoText, TextTooLarge, UnknownType
from kexie.base.documents.sandbox import run_limited

MEGABYTE = 1024 * 1024
TEXT_MEGABYTES = 5
DOCX_MEGABYTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPicture:
    """A picture out of a file, drawn anew; ``width`` and ``height`` in pixels."""

    kind: Kind
    data: bytes
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A file that was read: its blocks, and for each PICTURE block in order its picture, None where it cannot be used."""

    blocks: list[Block]
    pictures: list[ReadPicture | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a paragraph's text that looks alike; ``link`` is an address (http, https, mailto, tel) or nothing."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class RichPaper:
    """A DOCX that was read with its look: for each block its spans (none for tables, rules and pictures) and whether its list
    counts; for each PICTURE block in order its picture, None where it cannot be used.
    """

    blocks: list[Block]
    spans: list[list[Span]]
    ordered: list[bool]
    pictures: list[ReadPicture | None]


def read_blocks(data: bytes, *, name: str, isolated: bool = True) -> list[Block]:
    """The blocks of a file. ``name`` is for messages; ``isolated`` reads DOCX in a child process.

    Raises UnknownType, NotText, ControlCharacter, BrokenEncoding, NoText, TextTooLarge (5 MB), FileTooLarge (DOCX 20 MB),
    TooManyBlocks (20,000 blocks), TooManyCharacters (300,000), Damaged, DeclaresEntities, UnpacksTooLarge,
    ReadingStopped.
    """
    kind = kind_of(data, name=name)
    if kind is Kind.DOCX:
        blocks = _docx(data, name=name, isolated=isolated)
    elif kind in (Kind.TEXT, Kind.MARKDOWN):
        blocks = _text(data)
    else:
        check_no_text_spoilt(data, name=name)
        raise UnknownType(name=name, accepted=named((Kind.DOCX, Kind.MARKDOWN, Kind.TEXT)))
    if not any(block.text.strip() for block in blocks):
        raise NoText
    return blocks


def read_paper(data: bytes, *, name: str, longest: int) -> ReadPaper:
    """As :func:`read_blocks` in a child process, with the pictures inside a DOCX, none with a side over ``longest`` pixels.

    Text and Markdown only name their pictures.
    """
    if kind_of(data, name=name) is not Kind.DOCX:
        blocks = read_blocks(data, name=name)
        return ReadPaper(blocks, [None for block in blocks if block.kind is BlockKind.PICTURE])
    _check_docx(data, name=name)
    target = "kexie.base.documents.reading_docx_pictures.read_docx_with_pictures"
    read = run_limited(target, data, name=name, longest=longest)
    blocks = [_block(row) for row in read["blocks"]]
    if not any(block.text.strip() for block in blocks):
        raise NoText
    return ReadPaper(blocks, [_picture(row) if row else None for row in read["pictures"]])


def read_rich(data: bytes, *, name: str, longest: int) -> RichPaper:
    """A DOCX in a child process with bold, italic, links, tables and pictures; refusals as :func:`read_blocks`."""
    if kind_of(data, name=name) is not Kind.DOCX:
        raise UnknownType(name=name, accepted=named((Kind.DOCX,)))
    _check_docx(data, name=name)
    read = run_limited("kexie.base.documents.reading_docx_rich.read_docx_rich", data, name=name, longest=longest)
    blocks = [_block(row) for row in read["blocks"]]
    if not any(block.text.strip() for block in blocks):
        raise NoText
    spans = [
        [Span(text=text, bold=bold, italic=italic, link=link) for text, bold, italic, link in row]
        for row in read["spans"]
    ]
    return RichPaper(blocks, spans, read["ordered"], [_picture(row) if row else None for row in read["pictures"]])


def _picture(row: dict[str, Any]) -> ReadPicture:
    data = base64.b64decode(row["data"])
    digest = hashlib.sha256(data).hexdigest()
    return ReadPicture(kind=Kind(row["kind"]), data=data, sha256=digest, width=row["width"], height=row["height"])


def _text(data: bytes) -> list[Block]:
    if len(data) > TEXT_MEGABYTES * MEGABYTE:
        raise TextTooLarge(limit=TEXT_MEGABYTES)
    text = decoded(data)
    return list(limited(markdown_blocks(text) if looks_like_markdown(text) else text_blocks(text)))


def _check_docx(data: bytes, *, name: str) -> None:
    if len(data) > DOCX_MEGABYTES * MEGABYTE:
        raise FileTooLarge(limit=DOCX_MEGABYTES)
    check_package(data, name=name)


def _docx(data: bytes, *, name: str, isolated: bool) -> list[Block]:
    _check_docx(data, name=name)
    target = "kexie.base.documents.reading_docx.read_docx"
    rows = run_limited(target, data, name=name) if isolated else read_docx(data, name=name)
    return [_block(row) for row in rows]


def _block(row: dict[str, Any]) -> Block:
    return Block(**(row | {"kind": BlockKind(row["kind"]), "cells": tuple(row["cells"])}))
