"""Look into zip packages (DOCX, XLSX) before anybody unpacks them: limits against bombs, and what is dangerous inside.

Nothing here trusts the directory of the package: its size is checked before it is read, overlaps are looked for, and
parts are read with a limit and parsed without entities.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import ElementTree as SafeXml
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from kexie.base.documents.refusals import Damaged, DeclaresEntities, UnpacksTooLarge

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 20 * 1024 * 1024
MAX_PART = 2 * 1024 * 1024
_DIRECTORY_BYTES = MAX_ENTRIES * 400
_HEADER = 30
_WIDE_LOCATOR = b"PK\x06\x07"
_HYPERLINK = "/hyperlink"
_XML_ENDINGS = (".xml", ".rels", ".vml")
_PROLOG_PIECE = 4096

#: What `zipfile` raises, of itself or from beneath, when a package or a part of it cannot be read.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def open_package(data: bytes, *, name: str) -> zipfile.ZipFile:
    """The package, when its directory is small enough to be read at all; Damaged or UnpacksTooLarge."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise Damaged(name=name)
    entries, size = struct.unpack_from("<HI", data, end + 10)
    wide = data[max(0, end - 20) :].startswith(_WIDE_LOCATOR)  # its 64-bit figures would win over those checked here
    if wide or entries > MAX_ENTRIES or size > _DIRECTORY_BYTES:
        raise UnpacksTooLarge(reason=_("条目过多"))
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except UNREADABLE as error:
        raise Damaged(name=name) from error


def check_package(data: bytes, *, name: str) -> None:
    """Pass, or UnpacksTooLarge: > 2,000 entries, > 200 MB unpacked, ratio > 100, overlaps, doubled or climbing names.

    Also DeclaresEntities for a part with a DOCTYPE, which no office writes: entities are never expanded, so that words
    would be lost without a sign (ECMA-376-2, 9.1.4 forbids it); and Damaged for a part that cannot be unpacked.
    """
    with open_package(data, name=name) as package:
        reason = _bomb(package.infolist(), len(data))
        if reason:
            raise UnpacksTooLarge(reason=reason)
        for entry in package.infolist():
            if entry.filename.lower().endswith(_XML_ENDINGS) and _declares_type(package, entry, name):
                raise DeclaresEntities(name=name)


def _bomb(entries: list[zipfile.ZipInfo], packed: int) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        return _("条目过多")
    if unpacked > MAX_UNPACKED:
        return _("解压后超过 200 MB")
    if unpacked > RATIO_FROM and unpacked > packed * MAX_RATIO:
        return _("压缩比过高")
    if any(entry.flag_bits & 1 for entry in entries):
        return _("条目已加密")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_climbs(name) for name in names):
        return _("条目名称异常")
    if _overlap(entries):
        return _("条目互相重叠")
    return ""


class _Seen(Exception):
    """The root element, or a DOCTYPE before it, has come."""


def _declares_type(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bool:
    """Whether a part has a DOCTYPE, read up to its root element in whatever encoding; Damaged if that is not possible."""
    parser = expat.ParserCreate()

    def seen(found: bool) -> None:
        raise _Seen(found)

    parser.StartDoctypeDeclHandler = lambda *args: seen(True)
    parser.StartElementHandler = lambda *args: seen(False)
    try:
        with package.open(entry) as part:
            while piece := part.read(_PROLOG_PIECE):
                parser.Parse(piece)
    except _Seen as end:
        return bool(end.args[0])
    except (expat.ExpatError, LookupError, *UNREADABLE) as error:
        raise Damaged(name=name) from error
    return False


def _climbs(name: str) -> bool:
    return name.startswith("/") or ".." in name.replace("\\", "/").split("/")


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _HEADER + len(entry.orig_filename.encode()) + entry.compress_size
    return False


def package_danger(data: bytes, *, name: str) -> str:
    """Why an office package is to be quarantined, in words: macros, controls, outside templates; or nothing."""
    with open_package(data, name=name) as package:
        names = [entry.filename.lower() for entry in package.infolist()]
        if any(part.endswith("vbaproject.bin") or "/vbadata" in part for part in names):
            return _("含有宏")
        if any("/activex/" in part for part in names):
            return _("含有 ActiveX 控件")
        if any("/embeddings/" in part and part.endswith(".bin") for part in names):
            return _("含有嵌入的程序对象")
        try:
            return _declared_danger(package)
        except (DefusedXmlException, ParseError, LookupError, ValueError):
            return _("内部结构异常")
        except UNREADABLE as error:
            raise Damaged(name=name) from error


def _declared_danger(package: zipfile.ZipFile) -> str:
    for part, root in _parts(package):
        for element in root.iter():
            if part == "[Content_Types].xml" and "macroenabled" in element.get("ContentType", "").lower():
                return _("含有宏")
            outside = element.get("TargetMode", "").lower() == "external"
            if outside and not element.get("Type", "").endswith(_HYPERLINK):
                return _("引用了外部模板或外部文件")
    return ""


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, Element]]:
    for entry in package.infolist():
        if entry.filename == "[Content_Types].xml" or entry.filename.endswith(".rels"):
            if entry.file_size > MAX_PART:
                raise ValueError(entry.filename)
            yield entry.filename, SafeXml.fromstring(package.read(entry), forbid_dtd=True)
