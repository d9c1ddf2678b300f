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
