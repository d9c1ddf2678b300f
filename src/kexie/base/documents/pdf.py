"""Draw a document as PDF with typst: tagged (PDF/A-2a, PDF/UA-1), with bookmarks, every glyph embedded.

One compiler is kept per process, because loading fonts is most of the work of a first page. Do not render in a process
that forks afterwards: the compiler's threads do not survive a fork.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
import threading
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import singledispatch
from pathlib import Path
from typing import Any

import typst

from kexie.base.documents.fonts import FACES, chosen_faces, font_folders
from kexie.base.documents.model import (
    Closing,
    Contents,
    Document,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Picture,
    Table,
)
from kexie.base.documents.pictures import printed
from kexie.base.documents.wording import (
    clean,
    credit_text,
    date_text,
    depths,
    file_title,
    is_numbered,
    labelled,
    one_line,
    padded,
    spoken,
)

TEMPLATE = Path(__file__).parent / "layout" / "official.typ"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
MISSING_TYPE = "〓"
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")  # forbidden in PDF/A: they mean nothing elsewhere
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


class _Press:
    """The kept compiler with its fonts; one paper at a time."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=list(folders))
        self.folders = folders
        self.faces = chosen_faces(fonts.families())
        self.embolden = self.faces["title"][0] not in FACES["title"][:-1]
        self._template = TEMPLATE.read_bytes()
        self._compiler = typst.Compiler(self._template, font_paths=fonts, ignore_system_fonts=True)

    def print(self, paper: str, root: Path, made: datetime) -> tuple[bytes, frozenset[str]]:
        """The PDF of ``paper`` (JSON), and the characters that no font has; pictures lie in ``root``.

        A character without a glyph would break PDF/A and PDF/UA: it is printed as 〓, the mark for a missing type.
        """
        try:
            return self._compile(paper, root, made, STANDARDS), frozenset()
        except typst.TypstError as error:
            missing = _missing(error.diagnostic) | frozenset(_PRIVATE.findall(paper))
            log.warning("no glyph for %s", " ".join(f"U+{ord(character):04X}" for character in sorted(missing)) or "?")
        paper = paper.translate({ord(character): _substitute(character) for character in missing})
        try:
            return self._compile(paper, root, made, STANDARDS), missing
        except typst.TypstError as error:
            log.warning("pdf without PDF/A and PDF/UA: %s", error.message.split(":")[0])
            return self._compile(paper, root, made, []), missing

    def picture(
        self, template: Path, name: str, data: Callable[[dict[str, list[str]]], str], pixels_per_inch: float
    ) -> bytes:
        """A page as PNG: ``template`` with the JSON that ``data`` makes for the faces there are, given to it as ``name``."""
        result = self._compiler.compile(
            input=template.read_bytes(), format="png", ppi=pixels_per_inch, sys_inputs={name: data(self.faces)}
        )
        if not isinstance(result, bytes):
            raise TypeError("typst gave no single picture")
        return result

    def _compile(self, paper: str, root: Path, made: datetime, standards: list[typst.PDFStandard]) -> bytes:
        result = self._compiler.compile(
            input=self._template,
            format="pdf",
            root=root,
            sys_inputs={"paper": paper},
            pdf_standards=standards,
            timestamp=made,
        )
        if not isinstance(result, bytes):
            raise TypeError("typst gave no single file")
        return result


def _missing(diagnostic: str) -> frozenset[str]:
    found = "".join(_NO_GLYPH.findall(diagnostic))
    escaped = (chr(int(code, 16)) for code in _ESCAPED.findall(found))
    return frozenset(character for character in (*_ESCAPED.sub("", found), *escaped) if not character.isascii())


def _substitute(character: str) -> str:
    """Nothing for a character that is not seen (a joiner, a variation selector), else the mark for a missing type."""
    return "" if unicodedata.category(character) in ("Cf", "Mn") else MISSING_TYPE


lock = threading.Lock()
_kept: list[_Press] = []


def press() -> _Press:
    """The one press of this process; whoever uses it holds `lock`."""
    folders = tuple(font_folders())
    if not _kept or _kept[0].folders != folders:
        _kept[:] = [_Press(folders)]
    return _kept[0]


def render_pdf(document: Document) -> bytes:
    """``document`` as PDF bytes; the same document gives the same bytes. PictureUnreadable for a damaged picture."""
    return _printed(document)[0]


def missing_characters(document: Document) -> frozenset[str]:
    """The characters of ``document`` that no installed font has; to be mended, or a font mounted, before sign-off."""
    return _printed(document)[1]


def _printed(document: Document) -> tuple[bytes, frozenset[str]]:
    head = document.masthead
    made = datetime.combine(head.date, time(), UTC) if head and head.date else EPOCH
    with tempfile.TemporaryDirectory(prefix="kexie-pdf-") as folder, lock:
        kept = press()
        paper = _paper(document, Path(folder)) | {"faces": kept.faces, "embolden": kept.embolden}
        return kept.print(json.dumps(paper, ensure_ascii=False), Path(folder), made)


def _paper(document: Document, folder: Path) -> dict[str, Any]:
    depth = depths(document)
    parts = []
    for number, part in enumerate(document.parts):
        data = _part(part)
        if isinstance(part, Heading):
            data["depth"] = next(depth)
            data["gap"] = part.level == 1 and number > 0 and not data["numbered"]
        if isinstance(part, Picture):
            data["path"] = f"/{number}.{data.pop('extension')}"
            (folder / data["path"][1:]).write_bytes(data.pop("data"))
        parts.append(data)
    return {
        "title": file_title(document),
        "author": one_line(document.author),
        "subject": one_line(document.subject),
        "lang": _language(document.lang),
        "masthead": _masthead(document.masthead) if document.masthead else None,
        "parts": parts,
        "imprint": _imprint(document.imprint) if document.imprint else None,
    }


def _language(tag: str) -> dict[str, str | None]:
    """Language and region of a BCP 47 tag, as typst takes them: zh-Hans-CN is zh and CN. Chinese if there is none."""
    language, *others = tag.split("-")
    known = language.isascii() and language.isalpha() and len(language) in (2, 3)
    region = next((other for other in others if len(other) == 2 and other.isascii() and other.isalpha()), None)
    return {"language": language.lower() if known else "zh", "region": region.upper() if region else None}


def _masthead(head: Masthead) -> dict[str, Any]:
    return {
        "name": one_line(head.name),
        "number_line": one_line(head.number_line),
        "running_line": one_line(head.running_line),
        "publisher": one_line(head.publisher),
        "date": date_text(head.date) if head.date else "",
    }


def _imprint(imprint: Imprint) -> dict[str, Any]:
    lines = [one_line(line) for line in imprint.lines] or [""]
    return {
        "label": one_line(imprint.label),
        "lines": [labelled(imprint.label, lines[0]), *lines[1:]],
        "print_run": one_line(imprint.print_run),
    }


@singledispatch
def _part(part: object) -> dict[str, Any]:
    raise TypeError(f"no layout for {type(part).__name__}")


@_part.register
def _(part: Heading) -> dict[str, Any]:
    return {"kind": "heading", "text": one_line(part.text), "level": part.level, "numbered": is_numbered(part)}


@_part.register
def _(part: Paragraph) -> dict[str, Any]:
    return {"kind": "paragraph", "text": clean(part.text) + credit_text(part.credit)}


@_part.register
def _(part: Contents) -> dict[str, Any]:
    return {"kind": "contents", "title": one_line(part.title), "entries": [one_line(entry) for entry in part.entries]}


@_part.register
def _(part: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": one_line(part.caption),
        "head": [clean(cell) for cell in padded(part.head, part.width)],
        "rows": [[clean(cell) for cell in padded(row, part.width)] for row in part.rows],
        "numeric": sorted(part.numeric),
    }


@_part.register
def _(part: Picture) -> dict[str, Any]:
    image = printed(part)
    return {
        "kind": "picture",
        "alt": spoken(part),
        "caption": one_line(part.caption),
        "width": image.width,
        "height": image.height,
        "extension": image.extension,
        "data": image.data,
    }


@_part.register
def _(part: Closing) -> dict[str, Any]:
    return {"kind": "closing", "lines": [labelled(label, value) for label, value in part.lines]}
