"""Read a DOCX with the pictures inside it. Called in a child process (`sandbox`): each picture is drawn anew there, so that
nothing of the package but words and pixels comes out.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import magic
from docx.oxml.ns import qn

from kexie.base.documents.image_safety import redraw
from kexie.base.documents.reading_docx import Reader, opened
from kexie.base.documents.reading_limits import limited
from kexie.base.documents.refusals import FileRefusal

#: So many pictures of a paper are drawn; the others are left out.
MOST_PICTURES: Final = 20
_KINDS: Final = {"image/png": "png", "image/jpeg": "jpeg"}


def read_docx_with_pictures(payload: bytes, *, name: str, longest: int) -> dict[str, Any]:
    """``blocks`` as `read_docx` gives them, and ``pictures``: for each PICTURE block in order what `redraw` gives, with its
    ``kind``; None for one that is no PNG or JPEG, is damaged, or lies outside the file.
    """
    reader = opened(payload, name=name)
    blocks = [asdict(block) for block in limited(reader.blocks())]
    return {"blocks": blocks, "pictures": drawn_of(reader, name=name, longest=longest)}


def drawn_of(reader: Reader, *, name: str, longest: int) -> list[dict[str, Any] | None]:
    """The pictures that a reader has come by, in order."""
    return [
        _drawn(reader.word, drawing, name, longest) if place < MOST_PICTURES else None
        for place, drawing in enumerate(reader.drawn)
    ]


def _drawn(word: Any, drawing: Any, name: str, longest: int) -> dict[str, Any] | None:
    blip = drawing.find(f".//{qn('a:blip')}")
    part = word.part.related_parts.get(blip.get(qn("r:embed"), ""))
    blob: bytes = getattr(part, "blob", None) or b""
    kind = _KINDS.get(magic.from_buffer(blob[:8192], mime=True)) if blob else None
    if kind is None:
        return None
    try:
        return {**redraw(blob, name=name, kind=kind, longest=longest), "kind": kind}
    except FileRefusal:
        return None
