"""Files and pictures that web editors put up for everyone (security.md, 49, 51, 52)."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Collection

from kexie.base.documents.docx import render_docx
from kexie.base.documents.tests.factories import everything
from kexie.base.pages.models import PageDocument, PageImage

WHERE = "41.5,120.25"


def pdf(script: bool) -> bytes:
    paper, file = pikepdf.new(), io.BytesIO()
    paper.add_blank_page()
    if script:
        paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")
    paper.save(file)
    return file.getvalue()


def docm() -> bytes:
    file = io.BytesIO(render_docx(everything()))
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr("word/vbaProject.bin", b"macro")
    return file.getvalue()


def put_up(cast, name: str, data: bytes):
    fields = {
        "title": "附件",
        "collection": Collection.get_first_root_node().pk,
        "file": SimpleUploadedFile(name, data),
        "tags": "",
    }
    return cast.client("web_editor").post("/editors/documents/add/", fields)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("通知.pdf", pdf(script=True), "含有脚本"),
        ("通知.docx", docm(), "含有宏"),
        ("通知.pdf", b"<script>alert(1)</script>", "通知.pdf"),
    ],
)
def test_a_harmful_file_is_not_put_up(cast, name, data, said):
    response = put_up(cast, name, data)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not PageDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("通知.pdf", pdf(script=False)), ("通知.docx", render_docx(everything())), ("名单.csv", b"a,b\n")],
)
def test_a_harmless_file_is_given_out_whole_and_runs_nowhere(cast, client, name, data):
    assert put_up(cast, name, data).status_code == 302
    response = client.get(PageDocument.objects.get().url)
    assert b"".join(response) == data
    assert response["X-Content-Type-Options"] == "nosniff"
    assert name.endswith(".pdf") or response["Content-Disposition"].startswith("attachment")


def test_a_refused_file_is_told_of_in_one_sentence(cast):
    said = put_up(cast, "通知.pdf", b"MZ" + bytes(200)).context["form"].errors["file"]
    assert said == ["“通知.pdf”的内容和扩展名不符，或者文件已损坏，请核对后重新上传。"]


def test_a_kind_that_is_not_offered_is_named(cast):
    (said,) = put_up(cast, "程序.exe", b"MZ").context["form"].errors["file"]
    assert said.startswith("不能上传扩展名为“exe”的文件，可以上传的有：pdf, doc, ")


def picture(size=(40, 30), form="png") -> bytes:
    file = io.BytesIO()
    Image.new("1" if form == "png" else "RGB", size).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (picture((20_000, 20_000)), "像素"),
        (picture((400, 300))[:60], "已损坏或不完整"),
        (picture((400, 300), "jpeg"), "扩展名与内容不符"),
        (b"MZ" + bytes(200), "内容和扩展名不符"),
        (b"", "空"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused_in_a_sentence(cast, data, said):
    fields = {"title": "揭牌", "description": "揭牌现场", "collection": Collection.get_first_root_node().pk}
    fields |= {"file": SimpleUploadedFile("a.png", data), "focal_point_x": "", "focal_point_y": ""}
    response = cast.client("web_editor").post("/editors/images/add/", fields)
    assert response.status_code == 200
    (sentence,) = response.context["form"].errors["file"]
    assert said in sentence
    assert not PageImage.objects.exists()


@pytest.mark.parametrize("form", ["jpeg", "png"])
def test_a_picture_does_not_say_where_it_was_taken(cast, client, form):
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x010E] = WHERE
    Image.new("RGB", (40, 30)).save(file, form, exif=exif)
    assert WHERE.encode() in file.getvalue()
    fields = {"title": "揭牌", "description": "揭牌现场", "collection": Collection.get_first_root_node().pk}
    upload = SimpleUploadedFile(f"a.{form}", file.getvalue(), f"image/{form}")
    fields |= {"file": upload, "tags": "", "focal_point_x": "", "focal_point_y": ""}
    response = cast.client("web_editor").post("/editors/images/add/", fields)
    assert response.status_code == 302, response.context["form"].errors
    image = PageImage.objects.get()
    assert (image.width, image.height) == (40, 30)
    for spec in ("width-20", "max-960x960"):
        assert WHERE.encode() not in b"".join(client.get(image.get_rendition(spec).url))
    assert client.get(f"/media/{image.file.name}").status_code == 404
