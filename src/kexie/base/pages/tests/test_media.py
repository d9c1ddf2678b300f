"""Films in parts, and the card that is shared with an article."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from kexie.base.pages.blocks.body import VideoBlock
from kexie.base.pages.models import PageDocument
from kexie.base.pages.tests import factories

pytestmark = pytest.mark.django_db
MP4 = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 4


@pytest.fixture
def film(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.site()
    return factories.document("talk.mp4", data=MP4)


def asked(client, film, part=""):
    headers = {"range": part} if part else {}
    return client.get(f"/films/{film.pk}/{film.filename}", headers=headers)


def test_a_film_is_sent_whole_when_no_part_is_asked_for(client, film):
    answer = asked(client, film)
    assert (answer.status_code, answer["Accept-Ranges"], answer["Content-Type"]) == (200, "bytes", "video/mp4")
    assert b"".join(answer.streaming_content) == MP4


@pytest.mark.parametrize(
    ("part", "begin", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000-", 1000, len(MP4)),
        ("bytes=-16", len(MP4) - 16, len(MP4)),
        ("bytes=0-99999999", 0, len(MP4)),
        ("bytes=-99999999", 0, len(MP4)),
    ],
)
def test_the_part_that_is_asked_for(client, film, part, begin, end):
    answer = asked(client, film, part)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {begin}-{end - 1}/{len(MP4)}"
    assert b"".join(answer.streaming_content) == MP4[begin:end]
    assert answer["Content-Length"] == str(end - begin)


@pytest.mark.parametrize("part", ["bytes=99999999-", "bytes=20-10"])
def test_a_part_that_is_not_there_is_refused(client, film, part):
    answer = asked(client, film, part)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(MP4)}")


@pytest.mark.parametrize("part", ["bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=" + "9" * 40 + "-"])
def test_what_cannot_be_understood_is_passed_over(client, film, part):
    answer = asked(client, film, part)
    assert answer.status_code == 200
    assert b"".join(answer) == MP4


def test_only_films_of_open_collections_by_their_own_name(client, film):
    assert client.get(f"/films/{film.pk}/other.mp4").status_code == 404
    assert client.get("/films/999999/talk.mp4").status_code == 404
    plain = factories.document()
    assert client.get(f"/films/{plain.pk}/{plain.filename}").status_code == 404
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    PageDocument.objects.filter(pk=film.pk).update(collection=closed)
    assert asked(client, film).status_code == 404


def test_a_film_stands_in_an_article_with_its_words(client, film):
    value = {"document": film.pk, "poster": None, "caption": "开放日", "words": "主持人：欢迎。\n讲解员：请看。"}
    article = factories.article()
    article.body = article.body.stream_block.to_python([{"type": "video", "value": value}])
    article.save()
    page = client.get(article.url).content.decode()
    assert f'<source src="/films/{film.pk}/{film.filename}" type="video/mp4">' in page
    assert "讲解员：请看。" in page


def test_only_films_go_into_the_block(film):
    block = VideoBlock()
    value = block.normalize({"document": factories.document(), "poster": None, "caption": "甲", "words": ""})
    with pytest.raises(ValidationError):
        block.clean(value)
    assert block.clean(block.normalize({"document": film, "poster": None, "caption": "甲", "words": ""}))


@pytest.mark.parametrize(("data", "taken"), [(MP4, True), (b"\x1a\x45\xdf\xa3rest", True), (b"MZ not a film", False)])
def test_a_film_is_what_its_name_says(cast, settings, tmp_path, data, taken):
    settings.MEDIA_ROOT = tmp_path
    factories.site()
    fields = {"title": "讲座", "file": SimpleUploadedFile("talk.mp4", data), "collection": "1", "tags": ""}
    answer = cast.client("web_editor").post("/editors/documents/add/", fields)
    assert (answer.status_code == 302) is taken
    assert taken or "不是可以播放的视频" in answer.content.decode()


def test_the_card_is_a_picture_of_the_article(client):
    article = factories.article("<b>科学之家</b>揭牌 & “开放”#日$", summary="一句话摘要" * 40)
    answer = client.get(f"/share/{article.pk}.png")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (750, 1000)


def test_the_words_of_a_card_stand_whole_above_its_line(client):
    article = factories.article("超长标题" * 60, summary="一句话摘要" * 40)
    drawn = Image.open(io.BytesIO(client.get(f"/share/{article.pk}.png").content)).convert("L")

    def blank(top: int, bottom: int) -> bool:
        return drawn.crop((60, top, 690, bottom)).getextrema() == (255, 255)

    assert blank(115, 142)
    assert not blank(142, 156)
    assert not blank(600, 690)
    assert blank(725, 770)


def test_there_is_no_card_of_what_cannot_be_read(client):
    article = factories.article()
    article.unpublish()
    assert client.get(f"/share/{article.pk}.png").status_code == 404
    assert client.get("/share/999999.png").status_code == 404
    assert client.get(f"/share/{10**19}.png").status_code == 404
