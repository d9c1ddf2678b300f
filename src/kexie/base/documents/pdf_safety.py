"""Look for what is dangerous in a PDF: scripts, launched programs, attachments. Called in a child process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from kexie.base.documents.refusals import Damaged

_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
_KEYS = {"/JS": "script", "/JavaScript": "script", "/EmbeddedFiles": "attachment", "/XFA": "form"}
_ATTACHED = {"/FileAttachment", "/RichMedia", "/Movie"}
_DEPTH = 40


def pdf_danger(payload: bytes, *, name: str) -> str:
    """The first danger found: script, launch, attachment, form, encrypted; or nothing. Damaged if it cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(payload)) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            if not len(pdf.pages):
                raise Damaged(name=name)
            roots: list[Any] = [*pdf.objects, pdf.trailer]
            return next((danger for root in roots for danger in _dangers(root, 0)), "")
    except pikepdf.PasswordError:
        return "encrypted"
    except pikepdf.PdfError as error:
        raise Damaged(name=name) from error


def _dangers(thing: Any, depth: int) -> Iterator[str]:
    """Dangers in ``thing`` and what it holds directly; what it refers to is a root of its own."""
    if depth > _DEPTH:
        yield "nesting"
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _inner(value, depth)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in thing.items():
            if key in _KEYS:
                yield _KEYS[key]
            elif key == "/S" and str(value) in _ACTIONS:
                yield "script" if str(value) != "/Launch" else "launch"
            elif key == "/Subtype" and str(value) in _ATTACHED:
                yield "attachment"
            yield from _inner(value, depth)


def _inner(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        yield from _dangers(value, depth + 1)
