from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from kexie.base.kernel.models import AuditEvent
from kexie.base.pages.blocks import BodyBlock
from kexie.base.pages.models import ArticlePage, ColumnPage, PageImage
from kexie.base.pages.tests import factories
from kexie.base.pages.tests.staff import sent_in
from kexie.base.people.abilities import EDIT_WEB_CONTENT, MANAGE_WEB_SITE

pytestmark = pytest.mark.django_db


def png() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (1200, 800), (20, 80, 140)).save(data, "png")
    return SimpleUploadedFile("a.png", data.getvalue(), "image/png")


def doors(patterns, prefix=""):
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from doors(pattern.url_patterns, where)
        else:
            yield where, pattern.callback


def test_every_address_of_the_editor_asks_for_the_ability():
    found = [(where, view) for where, view in doors(get_resolver().url_patterns) if where.startswith("editors/")]
    assert len(found) > 100
    for where, view in found:
        assert view.access.abilities in {(EDIT_WEB_CONTENT,), (MANAGE_WEB_SITE,)}, where
        assert not view.access.public, where


@pytest.mark.parametrize(
    "path",
    [
        "/editors/",
        "/editors/pages/",
        "/editors/images/",
        "/editors/documents/",
        "/editors/users/",
        "/editors/login/",
        "/editors/api/main/pages/",
    ],
)
def test_units_and_visitors_do_not_enter_the_editor(cast, path):
    factories.site()
    for name in (
        "clerk_a",
        "unit_admin_a",
        "editor",
        "signer",
        "system_admin",
        "security_admin",
        "audit_admin",
        "plain",
    ):
        assert cast.client(name).get(path).status_code in {403, 404}, name
    answer = cast.client("visitor").get(path)
    assert answer.status_code in {302, 404}
    assert answer.status_code == 404 or answer["Location"].startswith("/accounts/login/")


def test_an_editor_writes_previews_sends_in_and_may_withdraw_what_is_out(staff):
    column = ColumnPage.objects.get(slug="kepu")
    client = staff.client("writer_a")
    assert client.get("/editors/").status_code == 200
    form = client.get(f"/editors/pages/add/pages/articlepage/{column.pk}/").content.decode()
    for said in ("来源单位", "审核", "摘要", "正文", 'value="白露"'):
        assert said in form
    written = sent_in(staff)
    assert client.get(f"/editors/pages/{written.pk}/view_draft/").status_code == 200
    reviewer = staff.client("reviewer_a")
    reviewer.post(f"/editors/review/{written.pk}/", {"decision": "approve"})
    page = client.get("/kepu/written/").content.decode()
    assert "云川日报" in page
    assert "<h2>现场</h2>" in page
    assert client.post(f"/editors/pages/{written.pk}/unpublish/").status_code in {302, 403}
    assert ArticlePage.objects.get(pk=written.pk).live
    assert reviewer.post(f"/editors/pages/{written.pk}/unpublish/").status_code == 302
    assert not ArticlePage.objects.get(pk=written.pk).live
    deeds = AuditEvent.objects.filter(target=f"pages.page:{written.pk}")
    assert set(deeds.values_list("action", flat=True)) == {
        "pages.create",
        "pages.submit",
        "pages.approve",
        "pages.publish",
        "pages.unpublish",
    }


def test_scripts_in_the_page_are_allowed_to_the_editor_alone(cast):
    factories.article()
    client = cast.client("web_editor")
    assert "script-src 'self' 'unsafe-inline'" in client.get("/editors/")["Content-Security-Policy"]
    for path in ("/", "/kepu/", "/kepu/a1/"):
        assert "unsafe-inline" not in client.get(path)["Content-Security-Policy"]


def test_a_picture_needs_words():
    form_class = get_image_form(get_image_model())
    without = form_class({"title": "揭牌", "description": ""}, {"file": png()})
    assert "description" in without.errors
    block = BodyBlock().child_blocks["picture"]
    assert not block.child_blocks["alt"].required
    assert not block.child_blocks["caption"].required


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a temporary file open
def test_blocks_are_drawn(client, own_media):
    article = factories.article()
    image = PageImage.objects.create(title="揭牌", description="揭牌现场", file=png())
    file = factories.document("通知.txt")
    article.body = [
        ("picture", {"image": image, "alt": "三位代表拉开红绸", "caption": "揭牌现场"}),
        ("quote", {"text": "科学属于每个人。", "source": "参加者"}),
        ("attachments", [{"document": file, "label": "活动通知"}]),
    ]
    article.save_revision().publish()
    page = client.get("/kepu/a1/").content.decode()
    assert 'alt="三位代表拉开红绸"' in page
    assert "<figcaption>揭牌现场</figcaption>" in page
    assert "<p>科学属于每个人。</p>" in page
    assert f"/files/{file.pk}/" in page
    assert "活动通知" in page
    rendition = image.renditions.get()
    assert rendition.width == 960
    answer = client.get(rendition.url)
    assert answer.status_code == 200
    assert b"".join(answer)
