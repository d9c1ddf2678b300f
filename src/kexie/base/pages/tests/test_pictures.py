"""Pictures: nobody puts one in without words; small sizes are made ahead, few and fixed, without place or camera."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection

from kexie.base.kernel import outbox
from kexie.base.pages.models import PageImage, PageRendition
from kexie.base.pages.rules.pictures import MADE_AHEAD, spec
from kexie.base.pages.tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    ),  # Wagtail leaves a temporary file open
]


def photo(width=1600, height=1200):
    """A photograph that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-CANARY"
    exif.get_ifd(0x8825)[1] = "N"
    data = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(data, "jpeg", exif=exif)
    return SimpleUploadedFile("photo.jpg", data.getvalue(), "image/jpeg")


@pytest.fixture
def library(staff, own_media):
    return Collection.objects.get(name__startswith="科普工作") if _entered(staff) else None


def _entered(cast):
    return cast.client("writer_a").get("/editors/").status_code == 200


def upload(client, collection, address="/editors/images/add/", prefix="", **more):
    sent = {"title": "揭牌", "file": photo(), "collection": collection.pk, "description": ""} | more
    return client.post(address, {f"{prefix}{name}": value for name, value in sent.items()})


@pytest.mark.parametrize(
    ("address", "prefix"), [("/editors/images/add/", ""), ("/editors/images/chooser/create/", "image-chooser-upload-")]
)
def test_no_picture_without_words(library, staff, address, prefix):
    client = staff.client("writer_a")
    refused = upload(client, library, address, prefix)
    assert refused.status_code == 200
    assert not PageImage.objects.exists()
    assert upload(client, library, address, prefix, description="三位代表拉开红绸").status_code in {200, 302}
    image = PageImage.objects.get()
    assert image.description == "三位代表拉开红绸"
    assert image.uploaded_by_user == staff.account("writer_a")


def test_many_at_once_wait_for_their_words(library, staff):
    client = staff.client("writer_a")
    answer = client.post(
        "/editors/images/multiple/add/",
        {"files[]": photo(), "collection": library.pk},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert answer.status_code == 200
    assert not PageImage.objects.exists()
    (number,) = re.findall(r"create_from_uploaded_image/(\d+)/", answer.content.decode())
    at, prefix = f"/editors/images/multiple/create_from_uploaded_image/{number}/", f"uploaded-image-{number}-"
    ajax = {"x-requested-with": "XMLHttpRequest"}
    words = {f"{prefix}title": "揭牌", f"{prefix}collection": library.pk, f"{prefix}description": ""}
    assert '"success": false' in client.post(at, words, headers=ajax).content.decode()
    assert not PageImage.objects.exists()
    assert '"success": true' in client.post(at, words | {f"{prefix}description": "揭牌"}, headers=ajax).content.decode()
    with PageImage.objects.get().file.open() as file:
        assert b"CAMERA-CANARY" not in file.read()


def test_words_cannot_be_taken_away_again(library, staff):
    client = staff.client("writer_a")
    upload(client, library, description="三位代表拉开红绸")
    image = PageImage.objects.get()
    form = {"title": "揭牌", "collection": library.pk, "description": "", "file": ""}
    assert client.post(f"/editors/images/{image.pk}/", form).status_code == 200
    assert PageImage.objects.get().description == "三位代表拉开红绸"


def test_sizes_are_made_by_the_worker_and_offered_afterwards(library, staff):
    upload(staff.client("writer_a"), library, description="三位代表拉开红绸")
    image = PageImage.objects.get()
    article = factories.article()
    article.body = [("picture", {"image": image, "alt": "", "decorative": False, "caption": "揭牌现场"})]
    article.save_revision().publish()
    PageRendition.objects.all().delete()
    before = staff.client("visitor").get(article.url).content.decode()
    assert "<source" not in before
    (drawn,) = re.findall(r'<img [^>]*loading="lazy"[^>]*>', before)
    assert 'width="960"' in drawn, before
    assert 'height="720"' in drawn
    assert [row.filter_spec for row in PageRendition.objects.all()] == ["width-960"]
    outbox.deliver_due(at=timezone.now() + timedelta(minutes=1))
    assert set(PageRendition.objects.values_list("filter_spec", flat=True)) == set(MADE_AHEAD)
    page = staff.client("visitor").get(article.url).content.decode()
    avif, webp = re.findall(r'<source type="image/(\w+)" srcset="([^"]+)" sizes="[^"]+">', page)
    assert (avif[0], webp[0]) == ("avif", "webp")
    assert [part.split()[1] for part in avif[1].split(", ")] == ["480w", "960w", "1440w"]
    assert 'alt="三位代表拉开红绸"' in page
    assert 'loading="lazy"' in page
    for row in PageRendition.objects.all():
        with row.file.open() as file:
            data = file.read()
        assert b"CAMERA-CANARY" not in data
        assert not Image.open(io.BytesIO(data)).getexif()
    smallest = PageRendition.objects.get(filter_spec=spec(480, "avif"))
    answer = staff.client("visitor").get(smallest.url)
    assert answer["Content-Type"] == "image/avif"
    assert b"".join(answer)


def test_no_address_makes_a_size_that_somebody_asks_for(library, staff):
    upload(staff.client("writer_a"), library, description="三位代表拉开红绸")
    image = PageImage.objects.get()
    made = PageRendition.objects.count()
    for member in ("writer_a", "manager", "visitor"):
        client = staff.client(member)
        for address in ("preview/width-5000/", "generate_url/", "generate_url/output/"):
            assert client.get(f"/editors/images/{image.pk}/{address}").status_code in {302, 403, 404}
    assert PageRendition.objects.count() == made


def test_a_decorative_picture_is_silent(library, staff):
    upload(staff.client("writer_a"), library, description="花边")
    article = factories.article()
    image = PageImage.objects.get()
    article.body = [("picture", {"image": image, "alt": "", "decorative": True, "caption": ""})]
    article.save_revision().publish()
    assert 'alt=""' in staff.client("visitor").get(article.url).content.decode()
