"""The words of a rendering, whatever its format: all characters but white space and what only decorates."""

from __future__ import annotations

import html as entities
import io
import re

import docx
import ofdkit
from docx.oxml.ns import qn
from pdfminer.layout import LTChar, LTPage

from kexie.base.documents.tests.measuring import raw_pages
from kexie.base.documents.text import BULLET, CELL, RULE

BULLETS = "◆"


def squeezed(text: str) -> str:
    """``text`` without white space."""
    return "".join(text.split())


def pdf_words(data: bytes, *, numbers: bool = True) -> str:
    """The characters of a PDF in the order of the file, without page numbers (``— n —``) unless ``numbers``."""
    return "".join(_page_words(page, numbers) for page in raw_pages(data))


def _page_words(page: LTPage, numbers: bool) -> str:
    footer = page.height - 262.5 * 72 / 25.4
    glyphs = [char for char in page if isinstance(char, LTChar)]
    return squeezed("".join(char.get_text() for char in glyphs if numbers or char.y0 > footer - 8))


def ofd_words(data: bytes, *, numbers: bool = True) -> str:
    """The characters of an OFD in the order of the file, as a reader of other makers (ofdkit) gives them."""
    with ofdkit.open(data) as document:
        runs = [run for page in document.pages for run in page.runs]
    return squeezed("".join(run.text for run in runs if numbers or run.y < 262.5))


def docx_words(data: bytes) -> str:
    """The text of the body of a DOCX."""
    body = docx.Document(io.BytesIO(data)).element.body
    return squeezed("".join(element.text or "" for element in body.iter(qn("w:t"))))


def html_words(fragment: str) -> str:
    """The text of an HTML fragment."""
    return squeezed(entities.unescape(re.sub(r"<[^>]*>", " ", fragment)))


def text_words(text: str) -> str:
    """The text of a plain rendering, without its rules, bullets and cell marks."""
    lines = (line.removeprefix(BULLET).replace(CELL, " ").replace(CELL.rstrip(), " ") for line in text.split("\n"))
    return squeezed("".join(line for line in lines if line != RULE))
