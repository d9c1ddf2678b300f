"""Uploads: type by content, limits, bombs, and what is dangerous is quarantined."""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kexie.base.documents import intake, packages
from kexie.base.documents.docx import render_docx
from kexie.base.documents.intake import NAME_LENGTH, Kind, Upload, Verdict, safe_name, take_in
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.refusals import (
    BrokenEncoding,
    Damaged,
    EmptyFile,
    ExtensionDiffers,
    FileRefusal,
    FileTooLarge,
    NotAccepted,
    NoText,
    TooManyPixels,
    UnknownType,
    UnpacksTooLarge,
)
from kexie.base.documents.tests.factories import bulletin, everything, png

ALL = frozenset(Kind)


def take(data: bytes, name: str) -> Upload:
    return take_in(data, name=name, accept=ALL)


def workbook() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def with_parts(**parts: bytes) -> bytes:
    """A DOCX with further parts; a part that is there already is replaced."""
    changed = {name.replace("__", "/"): data for name, data in parts.items()}
    return packed(render_docx(everything()), changed)


def packed(data: bytes, changed: dict[str, bytes]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return result.getvalue()


def relation(kind: str, target: str = "http://evil.example/a.dotm") -> bytes:
    base = "http://schemas.openxmlformats.org"
    return (
        f'<Relationships xmlns="{base}/package/2006/relationships"><Relationship Id="r1" TargetMode="External" '
        f'Type="{base}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def pdf_with(change) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    file = io.BytesIO()
    pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("简报.docx", render_docx(everything()), Kind.DOCX),
        ("统计.xlsx", workbook(), Kind.XLSX),
        ("简报.pdf", render_pdf(bulletin(1)), Kind.PDF),
        ("现场.png", png(), Kind.PNG),
        ("动态.md", "# 题".encode(), Kind.MARKDOWN),
        ("动态.txt", "文".encode("gb18030"), Kind.TEXT),
    ],
)
def test_good_files_are_clean_and_known_by_content(name, data, kind):
    upload = take(data, name)
    assert (upload.kind, upload.verdict, upload.reason, upload.name) == (kind, Verdict.CLEAN, "", name)
    assert upload.sha256 == hashlib.sha256(upload.data).hexdigest()
    assert "/" in upload.media_type


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("报告.docx", render_pdf(bulletin(1)), "PDF"),
        ("现场.jpg", png(), "PNG"),
        ("现场.png.html", png(), "PNG"),
        ("文.docx", workbook(), "Excel"),
        ("页面.html", b"<html><script>", "TXT"),
        ("图.svg", b"<svg onload='x'/>", "TXT"),
        ("没有扩展名", "文".encode(), "TXT"),
    ],
)
def test_extension_must_agree_with_the_content(name, data, found):
    with pytest.raises(ExtensionDiffers, match=found):
        take(data, name)


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00", b"\x7fELF\x02\x01", bytes(100), b"PK\x03\x04" + bytes(50), b"GIF89a" + bytes(9)]
)
def test_unknown_content_is_refused(data):
    with pytest.raises(UnknownType):
        take(data, "报告.docx")


def test_zip_that_is_no_office_file_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a.txt", "x")
    with pytest.raises(UnknownType):
        take(file.getvalue(), "a.docx")


def test_kind_that_is_not_wanted_is_refused_with_what_is():
    with pytest.raises(NotAccepted, match="Markdown、PDF"):
        take_in(png(), name="a.png", accept=frozenset({Kind.PDF, Kind.MARKDOWN}))


def test_size_and_emptiness(monkeypatch):
    monkeypatch.setitem(intake.MEGABYTES, Kind.TEXT, 0)
    with pytest.raises(FileTooLarge, match="0 MB"):
        take("文".encode(), "a.txt")
    with pytest.raises(FileTooLarge, match="50 MB"):
        take(bytes(50 * 1024 * 1024 + 1), "a.pdf")
    for data in (b"", b" \n "):
        with pytest.raises(NoText):
            take(data, "a.md")
    with pytest.raises(BrokenEncoding):
        take("市科协".encode() * 9 + b"\xff", "a.md")


def test_what_is_no_file_of_ours_reads_which_are_taken_and_an_empty_one_that_it_is_empty():
    accept = frozenset({Kind.PDF, Kind.JPEG, Kind.DOCX})
    with pytest.raises(
        UnknownType, match=r"^“x\.exe”不是可以识别的文件类型，请提交以下类型的文件：Word（\.docx）、PDF、JPEG。$"
    ):
        take_in(b"MZ\x90\x00\x03", name="x.exe", accept=accept)
    with pytest.raises(EmptyFile, match=r"“空\.pdf”是空文件（0字节）"):
        take_in(b"", name="空.pdf", accept=accept)


def test_package_that_unpacks_to_too_much_is_refused():
    bomb = with_parts(word__bomb=bytes(60 * 1024 * 1024))
    assert len(bomb) < 200_000
    with pytest.raises(UnpacksTooLarge, match="压缩比过高"):
        take(bomb, "a.docx")


def test_package_of_more_than_200_mb_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "MAX_UNPACKED", 10_000)
    with pytest.raises(UnpacksTooLarge, match="200 MB"):
        take(render_docx(everything()), "a.docx")


def test_package_with_too_many_entries_is_refused():
    with pytest.raises(UnpacksTooLarge, match="条目过多"):
        take(with_parts(**{f"word__{number}": b"" for number in range(2001)}), "a.docx")


def test_package_that_lies_about_its_entries_is_refused():
    data = bytearray(with_parts(**{f"word__{number}": b"" for number in range(9000)}))
    struct.pack_into("<HH", data, len(data) - 22 + 8, 5, 5)
    with pytest.raises(UnpacksTooLarge, match="条目过多"):
        take(bytes(data), "a.docx")


def test_64_bit_directory_cannot_hide_behind_a_small_one():
    data = render_docx(everything())
    end = data.rfind(b"PK\x05\x06")
    wide = data[:end] + b"PK\x06\x07" + bytes(16) + data[end:]
    with pytest.raises(UnpacksTooLarge, match="条目过多"):
        take(wide, "a.docx")


def test_overlapping_entries_are_refused():
    """Two names for the same packed bytes, as a quine or Fifield's bomb has."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<a/>")
        package.writestr("word/other.xml", "<b/>")
        package.filelist[1].header_offset = package.filelist[0].header_offset
    with pytest.raises(UnpacksTooLarge, match="重叠"):
        take(file.getvalue(), "a.docx")


@pytest.mark.parametrize("part", ["../evil.xml", "/etc/evil", "word\\..\\..\\evil"])
def test_names_that_climb_are_refused(part):
    with pytest.raises(UnpacksTooLarge, match="名称异常"):
        take(packed(render_docx(everything()), {part: b"x"}), "a.docx")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/vbaProject.bin": b"x"}, "宏"),
        ({"word/activeX/activeX1.xml": b"<a/>"}, "ActiveX"),
        ({"word/embeddings/oleObject1.bin": b"x"}, "嵌入"),
        ({"word/_rels/settings.xml.rels": relation("attachedTemplate")}, "外部模板"),
        ({"word/_rels/document.xml.rels": relation("oleObject", "file:///c:/a")}, "外部"),
        ({"word/_rels/document.xml.rels": relation("image")}, "外部"),
        ({"word/_rels/x.rels": b"<a>"}, "结构异常"),
    ],
)
def test_dangerous_packages_are_quarantined_with_the_reason(parts, reason):
    data = packed(render_docx(everything()), parts)
    upload = take(data, "a.docx")
    assert upload.verdict is Verdict.QUARANTINED
    assert reason in upload.reason
    assert upload.data == data


def test_links_to_the_web_are_no_danger():
    assert (
        take(packed(render_docx(everything()), {"word/_rels/x.rels": relation("hyperlink")}), "a.docx").verdict
        == "clean"
    )


def test_macro_type_without_macro_is_quarantined():
    with zipfile.ZipFile(io.BytesIO(render_docx(everything()))) as package:
        types = package.read("[Content_Types].xml")
    macro = types.replace(b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")
    assert "宏" in take(packed(render_docx(everything()), {"[Content_Types].xml": macro}), "a.docm").reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda pdf: pdf.Root.__setattr__("OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")), "脚本"),
        (lambda pdf: pdf.Root.__setattr__("AA", pikepdf.Dictionary(WC=pikepdf.Dictionary(JS="app.alert(1)"))), "脚本"),
        (
            lambda pdf: pdf.pages[0].__setitem__(
                "/AA", pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch))
            ),
            "启动",
        ),
        (lambda pdf: pdf.attachments.__setitem__("a.exe", b"MZ"), "附件"),
        (lambda pdf: pdf.Root.__setattr__("AcroForm", pikepdf.Dictionary(XFA="x")), "表单"),
    ],
)
def test_dangerous_pdfs_are_quarantined_even_when_compressed(change, reason):
    data = pdf_with(change)
    assert b"JavaScript" not in data
    upload = take(data, "a.pdf")
    assert upload.verdict is Verdict.QUARANTINED
    assert reason in upload.reason


def test_locked_pdf_is_quarantined_and_broken_one_refused():
    file = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(file, encryption=pikepdf.Encryption(user="a", owner="b"))
    assert "加密" in take(file.getvalue(), "a.pdf").reason
    with pytest.raises(Damaged):
        take(b"%PDF-1.7\n nothing follows", "a.pdf")


def test_pictures_lose_place_and_camera_but_not_their_turn():
    image = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, comment=b"CANARY-COMMENT")
    assert b"CANARY-CAMERA" in file.getvalue()
    upload = take(file.getvalue(), "a.jpg")
    assert (upload.width, upload.height) == (20, 40)
    assert b"CANARY" not in upload.data
    assert not Image.open(io.BytesIO(upload.data)).getexif()


def test_hidden_text_and_tail_of_a_png_are_left_behind():
    text = b"tEXtComment\0CANARY"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    plain = png(4, 4)
    data = plain[:33] + chunk + plain[33:] + b"CANARY-TAIL<script>"
    assert b"CANARY" not in take(data, "a.png").data


def test_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + png()[33:]
    with pytest.raises(TooManyPixels, match="5000万像素"):
        take(data, "a.png")


def test_damaged_picture_is_refused():
    with pytest.raises(Damaged):
        take(png(900, 900)[:200], "a.png")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\文件\\报告.docx", "报告.docx"),
        ("报\x00告\u202excod.exe", "报告xcod.exe"),
        ('a"b<c>.md', "abc.md"),
        ("", "file"),
        ("...", "file"),
        ("文" * 300 + ".docx", "文" * (NAME_LENGTH - 5) + ".docx"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_becomes_a_safe_one(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_LENGTH
    assert not set(safe) & set('/\\\0\n\r"<>')
    assert safe_name(safe) == safe


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(data):
    with contextlib.suppress(FileRefusal):
        assert take_in(data, name="a.txt", accept=ALL).kind is Kind.TEXT


def test_word_file_from_elsewhere_is_clean():
    file = io.BytesIO()
    word = docx.Document()
    word.add_paragraph("报送信息")
    word.save(file)
    assert take(file.getvalue(), "报送.docx").verdict is Verdict.CLEAN
