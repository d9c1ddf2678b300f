"""Take in an upload: its type by content, within limits, without what could harm whoever opens it.

An upload is refused (a FileRefusal is raised) when it is not what it says or is too large; it is *quarantined* when it
is a good file with something dangerous in it: the caller may keep it for the security administrator, and gives it out
to nobody.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from kexie.base.documents.image_safety import MAX_PIXELS
from kexie.base.documents.kinds import IMAGES, PACKAGES, TRAITS, Kind, check_no_text_spoilt, extension, kind_of, named
from kexie.base.documents.packages import check_package, package_danger
from kexie.base.documents.reading_text import decoded
from kexie.base.documents.refusals import (
    EmptyFile,
    ExtensionDiffers,
    FileTooLarge,
    NotAccepted,
    NoText,
    TextTooLarge,
    UnknownType,
)
from kexie.base.documents.sandbox import run_limited

__all__ = ["MAX_PIXELS", "Kind", "Upload", "Verdict", "safe_name", "take_in"]

MEGABYTE = 1024 * 1024
MEGABYTES: dict[Kind, int] = {
    Kind.TEXT: 5,
    Kind.MARKDOWN: 5,
    Kind.DOCX: 20,
    Kind.XLSX: 20,
    Kind.PDF: 50,
    Kind.PNG: 20,
    Kind.JPEG: 20,
}
NAME_LENGTH = 120
_UNWANTED = re.compile('[\x00-\x1f\x7f-\x9f<>:"/\\\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


class Verdict(StrEnum):
    """What is to become of an upload."""

    CLEAN = "clean"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload that was looked at. ``data`` are the bytes to keep (a picture is drawn anew), ``sha256`` is theirs;
    ``width`` and ``height`` are a picture's, in pixels, or 0.
    """

    name: str
    kind: Kind
    data: bytes
    sha256: str
    verdict: Verdict = Verdict.CLEAN
    reason: str = ""
    width: int = 0
    height: int = 0

    @property
    def media_type(self) -> str:
        """The media type to store and to send it with."""
        return TRAITS[self.kind].media_type


def take_in(data: bytes, *, name: str, accept: frozenset[Kind], longest: int = 0) -> Upload:
    """Look at an upload and say what it is. A picture with a side of more than ``longest`` pixels (0: any) is made smaller.

    Raises UnknownType, ExtensionDiffers, NotText, ControlCharacter, NotAccepted, FileTooLarge, TextTooLarge,
    UnpacksTooLarge, DeclaresEntities, TooManyPixels, BrokenEncoding, NoText, EmptyFile, Damaged, ReadingStopped.
    Macros, outside templates, scripts and encryption give a quarantined Upload.
    """
    name = safe_name(name)
    kind = _checked_kind(data, name, accept)
    if kind in IMAGES:
        return _picture(data, name, kind, longest)
    if kind in PACKAGES:
        check_package(data, name=name)
        reason = package_danger(data, name=name)
    elif kind is Kind.PDF:
        reason = _pdf_reason(run_limited("kexie.base.documents.pdf_safety.pdf_danger", data, name=name))
    else:
        reason = ""
        if not decoded(data).strip():
            raise NoText
    verdict = Verdict.QUARANTINED if reason else Verdict.CLEAN
    digest = hashlib.sha256(data).hexdigest()
    return Upload(name=name, kind=kind, data=data, sha256=digest, verdict=verdict, reason=reason)


def _checked_kind(data: bytes, name: str, accept: frozenset[Kind]) -> Kind:
    if len(data) > max(MEGABYTES.values()) * MEGABYTE:
        raise FileTooLarge(limit=max(MEGABYTES.values()))
    if not data:
        raise EmptyFile(name=name)
    accepted = named(accept)
    kind = kind_of(data, name=name)
    if kind is None:
        check_no_text_spoilt(data, name=name)
        raise UnknownType(name=name, accepted=accepted)
    if extension(name) not in TRAITS[kind].extensions:
        raise ExtensionDiffers(name=name, found=TRAITS[kind].label)
    if kind not in accept:
        raise NotAccepted(name=name, accepted=accepted)
    if len(data) > MEGABYTES[kind] * MEGABYTE:
        refusal = TextTooLarge if kind in (Kind.TEXT, Kind.MARKDOWN) else FileTooLarge
        raise refusal(limit=MEGABYTES[kind])
    return kind


def _picture(data: bytes, name: str, kind: Kind, longest: int) -> Upload:
    drawn = run_limited("kexie.base.documents.image_safety.redraw", data, name=name, kind=kind.value, longest=longest)
    clean = base64.b64decode(drawn["data"])
    digest = hashlib.sha256(clean).hexdigest()
    return Upload(name=name, kind=kind, data=clean, sha256=digest, width=drawn["width"], height=drawn["height"])


def _pdf_reason(danger: str) -> str:
    reasons = {
        "script": _("含有脚本"),
        "launch": _("含有启动程序的动作"),
        "attachment": _("含有附件或多媒体"),
        "form": _("含有动态表单"),
        "encrypted": _("已加密"),
    }
    return reasons.get(danger, _("内部结构异常")) if danger else ""


def safe_name(name: str) -> str:
    """A file name without folders, control characters, marks that turn the direction of writing; 120 characters at most."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _UNWANTED.sub("", last).strip(" .") or "file"
    ending = extension(cleaned)[:20]
    stem = cleaned[: len(cleaned) - len(ending)] if ending else cleaned
    return stem[: NAME_LENGTH - len(ending)] + ending
